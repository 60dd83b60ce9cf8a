package org.whittle.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.whittle.data.InputColumn.Kind;
import org.whittle.study.DataSpec;

/**
 * What a table holds, counted in one pass over its rows.
 *
 * <p>Plain counting rather than SQL aggregates: a table of a thousand columns would compile to thousands of expressions.
 */
final class TableProfile implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long[] rows = new long[SplitPart.ALL.size()];
    private long rowsOfNoPart;
    private final LabelProfile label = new LabelProfile();
    private long labelContent;
    private final List<ColumnProfile> features;
    /** A row's values, and their numbers and hashes, while it is looked at. */
    private transient Object[] values;
    private transient double[] numbers;
    private transient long[] hashes;

    private TableProfile(List<ColumnProfile> features) {
        this.features = features;
    }

    /** Nothing counted yet, of columns of which nothing is known but what the study file says. */
    static TableProfile unknown(List<InputColumn> features, DataSpec spec) {
        return new TableProfile(features.stream().map(column -> ColumnProfile.unknown(column,
                spec.cells().column(column.name()), spec.categorical().contains(column.name()))).toList());
    }

    /** Nothing counted yet, of columns that are known. */
    static TableProfile known(List<InputColumn> features) {
        return new TableProfile(features.stream().map(ColumnProfile::new).toList());
    }

    /**
     * Counts a table of which nothing is known but what the study file says, and looks what its columns hold.
     *
     * @param part tells from the cell of the split column, if there is one, to which split a row belongs, if to any
     */
    static TableProfile ofUnknown(Dataset<Row> table, Columns columns, DataSpec spec,
                                  Function<Object, Optional<SplitPart>> part) {
        List<String> names = new ArrayList<>(columns.used().map(InputColumn::source).toList());
        columns.split().ifPresent(names::add);
        int split = columns.split().isPresent() ? columns.splitPosition() : -1;
        Reading labels = columns.label().reading();
        List<InputColumn> features = columns.features();
        return count(table, names, () -> unknown(features, spec), (profile, row, cells) -> {
            Optional<SplitPart> in = part.call(split < 0 ? null : cells.cell(row, split));
            if (in.isEmpty()) {
                profile.rowsOfNoPart++;
                return;
            }
            Object label = labels.value(cells.cell(row, 0));
            profile.rows[in.get().ordinal()]++;
            profile.label.add(label, in.get());
            if (in.get() == SplitPart.TRAINING) {
                profile.look(row, cells, label);
            } else {
                profile.addFeatures(row, cells, 1, in.get());
            }
        });
    }

    /** Counts a table of features alone. Its rows count as test rows. */
    static TableProfile ofFeatures(Dataset<Row> table, List<InputColumn> features) {
        List<String> names = features.stream().map(InputColumn::source).toList();
        return count(table, names, () -> known(features), (profile, row, cells) -> {
            profile.rows[SplitPart.TEST.ordinal()]++;
            profile.addFeatures(row, cells, 0, SplitPart.TEST);
        });
    }

    /** Counts rows that are known to be usable. */
    static TableProfile of(RowBlock block) {
        RowLayout layout = block.layout();
        TableProfile profile = known(layout.columns());
        RowBlock.Cursor row = block.cursor();
        for (int i = 0; i < block.rows(); i++) {
            SplitPart part = block.part(i);
            profile.rows[part.ordinal()]++;
            if (layout.classes()) {
                profile.label.add(block.label(i), part);
            } else {
                profile.label.addTarget(block.target(i), part);
            }
            row.at(i);
            for (int column = 0; column < layout.columns().size(); column++) {
                if (row.isMissing(column)) {
                    profile.features.get(column).addMissing(part);
                } else if (layout.kind(column) == Kind.NUMBER || layout.kind(column) == Kind.BOOLEAN) {
                    profile.features.get(column).addNumber(row.number(column), part);
                }
            }
        }
        return profile;
    }

    /** Adds another table's counts. */
    TableProfile add(TableProfile other) {
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

    long rows(SplitPart part) {
        return rows[part.ordinal()];
    }

    /** All rows, those of no split included. */
    long rows() {
        return SplitPart.ALL.stream().mapToLong(this::rows).sum() + rowsOfNoPart;
    }

    long rowsOfNoPart() {
        return rowsOfNoPart;
    }

    LabelProfile label() {
        return label;
    }

    /** In the columns' order. */
    List<ColumnProfile> features() {
        return features;
    }

    private interface Counter extends Serializable {
        void count(TableProfile profile, InternalRow row, RowCells cells) throws Exception;
    }

    private interface Empty extends Serializable {
        TableProfile get();
    }

    private static TableProfile count(Dataset<Row> table, List<String> names, Empty empty, Counter counter) {
        SourceRows source = SourceRows.of(table, Set.copyOf(names));
        RowCells cells = new RowCells(source.schema(), names);
        List<TableProfile> parts = source.rows().mapPartitions(partition -> {
            TableProfile profile = empty.get();
            while (partition.hasNext()) {
                counter.count(profile, partition.next(), cells);
            }
            return List.of(profile).iterator();
        }).collect();
        // Added in the partitions' order, so that sums of numbers do not depend on which was ready first.
        return parts.stream().reduce(empty.get(), TableProfile::add);
    }

    private void addFeatures(InternalRow row, RowCells cells, int first, SplitPart part) {
        for (int i = 0; i < features.size(); i++) {
            ColumnProfile column = features.get(i);
            if (!isNumber(column, cells, first + i)) {
                column.add(column.value(cells.cell(row, first + i)), part);
            } else if (cells.isMissing(row, first + i)) {
                column.addMissing(part);
            } else {
                column.addNumber(cells.number(row, first + i), part);
            }
        }
    }

    /** Whether a cell is a number as it is, so that no object need be made of it. */
    private static boolean isNumber(ColumnProfile column, RowCells cells, int at) {
        return cells.isNumber(at) && column.kind() == Kind.NUMBER && column.takesNumbers();
    }

    /** Adds a training row, whose columns are looked at: only these rows decide what becomes of them. */
    private void look(InternalRow row, RowCells cells, Object rowsLabel) {
        if (values == null) {
            values = new Object[features.size()];
            numbers = new double[values.length];
            hashes = new long[values.length];
        }
        long labelHash = Traits.hash(rowsLabel);
        long tell = labelHash;
        for (int i = 0; i < values.length; i++) {
            ColumnProfile column = features.get(i);
            numbers[i] = Double.NaN;
            if (!isNumber(column, cells, i + 1)) {
                values[i] = column.value(cells.cell(row, i + 1));
                column.add(values[i], SplitPart.TRAINING);
                hashes[i] = column.traits().isEmpty() ? 0 : Traits.hash(values[i]);
                numbers[i] = values[i] instanceof Number number ? number.doubleValue() : Double.NaN;
            } else if (cells.isMissing(row, i + 1)) {
                column.addMissing(SplitPart.TRAINING);
                hashes[i] = Traits.hash(null);
            } else {
                numbers[i] = cells.number(row, i + 1);
                column.addNumber(numbers[i], SplitPart.TRAINING);
                hashes[i] = Traits.hash(numbers[i]);
            }
            tell = 31 * tell + hashes[i];
        }
        labelContent += Traits.mix(labelHash ^ tell);
        for (int i = 0; i < values.length; i++) {
            features.get(i).look(values[i], numbers[i], hashes[i], tell, labelHash);
            values[i] = null;
        }
    }

    /** What {@link Traits#content} of a column with the same values as the label is. */
    long labelContent() {
        return labelContent;
    }
}
