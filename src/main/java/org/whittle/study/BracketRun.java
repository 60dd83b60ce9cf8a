package org.whittle.study;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
import org.whittle.schedule.Verdict;
import org.whittle.space.Configuration;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.Copy;
import org.whittle.study.LedgerEvent.FinalistsEntered;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.Budget;
import org.whittle.work.Start;
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
     */
    record Context(StudySpec spec, RungExecutor executor, CohortPlanner planner, StudyListener listener,
                   Clock clock, Instant deadline, String forbidden, Function<Key, RungFinished> ledger) {

        /** For a bracket that only tells what the ledger has of it. */
        Context untrained(String why) {
            return new Context(spec, executor, planner, listener, clock, deadline, why, ledger);
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

    /** A trial that is to train in the next rung. */
    private record Member(Configuration configuration, Start start) {
    }

    /** A rung's place in the study. */
    record Key(int bracket, int rung) {
    }

    private final Context context;
    private final BracketPlan plan;
    private final SortedMap<TrialId, Member> going = new TreeMap<>();
    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<Copy>> copies = new LinkedBlockingQueue<>();

    private BracketRun(Context context, BracketPlan plan) {
        this.context = context;
        this.plan = plan;
    }

    static BracketRun of(BracketOpened bracket, Context context) {
        BracketRun run = new BracketRun(context, bracket.plan());
        bracket.proposals().forEach(p -> run.going.put(p.trial(), new Member(p.configuration(), new Start.Fresh())));
        return run;
    }

    /** @param configurations of all trials, in the order of their ids */
    static BracketRun of(FinalistsEntered entered, List<Configuration> configurations, Context context) {
        BracketRun run = new BracketRun(context, entered.plan());
        entered.finalists().forEach(f -> run.going.put(f.trial(), new Member(configurations.get(f.trial().value()),
                f.checkpoint().isEmpty() ? new Start.Fresh() : new Start.Resume(f.checkpoint()))));
        return run;
    }

    BracketPlan plan() {
        return plan;
    }

    /** The next report; waits for it, but no longer than the patience. */
    Optional<Report> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(reports.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Takes up the copies that follow the rung it reported last. */
    void follow(List<Copy> following) {
        copies.add(following);
    }

    @Override
    public void run() {
        try {
            climb();
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            reports.add(new Report.Halted("interrupted"));
        } catch (RuntimeException | Error e) {
            reports.add(new Report.Broken(e));
        }
    }

    private void climb() throws InterruptedException {
        List<RungResult> finished = new ArrayList<>();
        int from = 0;
        for (int index = 0; index < plan.rungs().size() && !going.isEmpty(); index++) {
            RungPlan rungPlan = plan.rungs().get(index);
            Rung rung = new Rung(plan.number(), index, rungPlan.epochs(), from, tasks(index, rungPlan.epochs()));
            RungFinished result = context.ledger().apply(new Key(plan.number(), index));
            LostCheckpoints lost = new LostCheckpoints(context.executor(), context.planner(), context.listener()::step,
                    finished);
            if (result == null) {
                String halts = context.halts();
                if (halts != null) {
                    reports.add(new Report.Halted(halts));
                    return;
                }
                result = train(rung, finished, lost);
            } else {
                context.listener().rungRecalled(result);
            }
            finished.add(new RungResult(rung, result.outcomes()));
            Optional<Succession> succession =
                    context.spec().scheduler().succession(plan, finished, context.spec().objectives());
            reports.add(new Report.Finished(result, succession, lost.trainedAgain()));
            promote(result);
            if (succession.isPresent()) {
                copies.take().forEach(copy -> going.put(copy.trial(), new Member(copy.configuration(),
                        new Start.Resume(((Start.Resume) going.get(copy.parent()).start()).checkpoint(), true))));
            }
            from = rungPlan.epochs();
        }
    }

    /** Leaves the promoted trials, to go on from what they saved. */
    private void promote(RungFinished result) {
        for (int i = 0; i < result.decisions().size(); i++) {
            TrialId trial = result.decisions().get(i).trial();
            if (result.decisions().get(i).verdict() == Verdict.PROMOTED) {
                String checkpoint = ((TrialOutcome.Completed) result.outcomes().get(i)).checkpoint();
                going.computeIfPresent(trial, (id, m) -> new Member(m.configuration(), new Start.Resume(checkpoint)));
            } else {
                going.remove(trial);
            }
        }
    }

    private RungFinished train(Rung rung, List<RungResult> before, LostCheckpoints lost) throws InterruptedException {
        context.listener().rungStarted(rung);
        RungExecutor.Execution execution =
                lost.execute(rung, outcome -> context.listener().trialReported(rung, outcome));
        List<RungResult> finished = new ArrayList<>(before);
        finished.add(new RungResult(rung, execution.outcomes()));
        List<Decision> decisions =
                context.spec().scheduler().judge(plan, finished, context.spec().objectives());
        RungFinished result = new RungFinished(rung.bracket(), rung.index(), rung.epochs(), execution.outcomes(),
                decisions, execution.seconds(), execution.idleSeconds());
        context.listener().rungFinished(rung, result);
        Warnings.constantPrediction(result).ifPresent(context.listener()::warned);
        return result;
    }

    private List<TrialTask> tasks(int rung, int epochs) {
        List<TrialTask> tasks = new ArrayList<>();
        going.forEach((trial, member) -> tasks.add(new TrialTask(trial, plan.number(), rung,
                member.configuration(), member.start(), new Budget(epochs), seed(context.spec(), trial))));
        return tasks;
    }

    /** Key of a trial's own random streams. */
    static long seed(StudySpec spec, TrialId trial) {
        return RandomStream.ofSeed(spec.seed()).child("trial").child(trial.value()).seed();
    }
}
