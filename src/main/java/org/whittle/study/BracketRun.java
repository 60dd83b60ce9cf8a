package org.whittle.study;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Rung;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.RungResult;
import org.whittle.schedule.Succession;
import org.whittle.space.Configuration;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.Copy;
import org.whittle.study.LedgerEvent.FinalistsEntered;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.Budget;
import org.whittle.work.Start;
import org.whittle.work.TaskId;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Takes one bracket through its rungs on a thread of its own. A bracket's decisions hang on its own outcomes alone, so
 * it need not wait for other brackets; the search commits what it reports. Only copies of its trials are waited for:
 * they are new trials of the study, which the search numbers.
 */
final class BracketRun implements Runnable {

    /** What a bracket tells the search, rung by rung. */
    sealed interface Report {

        /**
         * A rung is done.
         *
         * @param succession if there is one, the bracket waits for the {@linkplain #follow copies}
         * @param trainedAgain trials of earlier rungs that had to be trained again for it, see {@link LostCheckpoints}
         */
        record Finished(RungFinished result, Optional<Succession> succession, List<TrialId> trainedAgain)
                implements Report {}

        /**
         * The next rung was not started.
         *
         * @param reason for people: which stop rule forbids it
         */
        record Halted(String reason) implements Report {
        }

        /**
         * The next rung could not be run.
         *
         * @param cause an unchecked exception or an error
         */
        record Broken(Throwable cause) implements Report {

            /** The cause, to be thrown; an error is thrown here. */
            RuntimeException unchecked() {
                if (cause instanceof Error error) {
                    throw error;
                }
                return (RuntimeException) cause;
            }
        }
    }

    /**
     * What all brackets of a search share.
     *
     * @param deadline no rung is started later; {@code null} for none
     * @param forbidden why no rung may be started at all; {@code null} if they may
     * @param news given a permit with every report
     */
    record Context(StudySpec spec, RungExecutor executor, CohortPlanner planner, StudyListener listener,
                   Clock clock, Instant deadline, String forbidden, Function<Key, RungFinished> ledger,
                   Semaphore news) {

        /** For a bracket that only tells what the ledger has of it. */
        Context untrained(String why) {
            return new Context(spec, executor, planner, listener, clock, deadline, why, ledger,
                    news);
        }

        /** Why no rung may be started now; {@code null} if one may. */
        String halts() {
            return forbidden != null
                    ? forbidden
                    : deadline != null && !clock.instant().isBefore(deadline)
                            ? "stop.wall-time reached: %s s"
                                    .formatted(BigDecimal.valueOf(
                                                    spec.stop()
                                                            .wallTime()
                                                            .orElseThrow()
                                                            .toMillis(),
                                                    3)
                                            .stripTrailingZeros()
                                            .toPlainString())
                            : null;
        }
    }

    /**
     * A trial that is to train in the next rung.
     *
     * @param starts by fold, as far as it was trained; other folds begin with their first epoch
     * @param done whether the folds that it was not given a start for were trained in full already
     */
    private record Member(Configuration configuration, SortedMap<Integer, Start> starts, boolean done) {

        static Member fresh(Configuration configuration) {
            return new Member(configuration, new TreeMap<>(), false);
        }

        Start start(int fold) {
            return starts.getOrDefault(fold, new Start.Fresh());
        }
    }

    /** A rung's place in the study. */
    record Key(int bracket, int rung) {
    }

    private final Context context;
    private final BracketPlan plan;
    private final SortedMap<TrialId, Member> going = new TreeMap<>();
    private final FoldCurves curves;
    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<Copy>> copies = new LinkedBlockingQueue<>();
    private final List<RungResult> finished = new ArrayList<>();
    private final List<RungResult> ofTasks = new ArrayList<>();
    private int index;
    private RungPlan before;

    private BracketRun(Context context, BracketPlan plan, FoldCurves curves) {
        this.context = context;
        this.plan = plan;
        this.curves = curves;
    }

    static BracketRun of(BracketOpened bracket, Context context) {
        BracketRun run = new BracketRun(context, bracket.plan(), new FoldCurves(context.spec().objectives()));
        bracket.proposals().forEach(p -> run.going.put(p.trial(), Member.fresh(p.configuration())));
        return run;
    }

    /**
     * @param configurations of all trials, in the order of their ids
     * @param curves of all trials so far; with one fold, nobody looks at them
     */
    static BracketRun of(FinalistsEntered entered, List<Configuration> configurations, FoldCurves curves,
                         Context context) {
        BracketRun run = new BracketRun(context, entered.plan(), new FoldCurves(curves));
        entered.finalists().forEach(f -> {
            SortedMap<Integer, Start> starts = new TreeMap<>();
            f.folds().forEach(fold -> starts.put(fold.fold(), start(fold.checkpoint())));
            if (f.folds().isEmpty()) {
                starts.put(0, start(f.checkpoint()));
            }
            run.going.put(f.trial(), new Member(configurations.get(f.trial().value()), starts, true));
        });
        return run;
    }

    private static Start start(String checkpoint) {
        return checkpoint.isEmpty() ? new Start.Fresh() : new Start.Resume(checkpoint);
    }

    BracketPlan plan() {
        return plan;
    }

    /** The next report; waits for it, but no longer than the patience. */
    Optional<Report> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(reports.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Whether {@link #next} has not to wait. */
    boolean hasReported() {
        return !reports.isEmpty();
    }

    private void report(Report report) {
        reports.add(report);
        context.news().release();
    }

    /** Takes up the copies that follow the rung it reported last. */
    void follow(List<Copy> following) {
        copies.add(following);
    }

    /** Takes its trials as far as they go; where trials go on one by one, through one rung. */
    @Override
    public void run() {
        try {
            climb();
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            report(new Report.Halted("interrupted"));
        } catch (RuntimeException | Error e) {
            report(new Report.Broken(e));
        }
    }

    private void climb() throws InterruptedException {
        boolean alone = context.spec().scheduler().asynchronous().isPresent() && plan.number() > 0;
        while (index < plan.rungs().size() && !going.isEmpty()) {
            RungPlan rungPlan = plan.rungs().get(index);
            Rung rung = new Rung(plan.number(), index, rungPlan.epochs(), before == null ? 0 : before.epochs(),
                    tasks(index, rungPlan, before));
            RungFinished result = context.ledger().apply(new Key(plan.number(), index));
            LostCheckpoints lost = new LostCheckpoints(context.executor(), context.planner(), context.listener()::step,
                    ofTasks);
            if (result == null) {
                String halts = context.halts();
                if (halts != null) {
                    report(new Report.Halted(halts));
                    return;
                }
                result = train(rung, finished, lost);
            } else {
                context.listener().rungRecalled(result);
                if (isFolded()) {
                    curves.means(result.folds());
                }
            }
            finished.add(new RungResult(rung.ofTrials(), result.outcomes()));
            ofTasks.add(new RungResult(rung, result.ofTasks()));
            Optional<Succession> succession =
                    context.spec().scheduler().succession(plan, finished, context.spec().objectives());
            before = rungPlan;
            index++;
            if (alone) {
                // Whoever hears of it may have it run again at once.
                promote(result);
                report(new Report.Finished(result, succession, lost.trainedAgain()));
                return;
            }
            report(new Report.Finished(result, succession, lost.trainedAgain()));
            promote(result);
            if (succession.isPresent()) {
                copies.take().forEach(copy -> going.put(copy.trial(), copy(copy)));
            }
        }
    }

    private Member copy(Copy copy) {
        SortedMap<Integer, Start> starts = new TreeMap<>();
        going.get(copy.parent()).starts().forEach((fold, start) -> starts.put(fold,
                new Start.Resume(((Start.Resume) start).checkpoint(), true)));
        return new Member(copy.configuration(), starts, false);
    }

    private boolean isRace() {
        return BracketPlan.isOfFinalists(plan.number()) && context.spec().scheduler().racesOverFolds();
    }

    private boolean isFolded() {
        return context.spec().scheduler().folds() > 1;
    }

    /** Leaves the promoted trials, to go on from what they saved. */
    private void promote(RungFinished result) {
        Map<TrialId, SortedMap<Integer, Start>> starts = new TreeMap<>();
        for (TrialOutcome outcome : result.ofTasks()) {
            if (outcome instanceof TrialOutcome.Completed completed) {
                starts.computeIfAbsent(outcome.trial(), id -> new TreeMap<>())
                        .put(outcome.fold(), new Start.Resume(completed.checkpoint()));
            }
        }
        for (Decision decision : result.decisions()) {
            if (decision.verdict().mayGoOn()) {
                going.computeIfPresent(decision.trial(),
                        (id, m) -> new Member(m.configuration(), starts.get(id), false));
            } else {
                going.remove(decision.trial());
            }
        }
    }

    private RungFinished train(Rung rung, List<RungResult> before, LostCheckpoints lost) throws InterruptedException {
        context.listener().rungStarted(rung);
        RungExecutor.Execution execution =
                lost.execute(rung, outcome -> context.listener().trialReported(rung, outcome));
        List<TrialOutcome> outcomes = isFolded() ? curves.means(execution.outcomes()) : execution.outcomes();
        List<RungResult> finished = new ArrayList<>(before);
        finished.add(new RungResult(rung.ofTrials(), outcomes));
        List<Decision> decisions = isRace()
                ? FoldRace.judge(plan, rung.index(), outcomes, curves, context.spec().objectives(),
                        context.spec().data().folds().k())
                : context.spec().scheduler().judge(plan, finished, context.spec().objectives());
        RungFinished result = new RungFinished(rung.bracket(), rung.index(), rung.epochs(), outcomes,
                decisions, execution.seconds(), execution.idleSeconds(),
                isFolded() ? execution.outcomes() : List.of());
        context.listener().rungFinished(rung, result);
        Warnings.constantPrediction(result).ifPresent(context.listener()::warned);
        return result;
    }

    /** @param before the rung that the trials come from; {@code null} for none */
    private List<TrialTask> tasks(int index, RungPlan rung, RungPlan before) {
        int trained = before != null && before.epochs() == rung.epochs() ? before.folds() : 0;
        List<TrialTask> tasks = new ArrayList<>();
        going.forEach((trial, member) -> {
            for (int fold = trained; fold < rung.folds(); fold++) {
                if (!member.done() || member.starts().containsKey(fold)) {
                    tasks.add(new TrialTask(trial, plan.number(), index, member.configuration(), member.start(fold),
                            new Budget(rung.epochs()), seed(context.spec(), new TaskId(trial, fold)), fold));
                }
            }
        });
        return tasks;
    }

    /** Key of a trial's own random streams. */
    static long seed(StudySpec spec, TrialId trial) {
        return seed(spec, new TaskId(trial, 0));
    }

    /** Key of a task's own random streams; of the first fold, the trial's. */
    static long seed(StudySpec spec, TaskId task) {
        RandomStream trial = RandomStream.ofSeed(spec.seed()).child("trial").child(task.trial().value());
        return (task.fold() == 0 ? trial : trial.child("fold").child(task.fold())).seed();
    }
}
