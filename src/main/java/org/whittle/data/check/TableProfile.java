package org.whittle.data.check;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.column.Columns;
import org.whittle.data.column.SplitPart;
import org.whittle.data.source.InOrder;
import org.whittle.data.source.RowCells;
import org.whittle.data.source.SourceBlock;
import org.whittle.data.source.SourceRows;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.Reading;
import org.whittle.study.DataSpec;

/**
 * What a table holds, counted in one pass over its rows.
 *
 * <p>Plain counting rather than SQL aggregates: a table of a thousand columns would compile to thousands of
 * expressions.
 */
@DefaultSerializer(JavaSerializer.class)
public final class TableProfile implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long[] rows = new long[SplitPart.ALL.size()];
    private long rowsOfNoPart;
    private final LabelProfile label = new LabelProfile();
    private long labelContent;
    private final List<ColumnProfile> features;

    private TableProfile(List<ColumnProfile> features) {
        this.features = features;
    }

    /** Nothing counted yet, of columns of which nothing is known but what the study file says. */
    public static TableProfile unknown(List<InputColumn> features, DataSpec spec) {
        Set<String> categorical = new HashSet<>(spec.categorical());
        return new TableProfile(features.stream().map(column -> ColumnProfile.unknown(column,
                spec.cells().column(column.name()), categorical.contains(column.name()))).toList());
    }

    /**
     * Counts a table of which nothing is known but what the study file says, and looks what its columns hold. Rows
     * without a label are passed over if the study leaves them out.
     *
     * @param part tells from the cell of the split column, if there is one, to which split a row belongs, if to any
     */
    public static TableProfile ofUnknown(Dataset<Row> table, Columns columns, DataSpec spec,
                                  Function<Object, Optional<SplitPart>> part) {
        List<String> names = new ArrayList<>(columns.used().map(InputColumn::source).toList());
        columns.split().ifPresent(names::add);
        List<InputColumn> features = columns.features();
        Reading label = columns.label().reading();
        int split = columns.split().isPresent() ? columns.splitPosition() : -1;
        boolean labelledOnly = spec.cells().leaveOutUnlabelled();
        SourceRows source = SourceRows.of(table, names);
        RowCells cells = new RowCells(source.schema(), names);
        return count(source, () -> unknown(features, spec),
                profile -> new Counter(profile, cells, label, split, part, labelledOnly));
    }

    /** Counts a table of features alone. Its rows count as test rows. */
    public static TableProfile ofFeatures(Dataset<Row> table, List<InputColumn> features) {
        List<String> names = features.stream().map(InputColumn::source).toList();
        SourceRows source = SourceRows.of(table, names);
        RowCells cells = new RowCells(source.schema(), names);
        return count(source, () -> new TableProfile(features.stream().map(ColumnProfile::new).toList()),
                profile -> new Counter(profile, cells, null, -1, cell -> Optional.of(SplitPart.TEST), false));
    }

    /**
     * The same of rows that this thread reads.
     *
     * @param schema of the rows
     */
    public static TableProfile ofFeatures(StructType schema, Iterator<SourceBlock> blocks, List<InputColumn> features)
            throws Exception {
        RowCells cells = new RowCells(schema, features.stream().map(InputColumn::source).toList());
        TableProfile profile = new TableProfile(features.stream().map(ColumnProfile::new).toList());
        count(blocks, 0, new Counter(profile, cells, null, -1, cell -> Optional.of(SplitPart.TEST), false));
        return profile;
    }

    /** Adds another table's counts. */
    public TableProfile add(TableProfile other) {
        for (int i = 0; i < rows.length; i++) {
            rows[i] += other.rows[i];
        }
        rowsOfNoPart += other.rowsOfNoPart;
        label.add(other.label);
        labelContent += other.labelContent;
        for (int i = 0; i < features.size(); i++) {
            features.get(i).add(other.features.get(i));
        }
        return this;
    }

    public long rows(SplitPart part) {
        return rows[part.ordinal()];
    }

    /** All rows, those of no split included. */
    public long rows() {
        return SplitPart.ALL.stream().mapToLong(this::rows).sum() + rowsOfNoPart;
    }

    public long rowsOfNoPart() {
        return rowsOfNoPart;
    }

    public LabelProfile label() {
        return label;
    }

    /** In the columns' order. */
    public List<ColumnProfile> features() {
        return features;
    }

    /** What {@link Traits#content} of a column with the same values as the label is. */
    long labelContent() {
        return labelContent;
    }

    private interface Empty extends Serializable {
        TableProfile get();
    }

    private interface Counters extends Serializable {
        Counter of(TableProfile profile);
    }

    private static TableProfile count(SourceRows source, Empty empty, Counters counters) {
        // Added in the partitions' order, so that what depends on it does not depend on which was ready first.
        return InOrder.reduce(source.blocks().mapPartitionsWithIndex((partition, blocks) -> {
            TableProfile profile = empty.get();
            Counter counter = counters.of(profile);
            count(blocks, (long) partition << Integer.SIZE, counter);
            return List.of(profile).iterator();
        }, true), TableProfile::add).orElseGet(empty::get);
    }

    /** @param first number of the first row */
    private static void count(Iterator<SourceBlock> blocks, long first, Counter counter) throws Exception {
        for (long row = first; blocks.hasNext();) {
            SourceBlock block = blocks.next();
            counter.add(block, row);
            row += block.rows();
        }
    }

    /** Adds blocks to a profile. */
    private static final class Counter {

        private final TableProfile profile;
        private final RowCells cells;
        private final Reading label;
        private final int split;
        private final Function<Object, Optional<SplitPart>> part;
        private final boolean labelledOnly;
        /** Where the first feature is among the cells. */
        private final int first;
        private final LookedRows looked = new LookedRows();
        private final double[] values = new double[SourceBlock.MOST_ROWS];
        private final boolean[] missing = new boolean[SourceBlock.MOST_ROWS];
        /** Whether labels are numbers that are taken as they are; then {@code values} has them as rows are added. */
        private final boolean plainLabel;

        /**
         * @param label {@code null}: there is none
         * @param split where the split column is among the cells; negative: there is none
         */
        Counter(
                TableProfile profile,
                RowCells cells,
                Reading label,
                int split,
                Function<Object, Optional<SplitPart>> part,
                boolean labelledOnly) {
            this.profile = profile;
            this.cells = cells;
            this.label = label;
            this.split = split;
            this.part = part;
            this.labelledOnly = labelledOnly;
            this.first = label == null ? 0 : 1;
            this.plainLabel = label != null && cells.isNumber(0) && label.takesNumbers();
        }

        /** @param row number of the block's first */
        void add(SourceBlock block, long row) throws Exception {
            looked.begin(block.rows());
            if (plainLabel && !cells.numbers(block, 0, values, missing)) {
                Arrays.fill(missing, 0, block.rows(), false);
            }
            for (int i = 0; i < block.rows(); i++) {
                add(block, i, Traits.mix(row + i) | 1);
            }
            for (int c = 0; c < profile.features.size(); c++) {
                ColumnProfile column = profile.features.get(c);
                if (cells.isNumber(first + c) && column.takesNumbers()) {
                    boolean any = cells.numbers(block, first + c, values, missing);
                    column.addNumbers(values, any ? missing : null, looked);
                } else {
                    addCells(block, first + c, column);
                }
            }
        }

        private void add(SourceBlock block, int i, long key) throws Exception {
            boolean plain = plainLabel && !missing[i];
            Object own = label == null || plainLabel ? null : label.value(cells.cell(block, i, 0));
            boolean left = labelledOnly && !plain && own == null;
            Optional<SplitPart> in =
                    left ? Optional.empty() : part.call(split < 0 ? null : cells.cell(block, i, split));
            if (in.isEmpty()) {
                profile.rowsOfNoPart += left ? 0 : 1;
                looked.put(i, null, 0, 0);
                return;
            }
            profile.rows[in.get().ordinal()]++;
            long hash = plain ? Traits.hash(values[i]) : Traits.hash(own);
            looked.put(i, in.get(), key, hash);
            if (label != null) {
                // An object of each of a million numbers costs more than what is asked of it.
                if (!plain || !profile.label.addPlain(values[i], in.get())) {
                    profile.label.add(plain ? cells.cell(block, i, 0) : own, in.get());
                }
                profile.labelContent += in.get() == SplitPart.TRAINING ? hash * key : 0;
            }
        }

        private void addCells(SourceBlock block, int at, ColumnProfile column) {
            for (int i = 0; i < block.rows(); i++) {
                SplitPart in = looked.part(i);
                if (in == SplitPart.TRAINING) {
                    column.look(column.value(cells.cell(block, i, at)), looked.key(i), looked.label(i));
                } else if (in != null) {
                    column.add(column.value(cells.cell(block, i, at)), in);
                }
            }
        }
    }
}
