package org.whittle.data.row;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.column.TableCell;
import org.whittle.data.source.RowCells;
import org.whittle.data.source.SourceBlock;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;
import org.whittle.score.column.Reading;

/**
 * Reads the input columns of a source's rows: every cell as its column's {@link Reading} has it, whatever type a file
 * gave it. Everything that cannot be read so has been refused before. One for tables that are prepared and those that
 * come later.
 */
public final class FeatureReader implements Serializable {

    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final RowCells cells;
    /** Which columns are numbers that are taken as they are. */
    private final boolean[] numbers;
    /** Which columns are texts that are taken as they are. */
    private final boolean[] texts;

    public FeatureReader(StructType schema, RowLayout layout) {
        List<InputColumn> columns = layout.columns();
        this.layout = layout;
        this.cells = new RowCells(schema, columns.stream().map(InputColumn::source).toList());
        this.numbers = new boolean[columns.size()];
        this.texts = new boolean[columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            Reading reading = columns.get(i).reading();
            numbers[i] = columns.get(i).kind() == Kind.NUMBER && cells.isNumber(i) && reading.takesNumbers();
            texts[i] = cells.type(i) instanceof StringType && reading.type().equals("string") && reading.takesAll();
        }
    }

    /** Whether a column's cells are numbers that are taken as they are. */
    public boolean takesNumbers(int column) {
        return numbers[column];
    }

    /**
     * Reads a column of all rows of a block to where the layout has it.
     *
     * @param values row-major, with all numbers of a row; NaN where one is missing
     * @param words row-major, with all texts of a row; {@code null} where one is missing
     */
    public void read(SourceBlock block, int column, double[] values, String[] words) {
        Kind kind = layout.kind(column);
        if (numbers[column]) {
            double[] own = new double[block.rows()];
            cells.numbers(block, column, own, new boolean[own.length]);
            scatter(own, layout.at(column), values);
            return;
        }
        for (int i = 0; i < block.rows(); i++) {
            if (kind == Kind.VECTOR) {
                double[] elements = TableCell.vector(cells.cell(block, i, column));
                System.arraycopy(elements, 0, values, i * layout.numbers() + layout.at(column), elements.length);
            } else if (kind == Kind.TEXT || kind == Kind.CODE) {
                words[i * layout.texts() + layout.at(column)] = text(block, i, column);
            } else {
                values[i * layout.numbers() + layout.at(column)] = number(block, i, column);
            }
        }
    }

    /** Puts a number of each row where a row has it. */
    void scatter(double[] own, int at, double[] values) {
        for (int i = 0, to = at; i < own.length; i++, to += layout.numbers()) {
            values[to] = own[i];
        }
    }

    private String text(SourceBlock block, int row, int column) {
        if (cells.isMissing(block, row, column)) {
            return null;
        }
        return texts[column] ? cells.raw(block, row, column).toString()
                : layout.columns().get(column).reading().category(cells.cell(block, row, column));
    }

    private double number(SourceBlock block, int row, int column) {
        Reading reading = layout.columns().get(column).reading();
        Object cell = cells.cell(block, row, column);
        return reading.value(cell) == null ? Double.NaN
                : layout.kind(column) == Kind.NUMBER ? reading.number(cell) : reading.truth(cell);
    }
}
