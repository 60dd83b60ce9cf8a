package org.whittle.study;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.whittle.random.RandomStream;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Rung;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.RungResult;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.Proposal;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.trial.Budget;
import org.whittle.trial.Start;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialOutcome;
import org.whittle.trial.TrialTask;

/**
 * Takes one bracket through its rungs on a thread of its own. A bracket's decisions hang on its own outcomes alone, so
 * it need not wait for other brackets; the search commits what it reports.
 */
final class BracketRun implements Runnable {

    /** What a bracket tells the search, rung by rung. */
    sealed interface Report {

        /** A rung is done. */
        record Finished(RungFinished result) implements Report {
        }

        /** The time is up: the next rung was not started. */
        record Halted() implements Report {
        }

        /** The next rung could not be run. */
        record Broken(RuntimeException cause) implements Report {
        }
    }

    /** What all brackets of a search share. */
    record Context(StudySpec spec, RungExecutor executor, CohortPlanner planner, StudyListener listener,
                   Clock clock, Instant deadline, Function<Key, RungFinished> ledger) {
    }

    /** A rung's place in the study. */
    record Key(int bracket, int rung) {
    }

    private final Context context;
    private final BracketOpened bracket;
    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();

    BracketRun(Context context, BracketOpened bracket) {
        this.context = context;
        this.bracket = bracket;
    }

    BracketOpened bracket() {
        return bracket;
    }

    /** The next report; waits for it. */
    Report next() throws InterruptedException {
        return reports.take();
    }

    @Override
    public void run() {
        try {
            climb();
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            reports.add(new Report.Halted());
        } catch (RuntimeException e) {
            reports.add(new Report.Broken(e));
        }
    }

    private void climb() throws InterruptedException {
        BracketPlan plan = bracket.plan();
        Map<TrialId, Start> going = new HashMap<>();
        bracket.proposals().forEach(p -> going.put(p.trial(), new Start.Fresh()));
        List<RungResult> finished = new ArrayList<>();
        int from = 0;
        for (int index = 0; index < plan.rungs().size() && !going.isEmpty(); index++) {
            RungPlan rungPlan = plan.rungs().get(index);
            Rung rung = new Rung(plan.number(), index, rungPlan.epochs(), from, tasks(going, index, rungPlan.epochs()));
            RungFinished result = context.ledger().apply(new Key(plan.number(), index));
            if (result == null) {
                if (context.deadline() != null && !context.clock().instant().isBefore(context.deadline())) {
                    reports.add(new Report.Halted());
                    return;
                }
                result = train(rung, finished);
            } else {
                context.listener().rungRecalled(result);
            }
            finished.add(new RungResult(rung, result.outcomes()));
            reports.add(new Report.Finished(result));
            going.clear();
            for (int i = 0; i < result.decisions().size(); i++) {
                if (result.decisions().get(i).verdict() == Verdict.PROMOTED) {
                    TrialOutcome.Completed outcome = (TrialOutcome.Completed) result.outcomes().get(i);
                    going.put(outcome.trial(), new Start.Resume(outcome.checkpoint()));
                }
            }
            from = rungPlan.epochs();
        }
    }

    private RungFinished train(Rung rung, List<RungResult> before) throws InterruptedException {
        context.listener().rungStarted(rung);
        RungExecutor.Execution execution = context.executor().execute(rung, context.planner().plan(rung),
                outcome -> context.listener().trialReported(rung, outcome));
        List<RungResult> finished = new ArrayList<>(before);
        finished.add(new RungResult(rung, execution.outcomes()));
        List<Decision> decisions =
                context.spec().scheduler().judge(bracket.plan(), finished, context.spec().objectives());
        RungFinished result = new RungFinished(rung.bracket(), rung.index(), rung.epochs(), execution.outcomes(),
                decisions, execution.seconds(), execution.idleSeconds());
        context.listener().rungFinished(rung, result);
        return result;
    }

    private List<TrialTask> tasks(Map<TrialId, Start> going, int rung, int epochs) {
        List<TrialTask> tasks = new ArrayList<>();
        for (Proposal proposal : bracket.proposals()) {
            Start start = going.get(proposal.trial());
            if (start != null) {
                tasks.add(new TrialTask(proposal.trial(), bracket.plan().number(), rung, proposal.configuration(), start,
                        new Budget(epochs), seed(context.spec(), proposal.trial())));
            }
        }
        return tasks;
    }

    /** Key of a trial's own random streams. */
    static long seed(StudySpec spec, TrialId trial) {
        return RandomStream.ofSeed(spec.seed()).child("trial").child(trial.value()).seed();
    }
}
