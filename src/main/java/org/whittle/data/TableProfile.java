package org.whittle.data;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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
     * Counts a table whose first column is the label.
     *
     * @param table label, features, and maybe more
     * @param numbersInText whether to count the texts that read as numbers
     * @param part tells to which split a row belongs, if to any
     */
    static TableProfile of(Dataset<Row> table, List<InputColumn> features, boolean numbersInText,
                           Function<Row, Optional<SplitPart>> part) {
        return count(table, features, numbersInText, (profile, row) -> {
            Optional<SplitPart> in = part.call(row);
            if (in.isPresent()) {
                profile.rows[in.get().ordinal()]++;
                profile.label.add(row.get(0), in.get());
                profile.addFeatures(row, 1, in.get());
            } else {
                profile.rowsOfNoPart++;
            }
        });
    }

    /** Counts a table of features alone. Its rows count as test rows. */
    static TableProfile ofFeatures(Dataset<Row> table, List<InputColumn> features) {
        return count(table, features, false, (profile, row) -> {
            profile.rows[SplitPart.TEST.ordinal()]++;
            profile.addFeatures(row, 0, SplitPart.TEST);
        });
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
        void count(TableProfile profile, Row row) throws Exception;
    }

    private static TableProfile count(Dataset<Row> table, List<InputColumn> features, boolean numbersInText,
                                      Counter counter) {
        List<TableProfile> parts = table.javaRDD().mapPartitions(partition -> {
            TableProfile profile = new TableProfile(features, numbersInText);
            while (partition.hasNext()) {
                counter.count(profile, partition.next());
            }
            return List.of(profile).iterator();
        }).collect();
        // Added in the partitions' order, so that sums of numbers do not depend on which was ready first.
        return parts.stream().reduce(new TableProfile(features, numbersInText), TableProfile::add);
    }

    private void addFeatures(Row row, int first, SplitPart part) {
        for (int i = 0; i < features.size(); i++) {
            features.get(i).add(row.get(first + i), part);
        }
    }
}
