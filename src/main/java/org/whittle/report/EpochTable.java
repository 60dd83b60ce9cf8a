package org.whittle.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.TrialId;
import org.whittle.report.Table.Column;
import org.whittle.report.Table.Type;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.TrialOutcome;

/** {@code epochs.parquet}: a row a trial and epoch. */
final class EpochTable {

    /** An epoch and where it was trained. */
    record Trained(TrialId trial, int bracket, int rung, EpochRecord epoch) {
    }

    private EpochTable() {
    }

    static Table<Trained> of(Overview overview) {
        Map<TrialId, NavigableMap<Integer, Trained>> known = new TreeMap<>();
        for (RungFinished rung : overview.state().rungs()) {
            for (TrialOutcome outcome : rung.outcomes()) {
                NavigableMap<Integer, Trained> ofTrial = known.computeIfAbsent(outcome.trial(), id -> new TreeMap<>());
                for (EpochRecord epoch : outcome.epochs()) {
                    Trained now = new Trained(outcome.trial(), rung.bracket(), rung.rung(), epoch);
                    // Finalists that had ended show their first epochs twice; more folds have other means.
                    ofTrial.merge(epoch.epoch(), now, (first, again) -> rung.folds().isEmpty() ? first
                            : new Trained(first.trial(), first.bracket(), first.rung(), again.epoch()));
                }
            }
        }
        List<Trained> epochs = new ArrayList<>();
        known.values().forEach(ofTrial -> epochs.addAll(ofTrial.values()));
        epochs.sort(Comparator.comparing(Trained::trial).thenComparing(t -> t.epoch().epoch()));

        List<Column<Trained>> columns = new ArrayList<>();
        columns.add(new Column<>("trial", Type.INTEGER, t -> t.trial().value()));
        columns.add(new Column<>("epoch", Type.INTEGER, t -> t.epoch().epoch()));
        columns.add(new Column<>("bracket", Type.INTEGER, Trained::bracket));
        columns.add(new Column<>("rung", Type.INTEGER, Trained::rung));
        for (String metric : overview.metrics()) {
            columns.add(new Column<>(Table.columnName(metric), Type.DOUBLE,
                    t -> t.epoch().metrics().get(metric)));
        }
        columns.add(new Column<>("seconds", Type.DOUBLE, t -> t.epoch().seconds()));
        for (String told : overview.diagnostics()) {
            columns.add(new Column<>(Table.columnName(told), Type.DOUBLE, t -> t.epoch().metrics().get(told)));
        }
        return new Table<>("epochs", columns, epochs);
    }
}
