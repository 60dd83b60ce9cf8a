package org.whittle.data;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.whittle.study.InvalidInputException;

/**
 * Refuses feature values that a network cannot take, naming the column and the first such row.
 *
 * @param columns the table's features
 * @param profile of the table
 * @param locator of the table's rows
 */
record FeatureCheck(List<InputColumn> columns, TableProfile profile, RowLocator locator) {

    /** A column of text with at least this share of numbers is taken for one of numbers with a few texts in it. */
    private static final double MOSTLY = 0.9;

    /** @throws InvalidInputException if a cell cannot be used; says how many other columns have such cells, too */
    void requireUsable() {
        List<InputColumn> bad = columns.stream().filter(column -> !profile(column).problems().isEmpty()).toList();
        if (bad.isEmpty()) {
            return;
        }
        InputColumn.Kind kind = bad.get(0).kind();
        Cell.Problem problem = profile(bad.get(0)).problems().keySet().iterator().next();
        String others = bad.size() == 1 ? "" : " (%d other column%s such cells, too)"
                .formatted(bad.size() - 1, bad.size() == 2 ? " has" : "s have");
        throw first(bad.get(0), row -> Cell.problem(row.get(0), kind).filter(problem::equals).isPresent(),
                value -> complaint(problem, value) + others);
    }

    /** @throws InvalidInputException if a vector has another length than its column */
    void requireLengths() {
        for (InputColumn column : columns) {
            int length = column.length();
            if (profile(column).lengths().keySet().stream().anyMatch(other -> other != length)) {
                throw first(column, row -> Cell.length(row.get(0)) != length, value -> ("a vector of %d elements where "
                        + "others have %d; write vectors of one length (for libsvm, set data.options.numFeatures)")
                        .formatted(Cell.length(value), length));
            }
        }
    }

    /** @throws InvalidInputException if a column, not declared categorical, is text only because of a few cells */
    void requireNoStrayText(List<String> categorical) {
        for (InputColumn column : columns) {
            long numbers = profile(column).numbers();
            long present = profile.rows() - profile(column).missing();
            if (numbers > 0 && numbers >= MOSTLY * present && !categorical.contains(column.name())) {
                throw first(column, row -> !row.isNullAt(0) && Cell.number(row.get(0)).isEmpty(), value -> ("'%s' is no "
                        + "number, but %d of %d values are; mend it, or set data.options.nullValue = \"%s\" if it stands "
                        + "for a missing value, or add the column to data.categorical")
                        .formatted(value, numbers, present, value));
            }
        }
    }

    /** The columns, each vector with the length that most of the rows have. */
    static List<InputColumn> withLengths(List<InputColumn> columns, TableProfile profile) {
        return IntStream.range(0, columns.size()).mapToObj(i -> {
            Map<Integer, Long> lengths = profile.features().get(i).lengths();
            return lengths.entrySet().stream()
                    .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .map(most -> columns.get(i).withLength(most.getKey())).orElse(columns.get(i));
        }).toList();
    }

    private ColumnProfile profile(InputColumn column) {
        return profile.features().get(columns.indexOf(column));
    }

    private InvalidInputException first(InputColumn column,
                                        org.apache.spark.api.java.function.Function<Row, Boolean> bad,
                                        Function<Object, String> complaint) {
        RowLocator.Found found = locator.first(new Column[] {column.column()}, bad)
                .orElseThrow(() -> new IllegalStateException("Column '%s' is not the same when read again"
                        .formatted(column.name())));
        return new InvalidInputException("%s, column '%s': %s".formatted(found.place(), column.name(),
                complaint.apply(found.row().get(0))));
    }

    private static String complaint(Cell.Problem problem, Object value) {
        boolean vector = value instanceof Vector || value instanceof scala.collection.Seq;
        return switch (problem) {
            case NOT_FINITE -> vector ? "the vector has an element that is not finite, or too large for a 32-bit float; "
                    + "write a number, or leave the row out"
                    : ("the value %s is not finite, or too large for a 32-bit float; write a number, or leave the cell "
                    + "empty if the value is missing").formatted(value);
            case NOT_A_NUMBER -> "'%s' is no number; write one, or leave the cell empty if the value is missing"
                    .formatted(value);
            case NOT_A_BOOLEAN -> "'%s' is no boolean; write true or false, or leave the cell empty if the value is missing"
                    .formatted(value);
            case INCOMPLETE_VECTOR -> "%s; write all its elements, or leave the row out"
                    .formatted(value == null ? "the vector is missing" : "an element of the vector is missing");
        };
    }
}
