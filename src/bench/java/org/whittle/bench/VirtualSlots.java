package org.whittle.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Rung;
import org.whittle.schedule.Verdict;
import org.whittle.study.FinalExecutor;
import org.whittle.study.Ledger;
import org.whittle.study.LedgerEvent;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.FinalistsEntered;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.LockBox;
import org.whittle.study.RungExecutor;
import org.whittle.study.StudyListener;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * A cluster of so many slots in virtual time, under the real study loop with its threads: curves are looked up, tasks
 * take as long as they are said to, and whatever waits for a slot is served in the order in which rungs were started,
 * the longest task of a rung first.
 *
 * <p>Time stands still while anybody computes. It goes on when the search waits for a rung that is not done, and every
 * bracket in flight for its tasks: both are counted from what the study tells its ledger, listener and executor, so
 * nothing hangs on how fast threads are.
 */
final class VirtualSlots implements RungExecutor, FinalExecutor, StudyListener, Ledger {

    /** When a task had a slot. */
    record Interval(double from, double to) {
    }

    /** What was committed, and when. */
    record Commit(double time, RungFinished rung) {
    }

    /** How long a task keeps a slot. */
    interface Durations {
        /** @param epochs that the trial trains */
        double of(TrialTask task, int epochs);
    }

    private static final class Call {

        private final int bracket;
        private int left;
        private boolean done;

        Call(int bracket, int left) {
            this.bracket = bracket;
            this.left = left;
        }
    }

    private record Waiting(Call call, double since, double duration) {
    }

    private record Running(Call call, double end) {
    }

    private final SimulatedCluster curves;
    private final Durations durations;
    private final List<LedgerEvent> events = new ArrayList<>();
    private final List<Interval> busy = new ArrayList<>();
    private final List<Commit> commits = new ArrayList<>();
    private final PriorityQueue<Waiting> queue = new PriorityQueue<>(Comparator.comparingDouble(Waiting::since)
            .thenComparingInt(waiting -> waiting.call().bracket)
            .thenComparing(Comparator.comparingDouble(Waiting::duration).reversed()));
    private final PriorityQueue<Running> running = new PriorityQueue<>(
            Comparator.comparingDouble(Running::end).thenComparingInt(one -> one.call().bracket));
    /** Rungs that the cluster has done, and that the search has committed, by bracket. */
    private final Map<Integer, Integer> done = new HashMap<>();
    private final Map<Integer, Integer> committed = new HashMap<>();
    private int free;
    private int computing;
    /** The bracket whose next rung the search waits for; {@code null} while it computes. */
    private Integer awaited;
    private double now;

    VirtualSlots(Problem problem, int slots, Durations durations) {
        this.curves = new SimulatedCluster(problem);
        this.durations = durations;
        this.free = slots;
    }

    synchronized List<Interval> busy() {
        return List.copyOf(busy);
    }

    synchronized List<Commit> commits() {
        return List.copyOf(commits);
    }

    @Override
    public synchronized List<LedgerEvent> read() {
        return List.copyOf(events);
    }

    @Override
    public synchronized void append(List<LedgerEvent> more) {
        events.addAll(more);
        awaited = null;
        for (LedgerEvent event : more) {
            if (event instanceof BracketOpened opened) {
                begin(opened.plan());
            } else if (event instanceof FinalistsEntered entered) {
                begin(entered.plan());
            } else if (event instanceof RungFinished rung) {
                committed.merge(rung.bracket(), 1, Integer::sum);
                commits.add(new Commit(now, rung));
            }
        }
    }

    private void begin(BracketPlan plan) {
        computing++;
        done.put(plan.number(), 0);
        committed.put(plan.number(), 0);
    }

    @Override
    public synchronized void awaiting(BracketPlan bracket) {
        awaited = bracket.number();
        goOn();
    }

    @Override
    public synchronized void goesOn(BracketPlan bracket) {
        computing++;
    }

    @Override
    public synchronized void rungFinished(Rung rung, RungFinished result) {
        if (result.decisions().stream().noneMatch(d -> d.verdict() == Verdict.PROMOTED)) {
            computing--;
            goOn();
        }
    }

    @Override
    public Execution execute(Rung rung, List<List<TrialTask>> cohorts, Consumer<TrialOutcome> arrived)
            throws InterruptedException {
        Execution execution = curves.execute(rung, cohorts, arrived);
        Call call = new Call(rung.bracket(), rung.tasks().size());
        synchronized (this) {
            computing--;
            rung.tasks().forEach(task -> queue.add(
                    new Waiting(call, now, durations.of(task, rung.epochs() - rung.from()))));
            goOn();
            while (!call.done) {
                wait();
            }
        }
        return execution;
    }

    private void serve() {
        while (free > 0 && !queue.isEmpty()) {
            Waiting next = queue.remove();
            free--;
            busy.add(new Interval(now, now + next.duration()));
            running.add(new Running(next.call(), now + next.duration()));
        }
    }

    /** Lets time go on as long as nobody computes. */
    private void goOn() {
        while (computing == 0 && awaited != null && done.get(awaited).equals(committed.get(awaited))) {
            serve();
            Running first = running.remove();
            now = first.end();
            free++;
            first.call().left--;
            if (first.call().left == 0) {
                first.call().done = true;
                done.merge(first.call().bracket, 1, Integer::sum);
                computing++;
                notifyAll();
            }
        }
    }

    @Override
    public List<FinalModel> refit(List<RefitTask> tasks) {
        return curves.refit(tasks);
    }

    @Override
    public List<TestResult> test(List<FinalModel> models, LockBox box, int resamples, long seed) {
        return curves.test(models, box, resamples, seed);
    }
}
