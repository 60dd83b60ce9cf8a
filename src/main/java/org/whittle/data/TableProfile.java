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
    private final List<ColumnProfile> features;

    private TableProfile(List<InputColumn> features, boolean numbersInText) {
        this.features = features.stream().map(c -> new ColumnProfile(c.kind(), numbersInText)).toList();
    }

    /** Nothing counted yet. */
    static TableProfile empty(List<InputColumn> features) {
        return new TableProfile(features, false);
    }

    /**
     * Counts a source.
     *
     * @param numbersInText whether to count the texts that read as numbers
     * @param part tells from the cell of the split column, if there is one, to which split a row belongs, if to any
     */
    static TableProfile of(Dataset<Row> table, Columns columns, boolean numbersInText,
                           Function<Object, Optional<SplitPart>> part) {
        List<String> names = new ArrayList<>(columns.used().map(InputColumn::name).toList());
        columns.split().ifPresent(names::add);
        int split = columns.split().isPresent() ? columns.splitPosition() : -1;
        return count(table, names, columns.features(), numbersInText, (profile, row, cells) -> {
            Optional<SplitPart> in = part.call(split < 0 ? null : cells.cell(row, split));
            if (in.isPresent()) {
                profile.rows[in.get().ordinal()]++;
                profile.label.add(cells.cell(row, 0), in.get());
                profile.addFeatures(row, cells, 1, in.get());
            } else {
                profile.rowsOfNoPart++;
            }
        });
    }

    /** Counts a table of features alone. Its rows count as test rows. */
    static TableProfile ofFeatures(Dataset<Row> table, List<InputColumn> features) {
        List<String> names = features.stream().map(InputColumn::name).toList();
        return count(table, names, features, false, (profile, row, cells) -> {
            profile.rows[SplitPart.TEST.ordinal()]++;
            profile.addFeatures(row, cells, 0, SplitPart.TEST);
        });
    }

    /** Counts rows that are known to be usable. */
    static TableProfile of(RowBlock block) {
        RowLayout layout = block.layout();
        TableProfile profile = new TableProfile(layout.columns(), false);
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

    private static TableProfile count(Dataset<Row> table, List<String> names, List<InputColumn> features,
                                      boolean numbersInText, Counter counter) {
        SourceRows source = SourceRows.of(table, Set.copyOf(names));
        RowCells cells = new RowCells(source.schema(), names);
        List<TableProfile> parts = source.rows().mapPartitions(partition -> {
            TableProfile profile = new TableProfile(features, numbersInText);
            while (partition.hasNext()) {
                counter.count(profile, partition.next(), cells);
            }
            return List.of(profile).iterator();
        }).collect();
        // Added in the partitions' order, so that sums of numbers do not depend on which was ready first.
        return parts.stream().reduce(new TableProfile(features, numbersInText), TableProfile::add);
    }

    private void addFeatures(InternalRow row, RowCells cells, int first, SplitPart part) {
        for (int i = 0; i < features.size(); i++) {
            int column = first + i;
            if (!cells.isNumber(column) || features.get(i).kind() != Kind.NUMBER) {
                features.get(i).add(cells.cell(row, column), part);
            } else if (cells.isMissing(row, column)) {
                features.get(i).addMissing(part);
            } else {
                features.get(i).addNumber(cells.number(row, column), part);
            }
        }
    }
}
