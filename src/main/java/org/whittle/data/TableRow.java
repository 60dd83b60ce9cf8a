package org.whittle.data;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * A row of a table that comes after a study, read as the study's training rows were.
 *
 * @param at where the table has each input column
 */
record TableRow(Row row, List<InputColumn> columns, int[] at) implements InputValues {

    /** How a table's rows are read. */
    record Reader(List<InputColumn> columns, int[] at) implements Serializable {

        TableRow read(Row row) {
            return new TableRow(row, columns, at);
        }
    }

    @Override
    public boolean isMissing(int column) {
        return row.isNullAt(at[column]) || columns.get(column).reading().value(row.get(at[column])) == null;
    }

    @Override
    public double number(int column) {
        InputColumn input = columns.get(column);
        Object cell = row.get(at[column]);
        return input.kind() == InputColumn.Kind.BOOLEAN ? input.reading().truth(cell) : input.reading().number(cell);
    }

    @Override
    public String category(int column) {
        return columns.get(column).reading().category(row.get(at[column]));
    }

    @Override
    public double[] vector(int column) {
        return Reading.vector(row.get(at[column]));
    }
}
