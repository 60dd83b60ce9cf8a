package org.whittle.data;

import java.io.Serializable;
import java.util.HashMap;
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
    /** Where each input column is among the numbers that the hash has read; -1 if it is none of them. */
    private final int[] hashed;
    private transient double[] read;
    /** Which input columns are texts that are taken as they are. */
    private final boolean[] plain;
    /** Which input columns are numbers that are taken as they are. */
    private final boolean[] numbers;
    private final Reading label;
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
        List<String> names = Stream.concat(Stream.of(columns.label()), columns.features().stream()).map(InputColumn::source)
                .toList();
        this.cells = new RowCells(schema, names);
        Map<String, Integer> positions = new HashMap<>();
        hash.numbers().forEach(name -> positions.put(name, positions.size()));
        this.hashed = columns.features().stream().mapToInt(column -> positions.getOrDefault(column.source(), -1)).toArray();
        this.label = columns.label().reading();
        this.plain = new boolean[columns.features().size()];
        this.numbers = new boolean[plain.length];
        for (int i = 0; i < plain.length; i++) {
            Reading reading = columns.features().get(i).reading();
            plain[i] = cells.type(i + 1) instanceof StringType && reading.type().equals("string") && reading.takesAll();
            numbers[i] = cells.isNumber(i + 1) && hashed[i] >= 0 && reading.takesNumbers();
        }
        this.split = new RowCells(schema, columns.split().stream().toList());
        this.parts = Map.copyOf(parts);
        this.part = part.map(common -> (byte) common.ordinal()).orElse(NO_PART);
    }

    RowLayout layout() {
        return layout;
    }

    /** The row's place in the canonical order. To be asked before {@link #read}, for each row. */
    long key(InternalRow row) {
        if (read == null) {
            read = new double[hash.numbers().size()];
        }
        return hash.of(row, read);
    }

    /** Adds a row to a block. */
    void read(InternalRow row, long key, RowBlockBuilder block) {
        block.begin(key, part(row));
        if (layout.classes()) {
            block.text(Cell.text(label.value(cells.cell(row, 0))));
        } else {
            block.number(label.number(cells.cell(row, 0)));
        }
        for (int i = 0; i < plain.length; i++) {
            Reading reading = layout.columns().get(i).reading();
            Kind kind = layout.kind(i);
            if (kind == Kind.VECTOR) {
                for (double element : Reading.vector(cells.cell(row, i + 1))) {
                    block.number(element);
                }
                continue;
            }
            if (kind == Kind.NUMBER && numbers[i]) {
                block.number(read[hashed[i]]);
                continue;
            }
            boolean category = kind == Kind.TEXT || kind == Kind.CODE;
            if (cells.isMissing(row, i + 1)) {
                missing(category, block);
            } else if (category && plain[i]) {
                block.text(cells.raw(row, i + 1).toString());
            } else {
                Object cell = cells.cell(row, i + 1);
                if (reading.value(cell) == null) {
                    missing(category, block);
                } else if (category) {
                    block.text(reading.category(cell));
                } else {
                    block.number(kind == Kind.NUMBER ? reading.number(cell) : reading.truth(cell));
                }
            }
        }
    }

    private static void missing(boolean category, RowBlockBuilder block) {
        if (category) {
            block.text(null);
        } else {
            block.number(Double.NaN);
        }
    }

    private byte part(InternalRow row) {
        return split.columns() == 0 ? part : (byte) parts.get(Cell.text(split.cell(row, 0))).ordinal();
    }
}
