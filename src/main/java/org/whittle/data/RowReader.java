package org.whittle.data;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.InputColumn.Kind;

/**
 * Reads rows of a source into blocks: every cell of the label and the input columns as its column's {@link Reading} has it,
 * whatever type a file gave it. Everything that cannot be read so has been refused before.
 */
final class RowReader implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final byte NO_PART = -1;

    private final RowLayout layout;
    private final RowHash hash;
    private final RowCells cells;
    /** Which input columns are texts that are taken as they are. */
    private final boolean[] plain;
    /** The split column, or none. */
    private final RowCells split;
    private final Map<String, SplitPart> parts;
    /** Of a row whose split column does not tell. */
    private final byte part;

    /**
     * @param parts by the values of the split column, if there is one
     * @param part of all rows, if they have one in common
     */
    RowReader(StructType schema, Columns columns, RowHash hash, Map<String, SplitPart> parts, Optional<SplitPart> part) {
        this.layout = new RowLayout(columns);
        this.hash = hash;
        List<String> names = Stream.concat(Stream.of(columns.label()), columns.features().stream()).map(InputColumn::name)
                .toList();
        this.cells = new RowCells(schema, names);
        this.plain = new boolean[columns.features().size()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = cells.type(i + 1) instanceof StringType
                    && columns.features().get(i).reading().type().equals("string");
        }
        this.split = new RowCells(schema, columns.split().stream().toList());
        this.parts = Map.copyOf(parts);
        this.part = part.map(common -> (byte) common.ordinal()).orElse(NO_PART);
    }

    RowLayout layout() {
        return layout;
    }

    long key(InternalRow row) {
        return hash.of(row);
    }

    /** Adds a row to a block. */
    void read(InternalRow row, long key, RowBlockBuilder block) {
        block.begin(key, part(row));
        if (layout.classes()) {
            block.text(Cell.text(cells.cell(row, 0)));
        } else {
            block.number(number(row, 0));
        }
        for (int i = 0; i < plain.length; i++) {
            Reading reading = layout.columns().get(i).reading();
            Kind kind = layout.kind(i);
            if (kind == Kind.VECTOR) {
                for (double element : Reading.vector(cells.cell(row, i + 1))) {
                    block.number(element);
                }
            } else if (cells.isMissing(row, i + 1)) {
                if (kind == Kind.TEXT || kind == Kind.CODE) {
                    block.text(null);
                } else {
                    block.number(Double.NaN);
                }
            } else {
                switch (kind) {
                    case NUMBER -> block.number(number(row, i + 1));
                    case BOOLEAN -> block.number(cells.isBoolean(i + 1) ? cells.number(row, i + 1)
                            : reading.truth(cells.cell(row, i + 1)));
                    default -> block.text(plain[i] ? cells.raw(row, i + 1).toString()
                            : reading.category(cells.cell(row, i + 1)));
                }
            }
        }
    }

    private double number(InternalRow row, int column) {
        if (cells.isNumber(column)) {
            return cells.number(row, column);
        }
        Object cell = cells.cell(row, column);
        return column == 0 ? Cell.number(cell).orElseThrow() : layout.columns().get(column - 1).reading().number(cell);
    }

    private byte part(InternalRow row) {
        return split.columns() == 0 ? part : (byte) parts.get(Cell.text(split.cell(row, 0))).ordinal();
    }
}
