package org.whittle.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
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
 * take as long as they are said to, and whatever waits for a slot is served as Spark's fair scheduler does it: the
 * bracket with the fewest tasks running first, of equals the lower one, and of a rung the longest task.
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

    private static final int NONE = Integer.MIN_VALUE;
    private static final int ANY = Integer.MAX_VALUE;

    private static final class Call {

        private final int bracket;
        private final Semaphore done = new Semaphore(0);
        private int left;

        Call(int bracket, int left) {
            this.bracket = bracket;
            this.left = left;
        }
    }

    private record Waiting(Call call, double duration) {
    }

    private record Running(Call call, double end) {
    }

    private final SimulatedCluster curves;
    private final Durations durations;
    private final List<LedgerEvent> events = new ArrayList<>();
    private final List<Interval> busy = new ArrayList<>();
    private final List<Commit> commits = new ArrayList<>();
    /** What waits for a slot, by how many tasks of its bracket are running. */
    private final TreeMap<Integer, TreeMap<Integer, PriorityQueue<Waiting>>> queue = new TreeMap<>();
    private final Map<Integer, Integer> tasks = new HashMap<>();
    private final PriorityQueue<Running> running = new PriorityQueue<>(
            Comparator.comparingDouble(Running::end).thenComparingInt(one -> one.call().bracket));
    /** Rungs that the cluster has done, and that the search has committed, by bracket. */
    private final Map<Integer, Integer> done = new HashMap<>();
    private final Map<Integer, Integer> committed = new HashMap<>();
    private int free;
    private int computing;
    /** How many rungs the cluster has done that the search has not committed. */
    private int unseen;
    /** The bracket whose next rung the search waits for; {@link #ANY}, or {@link #NONE} while it computes. */
    private int awaited = NONE;
    private double now;
    /** A unit of time in seconds of the driver; infinite if what it computes takes none. */
    private final double unit;
    private long paused;

    VirtualSlots(Problem problem, int slots, Durations durations) {
        this(problem, slots, durations, Double.POSITIVE_INFINITY);
    }

    /** @param unit what a unit of time is in seconds: what this process computes then takes its time too */
    VirtualSlots(Problem problem, int slots, Durations durations, double unit) {
        this.curves = new SimulatedCluster(problem);
        this.durations = durations;
        this.free = slots;
        this.unit = unit;
        this.paused = processorNanos();
    }

    /** Processor time of this process, of all its threads. */
    static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
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
        awaited = NONE;
        for (LedgerEvent event : more) {
            if (event instanceof BracketOpened opened) {
                begin(opened.plan());
            } else if (event instanceof FinalistsEntered entered) {
                begin(entered.plan());
            } else if (event instanceof RungFinished rung) {
                committed.merge(rung.bracket(), 1, Integer::sum);
                unseen--;
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
    public synchronized void awaitingAny() {
        awaited = ANY;
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
            rung.tasks().forEach(task -> wait(
                    new Waiting(call, durations.of(task, rung.epochs() - rung.from()))));
            goOn();
        }
        call.done.acquire();
        return execution;
    }

    private void wait(Waiting one) {
        queue.computeIfAbsent(tasks.getOrDefault(one.call().bracket, 0), running -> new TreeMap<>())
                .computeIfAbsent(one.call().bracket, bracket -> new PriorityQueue<>(
                        Comparator.comparingDouble(Waiting::duration).reversed()))
                .add(one);
    }

    /** Of a bracket, one more or less is running: what of it waits is served later or earlier. */
    private void runs(int bracket, int more) {
        int before = tasks.getOrDefault(bracket, 0);
        tasks.put(bracket, before + more);
        TreeMap<Integer, PriorityQueue<Waiting>> alike = queue.get(before);
        PriorityQueue<Waiting> waiting = alike == null ? null : alike.remove(bracket);
        if (alike != null && alike.isEmpty()) {
            queue.remove(before);
        }
        if (waiting != null && !waiting.isEmpty()) {
            queue.computeIfAbsent(before + more, running -> new TreeMap<>()).put(bracket, waiting);
        }
    }

    private void serve() {
        while (free > 0 && !queue.isEmpty()) {
            Waiting next = queue.firstEntry().getValue().firstEntry().getValue().remove();
            free--;
            runs(next.call().bracket, 1);
            busy.add(new Interval(now, now + next.duration()));
            running.add(new Running(next.call(), now + next.duration()));
        }
    }

    private boolean waits() {
        return awaited == ANY && unseen == 0
                || awaited != NONE && awaited != ANY && done.get(awaited).equals(committed.get(awaited));
    }

    /** Lets time go on as long as nobody computes. */
    private void goOn() {
        if (computing == 0 && waits()) {
            long resumed = processorNanos();
            now += (resumed - paused) / 1e9 / unit;
            paused = resumed;
        }
        while (computing == 0 && waits()) {
            serve();
            Running first = running.remove();
            // What ended while the driver was busy is seen when it is not.
            now = Math.max(now, first.end());
            free++;
            runs(first.call().bracket, -1);
            first.call().left--;
            if (first.call().left == 0) {
                done.merge(first.call().bracket, 1, Integer::sum);
                unseen++;
                computing++;
                first.call().done.release();
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
