package org.whittle.data;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.types.DataType;
import org.whittle.data.column.Columns;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SplitPart;
import org.whittle.data.row.RowBlock;
import org.whittle.data.source.InOrder;
import org.whittle.data.source.RowLocator;
import org.whittle.data.source.Source;
import org.whittle.score.column.Cell;
import org.whittle.study.InputProblem;

/** Whether every row says what it counts, where a column is to say so. */
final class WeightCheck {

    private WeightCheck() {
    }

    /** Looks at the weights of all rows of a table, those included that are left out for want of a label. */
    static void check(Source source, String column, Findings findings) {
        DataType type = Columns.type(source.table().schema(), column);
        RowLocator.in(source).first(List.of(new RowLocator.Sought(column, cell -> !isWeight(cell)))).get(0)
                .ifPresent(found -> findings.problem(InputProblem.of(
                                "%s, column '%s' of data.weight: %s; write a number from 0 on, or leave data.weight out"
                                        .formatted(found.place(), column, complaint(found.value(), type)))
                        .at(column, found.number()).mendedBy("data.weight", "data.weight = none")));
    }

    private static boolean isWeight(Object cell) {
        OptionalDouble weight = cell == null ? OptionalDouble.empty() : Cell.number(cell);
        return weight.isPresent() && weight.getAsDouble() >= 0 && Double.isFinite(weight.getAsDouble());
    }

    private static String complaint(Object cell, DataType type) {
        return cell == null ? "the weight is missing"
                : Cell.number(cell).isEmpty() ? "'%s' (%s) is no number".formatted(cell, type.simpleString())
                : "%s is no weight".formatted(Cell.text(cell));
    }

    /** Rows none of which count teach nothing, and tell nothing. */
    static void checkParts(String column, JavaRDD<RowBlock> rows, Findings findings) {
        double[] sums = new double[SplitPart.ALL.size()];
        boolean[] any = new boolean[sums.length];
        InOrder.forEach(rows.map(WeightCheck::sums), partition -> {
            for (int part = 0; part < sums.length; part++) {
                sums[part] += Math.max(0, partition[part]);
                any[part] |= partition[part] >= 0;
            }
        });
        for (SplitPart part : SplitPart.ALL) {
            if (any[part.ordinal()] && sums[part.ordinal()] == 0) {
                findings.problem(InputProblem.of(("Column '%s' of data.weight is 0 in all %s rows: none of them "
                                + "counts; name another column, or leave data.weight out")
                                .formatted(column, part.title()))
                        .at(column, 0).mendedBy("data.weight", "data.weight = none"));
            }
        }
    }

    /** By part; negative where there is no row. */
    private static double[] sums(RowBlock block) {
        double[] sums = new double[SplitPart.ALL.size()];
        Arrays.fill(sums, -1);
        for (int row = 0; row < block.rows(); row++) {
            int part = block.part(row).ordinal();
            sums[part] = Math.max(0, sums[part]) + block.weight(row);
        }
        return sums;
    }
}
