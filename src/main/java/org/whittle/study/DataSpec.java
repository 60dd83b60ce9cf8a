package org.whittle.study;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.score.step.Scaling;

/**
 * Where the rows come from and what to do with them.
 *
 * @param format csv, parquet, orc, json, libsvm, table (then {@code path} is a table name), {@link #GIVEN}, or another
 *     source that Spark knows
 * @param path any Hadoop path, a {@code classpath:} resource that Whittle ships, or a table name
 * @param options passed to Spark's reader
 * @param label name of the label column
 * @param task what to learn
 * @param features columns to use; empty for all but the label, the split column and {@code ignore}
 * @param ignore columns to leave out
 * @param categorical numeric columns to treat as categories
 * @param scaling of numeric features
 * @param oneHotLimit categories of a column beyond this many (the rarest) share one indicator
 * @param cells how cells are read
 * @param image shape of rows that are images
 * @param pictures how files of pictures become images
 * @param inputs what networks are given beside a table's own features
 * @param folds into which the rows that are not test rows are divided again
 * @param group column whose rows of one value stay together, in one part and one fold; empty for none
 * @param weight column that says what a row counts, in losses and metrics; empty for none: all the same
 */
public record DataSpec(
        String format,
        String path,
        Map<String, String> options,
        String label,
        Task task,
        List<String> features,
        List<String> ignore,
        List<String> categorical,
        Scaling scaling,
        int oneHotLimit,
        Cells cells,
        ImageSpec image,
        PictureSpec pictures,
        InputSpec inputs,
        Split split,
        Folds folds,
        String group,
        String weight)
        implements Serializable {

    /** Format of rows that a program hands over as a table of Spark's, instead of where they are. */
    public static final String GIVEN = "dataset";

    /** Of a study whose trainer has rows of its own. */
    public static final DataSpec NONE = new DataSpec(
            "none",
            "",
            Map.of(),
            "",
            Task.AUTO,
            List.of(),
            List.of(),
            List.of(),
            Scaling.NONE,
            1,
            new Split.ByPath("", ""));

    /** What to learn. */
    public enum Task { AUTO, CLASSIFICATION, REGRESSION }

    /**
     * How cells are read.
     *
     * @param missing texts that stand for a missing value; NaN and the infinities also stand for those numbers
     * @param leaveOutUnlabelled whether rows without a label are left out, rather than refused
     * @param columns of which the study file says something, by name
     */
    public record Cells(List<String> missing, boolean leaveOutUnlabelled, SortedMap<String, ColumnSpec> columns)
            implements Serializable {

        /** What holds unless a study file says otherwise. */
        public static final Cells STANDARD = new Cells(List.of("NA", "N/A", "null", "?", "-"), false, new TreeMap<>());

        public Cells {
            missing = List.copyOf(missing);
            columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
        }

        /** What the study file says of a column. */
        public ColumnSpec column(String name) {
            return columns.getOrDefault(name, ColumnSpec.AUTO);
        }
    }

    /**
     * Cross-validation: the rows that are not test rows are divided into k parts, several times over. Each part once
     * holds the validation rows of a fold, and all others its training rows.
     *
     * @param k parts; 1: no cross-validation, but the split's own training and validation rows
     * @param repeats how often they are divided, each time in another way
     */
    public record Folds(int k, int repeats) implements Serializable {

        /** One division into training and validation rows. */
        public static final Folds NONE = new Folds(1, 1);

        /** Folds of all repetitions together; fold f is part f mod k of repetition f / k. */
        public int count() {
            return k == 1 ? 1 : Math.multiplyExact(k, repeats);
        }
    }

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

        /**
         * By time: what came first is trained on, what came last is tested on.
         *
         * @param column of numbers, dates or times
         * @param gap before each boundary, of rows that are left out: in days, or in the column's own unit
         */
        record ByTime(String column, double gap, double training, double validation, double test) implements Split {
        }

        /** Validation and test rows lie elsewhere, in the same format; {@code path} holds training rows. */
        record ByPath(String validation, String test) implements Split {
        }
    }

    public DataSpec {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
        features = List.copyOf(features);
        ignore = List.copyOf(ignore);
        categorical = List.copyOf(categorical);
    }

    /** Rows whose cells are read as they are unless a study file says otherwise. */
    public DataSpec(
            String format,
            String path,
            Map<String, String> options,
            String label,
            Task task,
            List<String> features,
            List<String> ignore,
            List<String> categorical,
            Scaling scaling,
            int oneHotLimit,
            Split split) {
        this(
                format,
                path,
                options,
                label,
                task,
                features,
                ignore,
                categorical,
                scaling,
                oneHotLimit,
                Cells.STANDARD,
                ImageSpec.NONE,
                PictureSpec.STANDARD,
                InputSpec.STANDARD,
                split,
                Folds.NONE,
                "",
                "");
    }

    /**
     * The same, once it is known what a format's images are; the column that holds them is the only feature.
     *
     * @param shape of the images
     * @param column that holds them
     */
    public DataSpec withImages(ImageSpec shape, String column) {
        return new DataSpec(format, path, options, label, task, List.of(column), List.of(), List.of(), scaling,
                oneHotLimit, cells, shape, pictures, inputs, split, folds, group, weight);
    }

    /** The same with cross-validation. */
    public DataSpec withFolds(Folds others) {
        return new DataSpec(format, path, options, label, task, features, ignore, categorical, scaling, oneHotLimit,
                cells, image, pictures, inputs, split, others, group, weight);
    }

    /** The same with other inputs of networks. */
    public DataSpec withInputs(InputSpec others) {
        return new DataSpec(format, path, options, label, task, features, ignore, categorical, scaling, oneHotLimit,
                cells, image, pictures, others, split, folds, group, weight);
    }

    /** Whether rows are images, whatever their shape. */
    public boolean ofImages() {
        return image.isPresent() || ofPictures() || format.equals(DataFormat.IDX);
    }

    /** Whether rows are made of pictures' files or their bytes: in a folder, or in a column of a table. */
    public boolean ofPictures() {
        return format.equals(DataFormat.IMAGES) || pictures.inColumn();
    }

    /** Whether there are rows at all. */
    public boolean isPresent() {
        return !equals(NONE);
    }

    /** Whether the study file asks for a column by its name, so that it is used whatever it looks like. */
    public boolean asksFor(String column) {
        return features.contains(column) || categorical.contains(column)
                || cells.column(column).type() != ColumnSpec.Type.AUTO;
    }

    /** The column whose rows of one value stay together, if there is one. */
    public Optional<String> groupColumn() {
        return Optional.of(group).filter(column -> !column.isEmpty());
    }

    /** The column that says what a row counts, if there is one. */
    public Optional<String> weightColumn() {
        return Optional.of(weight).filter(column -> !column.isEmpty());
    }

    /** The column by whose times rows are divided, if they are. */
    public Optional<String> timeColumn() {
        return split instanceof Split.ByTime byTime ? Optional.of(byTime.column()) : Optional.empty();
    }

    /** The split's column, if rows are divided by one. */
    public Optional<String> splitColumn() {
        return split instanceof Split.ByColumn byColumn ? Optional.of(byColumn.column()) : Optional.empty();
    }
}
