package org.whittle.study;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the rows come from and what to do with them.
 *
 * @param format csv, parquet, orc, json, libsvm, or table (then {@code path} is a table name)
 * @param path any Hadoop path, a {@code classpath:} resource that Whittle ships, or a table name
 * @param options passed to Spark's reader
 * @param label name of the label column
 * @param task what to learn
 * @param features columns to use; empty for all but the label, the split column and {@code ignore}
 * @param ignore columns to leave out
 * @param categorical numeric columns to treat as categories
 * @param scaling of numeric features
 * @param oneHotLimit categories of a column beyond this many (the rarest) share one indicator
 */
public record DataSpec(String format, String path, Map<String, String> options, String label, Task task,
                       List<String> features, List<String> ignore, List<String> categorical, Scaling scaling,
                       int oneHotLimit, Split split) implements Serializable {

    /** What to learn. */
    public enum Task { AUTO, CLASSIFICATION, REGRESSION }

    /** How numeric features are brought to one scale, with statistics of the training rows. */
    public enum Scaling { STANDARD, MIN_MAX, ROBUST, NONE }

    /** How rows are divided. */
    public sealed interface Split extends Serializable {

        /**
         * By a seeded hash of the row.
         *
         * @param stratified keep the classes' shares (classification only)
         */
        record ByHash(double training, double validation, double test, boolean stratified) implements Split {
        }

        /** By the values of a column. */
        record ByColumn(String column, String training, String validation, String test) implements Split {
        }

        /** Validation and test rows lie elsewhere, in the same format; {@code path} holds training rows. */
        record ByPath(String validation, String test) implements Split {
        }
    }

    public DataSpec {
        options = Map.copyOf(options);
        features = List.copyOf(features);
        ignore = List.copyOf(ignore);
        categorical = List.copyOf(categorical);
    }

    /** The split's column, if rows are divided by one. */
    public Optional<String> splitColumn() {
        return split instanceof Split.ByColumn byColumn ? Optional.of(byColumn.column()) : Optional.empty();
    }
}
