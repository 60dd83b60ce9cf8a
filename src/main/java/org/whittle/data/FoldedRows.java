package org.whittle.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.whittle.data.check.LabelCheck;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SplitPart;
import org.whittle.data.row.FoldSplit;
import org.whittle.data.row.GroupSplit;
import org.whittle.data.row.RowBlock;
import org.whittle.score.step.Preprocessing;
import org.whittle.study.DataSpec;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;

/**
 * Divided rows, with the folds of cross-validation.
 *
 * @param all without cross-validation, training, validation and test rows; with it, training rows (all that are not
 *     test rows) and test rows
 * @param folds of cross-validation; none without it
 */
record FoldedRows(DividedRows all, List<DividedRows> folds) {

    FoldedRows {
        folds = List.copyOf(folds);
    }

    /**
     * @param canonical rows; kept, or cheaply made again
     * @param measured keys of the metrics that validation rows must define
     * @param findings told of what is worth a note
     * @throws InvalidInputException with everything that the rows lack and must have
     */
    static FoldedRows check(CheckedTable table, JavaRDD<RowBlock> canonical, long seed, Set<String> measured,
                            Findings findings) {
        JavaRDD<RowBlock> divided = table.divided(canonical);
        DataSpec.Folds spec = table.spec().folds();
        table.spec().groupColumn().ifPresent(column -> checkGroups(column, GroupSplit.count(divided), spec.k(),
                findings));
        if (spec.k() == 1) {
            return new FoldedRows(DividedRows.check(table, divided, measured, findings), List.of());
        }
        DividedRows all = DividedRows.check(table, FoldSplit.whole(divided), measured, findings);
        checkCounts(table, all, spec.k(), findings);
        findings.throwIfAny();
        List<DividedRows> folds = new ArrayList<>();
        for (JavaRDD<RowBlock> rows : table.folds(divided, seed)) {
            folds.add(check(table, rows, folds.size(), measured, findings));
        }
        return new FoldedRows(all, folds);
    }

    private static DividedRows check(CheckedTable table, JavaRDD<RowBlock> rows, int fold, Set<String> measured,
                                     Findings findings) {
        Findings ofFold = new Findings();
        try {
            DividedRows divided = DividedRows.check(table, rows, measured, ofFold);
            ofFold.notes().forEach(findings::note);
            return divided;
        } catch (InvalidInputException e) {
            throw InvalidInputException.of(e.details().stream().map(problem -> InputProblem.of("Fold %d of %d: %s"
                    .formatted(fold, table.spec().folds().count(), problem.text())).at(problem.column(), problem.row())
                    .mendedBy(problem.setting(), problem.write())).toList());
        }
    }

    /** @param groups of which the rows are not test rows */
    private static void checkGroups(String column, int groups, int k, Findings findings) {
        int needed = Math.max(2, k);
        if (groups < needed) {
            findings.problem(InputProblem.of(("The rows that are not test rows have %d %s in column '%s' of "
                    + "data.split.group, and %s; %s").formatted(groups, groups == 1 ? "value" : "different values",
                            column, k == 1 ? "training and validation rows need one each"
                                    : "%d folds need one each".formatted(k),
                            k > 1 && groups > 1 ? "set data.split.folds.k = " + groups : "name another column"))
                    .at(column, 0).mendedBy("data.split.group", "data.split.group = none"));
            findings.throwIfAny();
        }
    }

    /** Each fold has validation rows, and where classes are divided each for itself, some of each class. */
    private static void checkCounts(CheckedTable table, DividedRows all, int k, Findings findings) {
        long rows = all.rows(SplitPart.TRAINING);
        if (rows < 2L * k) {
            findings.problem(InputProblem.of(("There are %d rows that are not test rows, too few for %d folds of two; "
                    + "set data.split.folds.k = %s").formatted(rows, k, Math.max(1, rows / 2)))
                    .mendedBy("data.split.folds.k", "data.split.folds.k = " + Math.max(1, rows / 2)));
            return;
        }
        if (!table.isStratified()) {
            return;
        }
        String label = table.columns().label().name();
        List<String> rare = table.classes().stream()
                .filter(name -> all.profile().label().rows(name, SplitPart.TRAINING) < k).toList();
        if (!rare.isEmpty()) {
            long least = rare.stream().mapToLong(name -> all.profile().label().rows(name, SplitPart.TRAINING)).min()
                    .orElseThrow();
            String without = LabelCheck.withoutClasses(label, rare);
            findings.problem(InputProblem.of(("The class '%s' of label column '%s' has %d rows that are not test rows%s"
                    + ", too few for %d folds; add rows of it, leave it out: %s, or set data.split.folds.k = %d")
                    .formatted(rare.get(0), label, all.profile().label().rows(rare.get(0), SplitPart.TRAINING),
                            rare.size() == 1 ? "" : " (and %d more classes are as rare)".formatted(rare.size() - 1),
                            k, without, Math.max(1, least)))
                    .at(label, 0).mendedBy("data.split.folds.k", "data.split.folds.k = " + Math.max(1, least)));
        }
    }

    /** The preprocessing of all, then of each fold: each fitted to its own training rows. */
    List<Preprocessing> fit() {
        List<Preprocessing> fitted = new ArrayList<>(List.of(all.fit()));
        folds.forEach(fold -> fitted.add(fold.fit()));
        return fitted;
    }
}
