package org.whittle.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.whittle.goal.EpochRecord;
import org.whittle.report.Table.Column;
import org.whittle.report.Table.Type;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.TaskId;
import org.whittle.work.TrialOutcome;

/** {@code folds.parquet}: a row a trial, fold and epoch; only of a study with cross-validation. */
final class FoldTable {

    /** An epoch and where it was trained. */
    record Trained(TaskId task, int bracket, int rung, EpochRecord epoch) {
    }

    private FoldTable() {
    }

    /** @param folds of each repetition */
    static Table<Trained> of(Overview overview, int folds) {
        List<Trained> epochs = new ArrayList<>();
        for (RungFinished rung : overview.state().rungs()) {
            for (TrialOutcome outcome : rung.folds()) {
                outcome.epochs().forEach(epoch -> epochs.add(
                        new Trained(outcome.key(), rung.bracket(), rung.rung(), epoch)));
            }
        }
        // The order of rungs is kept among equals: finalists that are trained anew show their first epochs again.
        epochs.sort(Comparator.comparing(Trained::task).thenComparing(t -> t.epoch().epoch()));

        List<Column<Trained>> columns = new ArrayList<>();
        columns.add(new Column<>("trial", Type.INTEGER, t -> t.task().trial().value()));
        columns.add(new Column<>("fold", Type.INTEGER, t -> t.task().fold() % folds));
        columns.add(new Column<>("repeat", Type.INTEGER, t -> t.task().fold() / folds));
        columns.add(new Column<>("replica", Type.INTEGER, t -> 0));
        columns.add(new Column<>("bracket", Type.INTEGER, Trained::bracket));
        columns.add(new Column<>("rung", Type.INTEGER, Trained::rung));
        columns.add(new Column<>("epoch", Type.INTEGER, t -> t.epoch().epoch()));
        for (String metric : overview.metrics()) {
            columns.add(new Column<>(Table.columnName(metric), Type.DOUBLE,
                    t -> t.epoch().metrics().get(metric)));
        }
        columns.add(new Column<>("seconds", Type.DOUBLE, t -> t.epoch().seconds()));
        return new Table<>("folds", columns, epochs);
    }
}
