package org.whittle.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.whittle.goal.Standing;
import org.whittle.report.Table.Column;
import org.whittle.report.Table.Type;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.Standings;
import org.whittle.work.TrialOutcome;

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

    /** By bracket and rung, finalists' last. */
    static List<Judged> judged(Overview overview) {
        Standings standings = new Standings(overview.spec().objectives());
        List<Judged> rungs = new ArrayList<>();
        for (RungFinished rung : overview.state().rungs()) {
            rungs.add(new Judged(rung, rung.outcomes().stream().map(standings::note).toList().stream()
                    .filter(Standing::completed).min(overview.spec().objective().ranking())));
        }
        rungs.sort(Comparator.comparing((Judged r) -> BracketPlan.isOfFinalists(r.rung().bracket()))
                .thenComparing(r -> Math.abs(r.rung().bracket())).thenComparing(r -> r.rung().rung()));
        return rungs;
    }
}
