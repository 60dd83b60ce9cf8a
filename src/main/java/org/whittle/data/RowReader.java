package org.whittle.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.InputColumn.Kind;

/**
 * Reads rows of a source: every cell of the label and the input columns as its column's {@link Reading} has it, whatever
 * type a file gave it. Everything that cannot be read so has been refused before.
 */
final class RowReader implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final byte NO_PART = -1;

    private final RowLayout layout;
    private final RowHash hash;
    private final RowCells cells;
    /** Where each column of numbers that the hash reads is among a row's numbers; -1 if it is read otherwise, or not. */
    private final int[] taken;
    /** The input columns that are read cell by cell. */
    private final int[] others;
    /** Which input columns are texts that are taken as they are. */
    private final boolean[] plain;
    private final Reading label;
    /** Whether labels are numbers that are taken as they are. */
    private final boolean plainLabel;
    private final boolean labelledOnly;
    /** The split column, or none. */
    private final RowCells split;
    private final Map<String, SplitPart> parts;
    /** Of a row whose split column does not tell. */
    private final byte part;

    /**
     * @param labelledOnly whether rows without a label are passed over
     * @param parts by the values of the split column, if there is one
     * @param part of all rows, if they have one in common
     */
    RowReader(StructType schema, Columns columns, RowHash hash, boolean labelledOnly, Map<String, SplitPart> parts,
              Optional<SplitPart> part) {
        this.layout = new RowLayout(columns);
        this.hash = hash;
        this.labelledOnly = labelledOnly;
        List<InputColumn> features = columns.features();
        this.cells = new RowCells(schema, Stream.concat(Stream.of(columns.label()), features.stream())
                .map(InputColumn::source).toList());
        Map<String, Integer> positions = new HashMap<>();
        hash.numbers().forEach(name -> positions.put(name, positions.size()));
        this.label = columns.label().reading();
        this.plain = new boolean[features.size()];
        this.taken = new int[positions.size()];
        Arrays.fill(taken, -1);
        int[] rest = new int[features.size()];
        int left = 0;
        for (int i = 0; i < plain.length; i++) {
            InputColumn column = features.get(i);
            plain[i] = cells.type(i + 1) instanceof StringType && column.reading().type().equals("string")
                    && column.reading().takesAll();
            int hashed = positions.getOrDefault(column.source(), -1);
            if (column.kind() == Kind.NUMBER && cells.isNumber(i + 1) && column.reading().takesNumbers() && hashed >= 0
                    && taken[hashed] < 0) {
                taken[hashed] = layout.at(i);
            } else {
                rest[left++] = i;
            }
        }
        this.others = Arrays.copyOf(rest, left);
        int hashedLabel = positions.getOrDefault(columns.label().source(), -1);
        this.plainLabel = !layout.classes() && cells.isNumber(0) && label.takesNumbers() && hashedLabel >= 0;
        if (plainLabel) {
            taken[hashedLabel] = 0;
        }
        this.split = new RowCells(schema, columns.split().stream().toList());
        this.parts = Map.copyOf(parts);
        this.part = part.map(common -> (byte) common.ordinal()).orElse(NO_PART);
    }

    RowLayout layout() {
        return layout;
    }

    /** The rows of a block, read anew by every {@link #read}. */
    final class Rows {

        private long[] keys = new long[0];
        private double[] numbers;
        private String[] texts;
        private SourceBlock block;

        /** Reads all rows of a block. */
        Rows read(SourceBlock source) {
            block = source;
            if (keys.length < block.rows()) {
                keys = new long[block.rows()];
                numbers = new double[Math.multiplyExact(keys.length, layout.numbers())];
                texts = new String[Math.multiplyExact(keys.length, layout.texts())];
            }
            hash.of(block, keys, (column, values) -> {
                if (taken[column] >= 0) {
                    for (int i = 0, to = taken[column]; i < values.length; i++, to += layout.numbers()) {
                        numbers[to] = values[i];
                    }
                }
            });
            for (int column : others) {
                for (int i = 0; i < block.rows(); i++) {
                    read(i, column);
                }
            }
            return this;
        }

        int count() {
            return block.rows();
        }

        /** The row's place in the canonical order. */
        long key(int row) {
            return keys[row];
        }

        /** Adds a row to others, unless it is passed over. */
        void add(int row, RowBlockBuilder to) {
            Object own = plainLabel ? null : label.value(cells.cell(block, row, 0));
            if (labelledOnly && (plainLabel ? cells.isMissing(block, row, 0) : own == null)) {
                return;
            }
            if (layout.classes()) {
                texts[row * layout.texts()] = Cell.text(own);
            } else if (!plainLabel) {
                numbers[row * layout.numbers()] = own instanceof Number number ? number.doubleValue()
                        : Cell.number(own).orElseThrow();
            }
            to.add(keys[row], part(row), numbers, row * layout.numbers(), texts, row * layout.texts());
        }

        private void read(int row, int column) {
            Reading reading = layout.columns().get(column).reading();
            Kind kind = layout.kind(column);
            if (kind == Kind.VECTOR) {
                double[] elements = Reading.vector(cells.cell(block, row, column + 1));
                System.arraycopy(elements, 0, numbers, row * layout.numbers() + layout.at(column), elements.length);
            } else if (kind == Kind.TEXT || kind == Kind.CODE) {
                texts[row * layout.texts() + layout.at(column)] = text(row, column, reading);
            } else {
                Object cell = cells.cell(block, row, column + 1);
                numbers[row * layout.numbers() + layout.at(column)] = reading.value(cell) == null ? Double.NaN
                        : kind == Kind.NUMBER ? reading.number(cell) : reading.truth(cell);
            }
        }

        private String text(int row, int column, Reading reading) {
            if (cells.isMissing(block, row, column + 1)) {
                return null;
            }
            return plain[column] ? cells.raw(block, row, column + 1).toString()
                    : reading.category(cells.cell(block, row, column + 1));
        }

        private byte part(int row) {
            return split.columns() == 0 ? part : (byte) parts.get(Cell.text(split.cell(block, row, 0))).ordinal();
        }
    }

    Rows rows() {
        return new Rows();
    }
}
