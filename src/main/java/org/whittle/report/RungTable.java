package org.whittle.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.whittle.report.Table.Column;
import org.whittle.report.Table.Type;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.trial.Curve;
import org.whittle.trial.EpochRecord;
import org.whittle.trial.Objective;
import org.whittle.trial.Standing;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialOutcome;

/** {@code rungs.parquet}: a row a rung. */
final class RungTable {

    /**
     * A rung and its best trial.
     *
     * @param best of the trials that completed; absent if none did
     */
    record Judged(RungFinished rung, Optional<Standing> best) {

        long completed() {
            return count(TrialOutcome.Completed.class);
        }

        long diverged() {
            return count(TrialOutcome.Diverged.class);
        }

        long failed() {
            return count(TrialOutcome.Failed.class);
        }

        long promoted() {
            return rung.decisions().stream().filter(d -> d.verdict() == Verdict.PROMOTED).count();
        }

        private long count(Class<? extends TrialOutcome> kind) {
            return rung.outcomes().stream().filter(kind::isInstance).count();
        }
    }

    private RungTable() {
    }

    static Table<Judged> of(Overview overview) {
        List<Column<Judged>> columns = List.of(
                new Column<>("bracket", Type.INTEGER, r -> r.rung().bracket()),
                new Column<>("rung", Type.INTEGER, r -> r.rung().rung()),
                new Column<>("epochs", Type.INTEGER, r -> r.rung().epochs()),
                new Column<>("trials", Type.INTEGER, r -> r.rung().outcomes().size()),
                new Column<>("completed", Type.INTEGER, r -> (int) r.completed()),
                new Column<>("diverged", Type.INTEGER, r -> (int) r.diverged()),
                new Column<>("failed", Type.INTEGER, r -> (int) r.failed()),
                new Column<>("promoted", Type.INTEGER, r -> (int) r.promoted()),
                new Column<>("best_trial", Type.INTEGER,
                        r -> r.best().map(b -> b.trial().value()).orElse(null)),
                new Column<>("best_objective", Type.DOUBLE,
                        r -> r.best().map(Standing::value).orElse(null)),
                new Column<>("seconds", Type.DOUBLE, r -> r.rung().seconds()),
                new Column<>("idle_seconds", Type.DOUBLE, r -> r.rung().idleSeconds()));
        return new Table<>("rungs", columns, judged(overview));
    }

    /** By bracket and rung. */
    static List<Judged> judged(Overview overview) {
        Objective objective = overview.spec().objective();
        Map<TrialId, Curve> curves = new HashMap<>();
        List<Judged> rungs = new ArrayList<>();
        for (RungFinished rung : overview.state().rungs()) {
            List<Standing> standings = new ArrayList<>();
            for (TrialOutcome outcome : rung.outcomes()) {
                Curve curve = curves.getOrDefault(outcome.trial(), Curve.EMPTY).then(outcome.epochs());
                curves.put(outcome.trial(), curve);
                if (outcome instanceof TrialOutcome.Completed completed) {
                    EpochRecord epoch = objective.representative(curve, completed.stoppedEarly());
                    standings.add(new Standing(outcome.trial(),
                            epoch == null ? Double.NaN : objective.of(epoch)));
                }
            }
            rungs.add(new Judged(rung, standings.stream().filter(Standing::completed)
                    .min(objective.ranking())));
        }
        rungs.sort(Comparator.comparing((Judged r) -> r.rung().bracket()).thenComparing(r -> r.rung().rung()));
        return rungs;
    }
}
