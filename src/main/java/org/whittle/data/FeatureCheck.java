package org.whittle.data;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.whittle.study.InputProblem;

/**
 * Finds feature values that a network cannot take, naming the column and the first such row.
 *
 * @param columns the table's features
 * @param profile of the table
 * @param suspects where the cells go
 */
record FeatureCheck(List<InputColumn> columns, TableProfile profile, Suspects suspects) {

    /** A column of text with at least this share of numbers is taken for one of numbers with a few texts in it. */
    private static final double MOSTLY = 0.9;

    /** Looks for cells that cannot be used. */
    void checkCells() {
        for (InputColumn column : columns) {
            profile(column).problems().keySet().forEach(problem -> suspects.add(column,
                    cell -> Cell.problem(cell, column.kind()).filter(problem::equals).isPresent(),
                    found -> InputProblem.of("%s, column '%s': %s".formatted(found.place(), column.name(),
                            complaint(problem, found.value()))).mendedBy(SettingLine.column(column.name()),
                            remedy(column, problem))));
        }
    }

    /** Looks for vectors of another length than their column's. */
    void checkLengths() {
        for (InputColumn column : columns) {
            int length = column.length();
            if (profile(column).lengths().keySet().stream().anyMatch(other -> other != length)) {
                suspects.add(column, cell -> cell != null && Cell.length(cell) != length, found -> InputProblem.of(("%s, "
                        + "column '%s': a vector of %d elements where others have %d; write vectors of one length (for "
                        + "libsvm, set data.options.numFeatures)").formatted(found.place(), column.name(),
                        Cell.length(found.value()), length)).mendedBy("data.ignore", SettingLine.ignore(column.name())));
            }
        }
    }

    /** Looks for columns, not declared categorical, that are text only because of a few cells. */
    void checkStrayText(List<String> categorical) {
        for (InputColumn column : columns) {
            long numbers = profile(column).numbers();
            long present = profile.rows() - profile(column).missing();
            if (numbers > 0 && numbers < present && numbers >= MOSTLY * present && !categorical.contains(column.name())) {
                SortedMap<String, Long> strays = profile(column).strays();
                String remedy = strays.isEmpty() ? SettingLine.type(column.name(), "category")
                        : SettingLine.missing(column.name(), strays.keySet());
                suspects.add(column, cell -> cell != null && Cell.number(cell).isEmpty(), found -> InputProblem.of(("%s, "
                        + "column '%s': '%s' is no number, but %d of %d values are; mend it, or add %s if it stands for a "
                        + "missing value, or %s").formatted(found.place(), column.name(), found.value(), numbers, present,
                        remedy, SettingLine.type(column.name(), "category")))
                        .mendedBy(SettingLine.column(column.name()), remedy));
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

    /** Few texts or numbers may stand for missing values; a column of many is best left out. */
    private String remedy(InputColumn column, Cell.Problem problem) {
        SortedMap<String, Long> strays = profile(column).strays();
        return column.kind() == InputColumn.Kind.VECTOR || strays.isEmpty() ? SettingLine.ignore(column.name())
                : SettingLine.missing(column.name(), strays.keySet());
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
