package org.whittle.data.check;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.whittle.data.column.SettingLine;
import org.whittle.data.column.TableCell;
import org.whittle.score.column.Cell;
import org.whittle.score.column.InputColumn;
import org.whittle.study.InputProblem;

/**
 * Finds feature values that a network cannot take, naming the column and the first such row.
 *
 * @param columns the table's features
 * @param profile of the table
 * @param suspects where the cells go
 */
public record FeatureCheck(List<InputColumn> columns, TableProfile profile, Suspects suspects) {

    /** Looks for cells that cannot be used. */
    public void checkCells() {
        for (int i = 0; i < columns.size(); i++) {
            InputColumn column = columns.get(i);
            ColumnProfile own = profile.features().get(i);
            own.problems()
                    .keySet()
                    .forEach(problem -> suspects.add(
                            column,
                            cell -> TableCell.problem(column.reading().value(cell), column.kind())
                                    .filter(problem::equals)
                                    .isPresent(),
                            found -> InputProblem.of("%s, column '%s': %s, or add %s"
                                            .formatted(
                                                    found.place(),
                                                    column.source(),
                                                    column.reading().moment() != null
                                                            ? ("'%s' is no date; write one, or leave the cell empty if "
                                                                    + "the value is missing")
                                                                    .formatted(found.value())
                                                            : complaint(problem, found.value()),
                                                    remedy(column, own)))
                                    .mendedBy(SettingLine.column(column.source()), remedy(column, own))));
        }
    }

    /** Looks for vectors of another length than their column's. */
    public void checkLengths() {
        for (int i = 0; i < columns.size(); i++) {
            InputColumn column = columns.get(i);
            int length = column.length();
            if (profile.features().get(i).lengths().keySet().stream().anyMatch(other -> other != length)) {
                suspects.add(column, cell -> cell != null && TableCell.length(cell) != length, found -> InputProblem.of(
                                ("%s, "
                                                + "column '%s': a vector of %d elements where others have %d; write "
                                                + "vectors of one length (for "
                                                + "libsvm, set data.options.numFeatures)")
                                        .formatted(
                                                found.place(), column.name(), TableCell.length(found.value()), length))
                        .mendedBy("data.ignore", SettingLine.ignore(column.name())));
            }
        }
    }

    /** The columns, each vector with the length that most of the rows have. */
    public static List<InputColumn> withLengths(List<InputColumn> columns, TableProfile profile) {
        return IntStream.range(0, columns.size()).mapToObj(i -> {
            Map<Integer, Long> lengths = profile.features().get(i).lengths();
            return lengths.entrySet().stream()
                    .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .map(most -> columns.get(i).withLength(most.getKey())).orElse(columns.get(i));
        }).toList();
    }

    /** Few texts or numbers may stand for missing values; a column of many is best left out. */
    private static String remedy(InputColumn column, ColumnProfile profile) {
        SortedMap<String, Long> strays = profile.strays();
        return column.kind() == InputColumn.Kind.VECTOR || strays.isEmpty() ? SettingLine.ignore(column.name())
                : SettingLine.missing(column.name(), strays.keySet());
    }

    private static String complaint(Cell.Problem problem, Object value) {
        boolean vector = value instanceof Vector || value instanceof scala.collection.Seq;
        return switch (problem) {
            case NOT_FINITE -> vector
                    ? "the vector has an element that is not finite, or too large for a 32-bit float; "
                            + "write a number, or leave the row out"
                    : ("the value %s is not finite, or too large for a 32-bit float; write a number, or leave the cell "
                                    + "empty if the value is missing")
                            .formatted(value);
            case NOT_A_NUMBER -> "'%s' is no number; write one, or leave the cell empty if the value is missing"
                    .formatted(value);
            case NOT_A_BOOLEAN -> ("'%s' is no boolean; write true or false, or leave the cell empty if the value is "
                    + "missing")
                    .formatted(value);
            case INCOMPLETE_VECTOR -> "%s; write all its elements, or leave the row out"
                    .formatted(value == null ? "the vector is missing" : "an element of the vector is missing");
        };
    }
}
