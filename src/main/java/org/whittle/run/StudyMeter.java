package org.whittle.run;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.whittle.goal.Standing;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Rung;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.Standings;
import org.whittle.study.StudySpec;
import org.whittle.work.TrialOutcome;

/**
 * Counts what a study has done so far, for those who watch it from outside: Spark's metrics system, and the log, which
 * gets a line a rung.
 */
final class StudyMeter implements TuningListener {

    private static final Logger LOG = LogManager.getLogger(StudyMeter.class);

    private Standings standings;
    private String objective = "";
    private long trials;
    private long epochs;
    private double cohortSize;

    /** The numbers by name; asked for by threads of metrics' sinks. */
    Map<String, Supplier<Number>> numbers() {
        Map<String, Supplier<Number>> numbers = new LinkedHashMap<>();
        numbers.put("trials", () -> read(() -> trials));
        numbers.put("epochs", () -> read(() -> epochs));
        numbers.put("best-objective", () -> read(this::best));
        numbers.put("cohort-size", () -> read(() -> cohortSize));
        return numbers;
    }

    private synchronized Number read(Supplier<Number> number) {
        return number.get();
    }

    /** NaN while there is none. */
    private Number best() {
        Optional<Standing> best = standings == null ? Optional.empty() : standings.best();
        return best.isPresent() ? best.get().value() : Double.NaN;
    }

    @Override
    public synchronized void searchStarted(StudySpec spec, long plannedEpochs) {
        standings = new Standings(spec.objectives());
        objective = spec.objective().metric();
    }

    @Override
    public synchronized void trialReported(Rung rung, TrialOutcome outcome) {
        note(outcome);
    }

    @Override
    public synchronized void rungFinished(Rung rung, RungFinished result) {
        settle(result);
        LOG.info("{} in {} s; {} trials ended, {} epochs, best {} {}", rung.title(),
                String.format(Locale.ROOT, "%.1f", result.seconds()), trials, epochs, objective,
                String.format(Locale.ROOT, "%.4f", best().doubleValue()));
    }

    @Override
    public synchronized void rungRecalled(RungFinished result) {
        result.outcomes().forEach(this::note);
        settle(result);
    }

    private void note(TrialOutcome outcome) {
        epochs += outcome.epochs().size();
        standings.note(outcome);
    }

    private void settle(RungFinished result) {
        // Finalists had ended once before.
        trials += BracketPlan.isOfFinalists(result.bracket()) ? 0 : result.decisions().stream()
                .filter(decision -> decision.verdict() != Verdict.PROMOTED).count();
        long cohorts = result.outcomes().stream().map(outcome -> outcome.execution().cohort()).distinct().count();
        cohortSize = cohorts == 0 ? 0 : (double) result.outcomes().size() / cohorts;
    }
}
