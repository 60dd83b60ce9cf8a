package org.whittle.data.row;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.column.Columns;
import org.whittle.data.column.SplitPart;
import org.whittle.data.source.RowCells;
import org.whittle.data.source.SourceBlock;
import org.whittle.score.column.Cell;
import org.whittle.score.column.Reading;

/**
 * Reads rows of a source that are to be prepared: key, label, part and input columns. What the key is made of is read
 * once.
 */
final class RowReader implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final byte NO_PART = -1;

    private final RowLayout layout;
    private final RowHash hash;
    /** Of the column whose rows of one value stay together; {@code null} if there is none. */
    private final RowHash groups;
    /** By which rows are ordered; {@code null} if their hash orders them. */
    private final TimeAxis time;
    private final RowCells times;
    private final FeatureReader features;
    /** The label. */
    private final RowCells cells;
    /**
     * Where each column of numbers that the hash reads is among a row's numbers; -1 if it is read otherwise, or not.
     */
    private final int[] taken;
    /** The input columns that the hash does not read, or not as they are. */
    private final int[] others;
    private final Reading label;
    /** Whether labels are numbers that are taken as they are. */
    private final boolean plainLabel;
    private final boolean labelledOnly;
    /** The column that says what a row counts, or none. */
    private final RowCells weights;
    /** The split column, or none. */
    private final RowCells split;
    private final Map<String, SplitPart> parts;
    /** Of a row whose split column does not tell. */
    private final byte part;

    /**
     * @param groups hash of the column whose rows of one value stay together; {@code null} for none
     * @param time by which rows are ordered, or none
     * @param labelledOnly whether rows without a label are passed over
     * @param parts by the values of the split column, if there is one
     * @param part of all rows, if they have one in common
     */
    RowReader(StructType schema, Columns columns, RowHash hash, RowHash groups, Optional<TimeAxis> time,
              boolean labelledOnly, Map<String, SplitPart> parts, Optional<SplitPart> part) {
        this.time = time.orElse(null);
        this.times = new RowCells(schema, time.stream().map(TimeAxis::column).toList());
        this.groups = groups;
        this.layout = new RowLayout(columns);
        this.hash = hash;
        this.labelledOnly = labelledOnly;
        this.features = new FeatureReader(schema, layout);
        this.cells = new RowCells(schema, List.of(columns.label().source()));
        this.label = columns.label().reading();
        Map<String, Integer> positions = new HashMap<>();
        hash.numbers().forEach(name -> positions.put(name, positions.size()));
        this.taken = new int[positions.size()];
        Arrays.fill(taken, -1);
        int hashedLabel = positions.getOrDefault(columns.label().source(), -1);
        this.plainLabel = !layout.classes() && cells.isNumber(0) && label.takesNumbers() && hashedLabel >= 0;
        if (plainLabel) {
            taken[hashedLabel] = 0;
        }
        this.others = IntStream.range(0, columns.features().size()).filter(i -> {
            int hashed = positions.getOrDefault(columns.features().get(i).source(), -1);
            boolean free = features.takesNumbers(i) && hashed >= 0 && taken[hashed] < 0;
            if (free) {
                taken[hashed] = layout.at(i);
            }
            return !free;
        }).toArray();
        this.weights = new RowCells(schema, columns.weight().stream().toList());
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
                    features.scatter(values, taken[column], numbers);
                }
            });
            for (int column : others) {
                features.read(block, column, numbers, texts);
            }
            if (groups != null) {
                long[] ofGroups = new long[block.rows()];
                groups.of(block, ofGroups, (column, values) -> { });
                for (int row = 0; row < ofGroups.length; row++) {
                    keys[row] = GroupSplit.key(ofGroups[row], keys[row]);
                }
            }
            for (int row = 0; time != null && row < block.rows(); row++) {
                keys[row] = time.key(times.cell(block, row, 0), keys[row]);
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
                numbers[row * layout.numbers()] = Cell.number(own).orElseThrow();
            }
            if (layout.weighted()) {
                numbers[(row + 1) * layout.numbers() - 1] = Cell.number(weights.cell(block, row, 0)).orElseThrow();
            }
            to.add(keys[row], part(row), numbers, row * layout.numbers(), texts, row * layout.texts());
        }

        private byte part(int row) {
            return split.columns() == 0 ? part : (byte) parts.get(Cell.text(split.cell(block, row, 0))).ordinal();
        }
    }

    Rows rows() {
        return new Rows();
    }
}
