package org.whittle.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.whittle.goal.Objective;
import org.whittle.run.TuningListener;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Rung;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent;
import org.whittle.study.Standings;
import org.whittle.study.StudyPlan;
import org.whittle.study.StudySpec;
import org.whittle.study.Warning;
import org.whittle.work.TrialOutcome;

/**
 * Shows a study's progress: a bar on a terminal, a line a rung elsewhere.
 *
 * <p>Progress is counted in epochs, the unit that trials are paid in. A trial that ends early gives its remaining
 * epochs back, so the bar ends at 100 %.
 */
final class ConsoleProgress implements TuningListener, AutoCloseable {

    private final PrintStream out;
    private final Terminal terminal;
    private Objective objective;
    private Standings standings;
    private ProgressBar bar;
    private long begun;
    private long plannedEpochs;
    private long plannedTrials;
    private long epochs;
    private long recalled;
    private long endedTrials;

    /**
     * @param terminal what {@code out} is
     */
    ConsoleProgress(PrintStream out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public synchronized void noted(String text) {
        out.println(text);
    }

    @Override
    public synchronized void searchStarted(StudySpec spec, long planned) {
        objective = spec.objective();
        standings = new Standings(spec.objectives());
        plannedEpochs = planned;
        plannedTrials = StudyPlan.of(spec).trials();
        begun = System.nanoTime();
        if (terminal.interactive()) {
            bar = new ProgressBarBuilder().setTaskName(spec.name()).setUnit(" epochs", 1).setInitialMax(planned)
                    .setStyle(terminal.coloured() ? ProgressBarStyle.COLORFUL_UNICODE_BAR : ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200).hideEta()
                    .setConsumer(new ConsoleProgressBarConsumer(out, terminal.columns())).build();
        } else {
            line("%d trials, %d epochs planned".formatted(plannedTrials, plannedEpochs));
        }
    }

    @Override
    public synchronized void rungStarted(Rung rung) {
        if (bar != null) {
            bar.setExtraMessage(" " + rung.title());
        }
    }

    @Override
    public synchronized void trialReported(Rung rung, TrialOutcome outcome) {
        epochs += outcome.epochs().size();
        if (rung.tasks().stream().allMatch(task -> task.fold() == 0)) {
            standings.note(outcome);
        }
        if (bar != null) {
            bar.stepTo(epochs);
            bar.setExtraMessage(" %d/%d trials%s%s · %s".formatted(endedTrials, plannedTrials, bestText(), leftText(),
                    rung.title()));
        }
    }

    @Override
    public synchronized void rungFinished(Rung rung, LedgerEvent.RungFinished result) {
        // Of several folds, only their mean says what a trial is worth.
        result.outcomes().forEach(standings::note);
        settle(result, rung.from());
        if (bar != null) {
            bar.maxHint(plannedEpochs);
        } else {
            line("%s in %.1f s; %d/%d trials, %d/%d epochs%s%s".formatted(rung.title(), result.seconds(), endedTrials,
                    plannedTrials, epochs, plannedEpochs, bestText(), leftText()));
        }
    }

    @Override
    public synchronized void rungRecalled(LedgerEvent.RungFinished result) {
        epochs += result.epochsTrained();
        result.outcomes().forEach(standings::note);
        recalled += result.epochsTrained();
        settle(result, 0);
        if (bar != null) {
            bar.maxHint(plannedEpochs);
            bar.stepTo(epochs);
        }
    }

    @Override
    public synchronized void finalistsEntered(LedgerEvent.FinalistsEntered entered) {
        // What was planned beyond the stop rule's moment is not trained any more.
        plannedEpochs = epochs + entered.plan().epochs();
        plannedTrials = endedTrials;
        if (bar == null) {
            int rungs = entered.plan().rungs().size();
            line("the search is over; its best trials %s: %s".formatted(
                    rungs == 1 ? "train on to %d epochs".formatted(entered.plan().rungs().get(0).epochs())
                            : "race over %d folds".formatted(entered.plan().rungs().get(rungs - 1).folds()),
                    entered.finalists().stream().map(f -> f.trial().toString())
                            .collect(Collectors.joining(", "))));
        }
    }

    @Override
    public synchronized void searchEnded(String reason) {
        closeBar();
        line("search ended: " + reason + bestText());
    }

    @Override
    public synchronized void warned(Warning warning) {
        line("WARNING: " + warning.text());
    }

    @Override
    public synchronized void step(String what) {
        closeBar();
        line(what);
    }

    @Override
    public synchronized void close() {
        closeBar();
    }

    // What the rung's trials did not use, they will not use.
    private void settle(LedgerEvent.RungFinished result, int from) {
        endedTrials += BracketPlan.isOfFinalists(result.bracket())
                ? 0
                : result.decisions().stream()
                        .filter(d -> d.verdict() != Verdict.PROMOTED)
                        .count();
        if (from > 0 || result.rung() == 0) {
            long expected = (long) result.ofTasks().size() * (result.epochs() - from);
            long trained = result.epochsTrained();
            plannedEpochs -= Math.max(0, expected - trained);
        }
        // What comes back to stop.epochs may be given to more trials than were planned.
        plannedEpochs = Math.max(plannedEpochs, epochs);
        plannedTrials = Math.max(plannedTrials, endedTrials);
    }

    private String bestText() {
        return standings.best().map(best -> String.format(Locale.ROOT, " · best %s %.4f (trial %s)", objective.metric(),
                best.value(), best.trial())).orElse("");
    }

    private String leftText() {
        long trained = epochs - recalled;
        if (trained <= 0 || plannedEpochs <= epochs) {
            return "";
        }
        double elapsed = (System.nanoTime() - begun) / 1e9;
        return " · %s left".formatted(clock(elapsed * (plannedEpochs - epochs) / trained));
    }

    private void line(String text) {
        // A study that had ended searches no more.
        double elapsed = begun == 0 ? 0 : (System.nanoTime() - begun) / 1e9;
        out.println("[%s] %s".formatted(clock(elapsed), text));
        out.flush();
    }

    private void closeBar() {
        Optional.ofNullable(bar).ifPresent(ProgressBar::close);
        bar = null;
    }

    /** Hours, minutes and seconds, as short as they can be: {@code 00:07}, {@code 1:02:03}. */
    static String clock(double seconds) {
        Duration duration = Duration.ofMillis((long) (seconds * 1000));
        return duration.toHours() > 0
                ? "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
                : "%02d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
