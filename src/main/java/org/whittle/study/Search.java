package org.whittle.study;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Exploration;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Succession;
import org.whittle.schedule.Verdict;
import org.whittle.space.Configuration;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.Copy;
import org.whittle.study.LedgerEvent.Proposal;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.LedgerEvent.SearchEnded;
import org.whittle.study.LedgerEvent.TrialsCopied;
import org.whittle.trial.History;
import org.whittle.trial.Observation;
import org.whittle.trial.Standing;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialOutcome;

/**
 * The search: fills brackets, runs them, commits what they report, and stops.
 *
 * <p><b>Canonical order.</b> Several brackets run at once, and the cluster finishes their rungs in any order. The search
 * commits them in the order in which they would end if every trial had a slot and every epoch took the same time; ties
 * go to the lower bracket. Stop rules look at committed rungs only, and a bracket is proposed from what was committed
 * when the bracket {@linkplain #window} before it had ended. So nothing depends on timing. When a rule stops the search,
 * rungs that are not committed by then are cancelled and leave no trace in the tables.
 *
 * <p><b>Resume.</b> The same code runs again; brackets and rungs that the ledger holds are taken from there.
 */
final class Search {

    /** Brackets in flight, for a scheduler with fewer of them in an iteration. */
    private static final int MIN_WINDOW = 4;

    /** A bracket in flight and when, in epochs, its next rung ends. */
    private record Flight(BracketRun run, int rung, long end) {
    }

    private final StudySpec spec;
    private final Ledger ledger;
    private final StudyListener listener;
    private final Clock clock;
    private final RungExecutor executor;
    private final CohortPlanner planner;
    private final CheckpointKeeper checkpoints;
    private final Map<BracketRun.Key, RungFinished> recordedRungs = new HashMap<>();
    private final Map<BracketRun.Key, TrialsCopied> recordedCopies = new HashMap<>();
    private final Map<Integer, BracketOpened> recordedBrackets = new HashMap<>();

    private final List<Configuration> proposed = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();
    private final Set<TrialId> copied = new HashSet<>();
    private final Standings standings;
    private final PriorityQueue<Flight> flights = new PriorityQueue<>(
            Comparator.comparingLong(Flight::end).thenComparingInt(f -> f.run().bracket().plan().number()));
    private final List<BracketPlan> waiting = new ArrayList<>();
    private final StopMonitor monitor;
    private int iteration;
    private int nextBracket = 1;
    private long epochsReserved;
    private boolean anyCompleted;
    private final boolean endedBefore;
    private boolean addedAnything;
    private String stopReason;

    Search(StudySpec spec, Ledger ledger, StudyState past, RungExecutor executor, CohortPlanner planner,
           CheckpointKeeper checkpoints, StudyListener listener, Clock clock) {
        this.spec = spec;
        this.ledger = ledger;
        this.executor = executor;
        this.planner = planner;
        this.checkpoints = checkpoints;
        this.listener = listener;
        this.clock = clock;
        this.standings = new Standings(spec.objectives());
        this.monitor = new StopMonitor(spec, standings);
        this.endedBefore = past.searchEnded().isPresent();
        past.brackets().forEach(b -> recordedBrackets.put(b.plan().number(), b));
        past.copied().forEach(c -> recordedCopies.put(new BracketRun.Key(c.bracket(), c.rung()), c));
        past.rungs().forEach(r -> recordedRungs.put(new BracketRun.Key(r.bracket(), r.rung()), r));
    }

    /**
     * Runs until the scheduler is done or a stop rule is met. The end is committed unless an earlier run committed it
     * and this one added nothing.
     *
     * @throws StudyException if every trial of a rung failed
     * @throws InfrastructureException if a rung could not be run; the study can be resumed
     */
    void run() throws InterruptedException {
        Instant start = clock.instant();
        Instant deadline = spec.stop().wallTime().map(start::plus).orElse(null);
        BracketRun.Context context = new BracketRun.Context(spec, executor, planner, listener, clock,
                deadline, recordedRungs::get);
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "whittle-bracket");
            thread.setDaemon(true);
            return thread;
        });
        listener.searchStarted(spec, StudyPlan.of(spec).epochs());
        try {
            openBaseline(context, threads);
            for (int i = 0; i < window(); i++) {
                openNext(context, threads, 0);
            }
            while (!flights.isEmpty()) {
                Flight flight = flights.poll();
                commitNext(flight, context, threads);
            }
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
        String reason = stopReason != null ? stopReason : "the scheduler is done";
        if (addedAnything || !endedBefore) {
            ledger.append(List.of(new SearchEnded(clock.instant(), reason,
                    Duration.between(start, clock.instant()).toMillis() / 1000.0, StopRulesText.of(spec.stop()))));
        }
        listener.searchEnded(reason);
    }

    /**
     * How many brackets are in flight: bracket k is proposed when bracket k − window has ended. A sampler that learns
     * is given every result it can have; for others, slots that idle at the end of one rung work for other brackets.
     */
    private int window() {
        return spec.sampler().learns() ? 1 : Math.max(MIN_WINDOW, spec.scheduler().brackets(0, 1).size());
    }

    private void openBaseline(BracketRun.Context context, ExecutorService threads) {
        BracketPlan plan = new BracketPlan(0, List.of(new RungPlan(1, spec.scheduler().maxEpochs())));
        open(plan, List.of(new Proposal(TrialId.BASELINE, spec.baseline(), "baseline")), context, threads, 0);
    }

    private void openNext(BracketRun.Context context, ExecutorService threads, long now) {
        while (waiting.isEmpty() && iteration < spec.scheduler().iterations()) {
            waiting.addAll(spec.scheduler().brackets(iteration++, nextBracket));
        }
        if (stopReason != null || waiting.isEmpty()) {
            return;
        }
        BracketPlan laidOut = waiting.remove(0);
        nextBracket = laidOut.number() + 1;
        BracketOpened recorded = recordedBrackets.get(laidOut.number());
        if (recorded != null) {
            open(recorded.plan(), recorded.proposals(), context, threads, now);
            return;
        }
        Optional<BracketPlan> affordable = affordable(laidOut);
        if (affordable.isEmpty()) {
            return;
        }
        List<Proposal> proposals = propose(affordable.get().trials());
        if (proposals.isEmpty()) {
            stopOpening("every configuration of the search space was tried");
            return;
        }
        open(affordable.get().shrunkTo(proposals.size()), proposals, context, threads, now);
    }

    /** The bracket, as large as the stop rules on trials and epochs leave room for. */
    private Optional<BracketPlan> affordable(BracketPlan laidOut) {
        OptionalInt trials = spec.stop().trials();
        BracketPlan plan = laidOut;
        if (trials.isPresent()) {
            int left = trials.getAsInt() - proposed.size();
            if (left < 1) {
                stopOpening("stop.trials reached: " + trials.getAsInt());
                return Optional.empty();
            }
            plan = plan.shrunkTo(Math.min(left, plan.trials()));
        }
        OptionalLong epochs = spec.stop().epochs();
        if (epochs.isPresent()) {
            Optional<BracketPlan> fitting = plan.within(epochs.getAsLong() - epochsReserved);
            if (fitting.isEmpty()) {
                stopOpening("stop.epochs reached: no further bracket fits into " + epochs.getAsLong());
            }
            return fitting;
        }
        return Optional.of(plan);
    }

    // What is in flight still ends as laid out: its share was reserved when it was opened.
    private void stopOpening(String reason) {
        stopReason = reason;
        waiting.clear();
    }

    private List<Proposal> propose(int count) {
        List<Proposal> proposals = new ArrayList<>();
        List<Configuration> known = new ArrayList<>(proposed);
        spec.enqueued().stream().filter(c -> !known.contains(c)).limit(count).forEach(c -> {
            proposals.add(new Proposal(new TrialId(known.size()), c, "enqueued"));
            known.add(c);
        });
        if (proposals.size() < count) {
            RandomStream random = RandomStream.ofSeed(spec.seed()).child("sampler");
            for (Configuration c : spec.sampler().ask(spec.space(), told(known), count - proposals.size(), random)) {
                proposals.add(new Proposal(new TrialId(known.size()), c, spec.sampler().name()));
                known.add(c);
            }
        }
        return proposals;
    }

    private History told(List<Configuration> known) {
        return new History(spec.objectives(), spec.scheduler().maxEpochs(), known, observations);
    }

    private void open(BracketPlan plan, List<Proposal> proposals, BracketRun.Context context, ExecutorService threads,
                      long now) {
        BracketOpened bracket = new BracketOpened(plan, proposals);
        if (!recordedBrackets.containsKey(plan.number())) {
            add(List.of(bracket));
        }
        proposals.forEach(p -> proposed.add(p.configuration()));
        epochsReserved += plan.epochs();
        BracketRun run = new BracketRun(context, bracket);
        threads.execute(run);
        flights.add(new Flight(run, 0, now + plan.rungs().get(0).epochs()));
    }

    private void commitNext(Flight flight, BracketRun.Context context, ExecutorService threads)
            throws InterruptedException {
        BracketRun.Report report = flight.run().next();
        if (report instanceof BracketRun.Report.Finished finished) {
            commit(flight, finished, context, threads);
        } else if (report instanceof BracketRun.Report.Broken broken) {
            throw broken.unchecked();
        } else {
            stopReason = "stop.wall-time reached: " + spec.stop().wallTime().orElse(Duration.ZERO);
        }
    }

    private void commit(Flight flight, BracketRun.Report.Finished finished, BracketRun.Context context,
                        ExecutorService threads) {
        RungFinished rung = finished.result();
        List<Copy> copies = new ArrayList<>();
        if (recordedRungs.containsKey(new BracketRun.Key(rung.bracket(), rung.rung()))) {
            TrialsCopied recorded = recordedCopies.get(new BracketRun.Key(rung.bracket(), rung.rung()));
            copies.addAll(recorded == null ? List.of() : recorded.copies());
        } else {
            finished.succession().ifPresent(s -> copies.addAll(copies(rung, s)));
            add(copies.isEmpty() ? List.of(rung)
                    : List.of(rung, new TrialsCopied(rung.bracket(), rung.rung(), copies)));
        }
        observe(rung);
        copies.forEach(copy -> {
            proposed.add(copy.configuration());
            copied.add(copy.trial());
        });
        requireSomeSuccess(rung);
        checkpoints.afterCommit(rung);
        Optional<String> stop = monitor.afterRung(rung, () -> told(proposed));
        if (stop.isPresent()) {
            stopReason = stop.get();
            flights.clear();
            return;
        }
        finished.succession().ifPresent(s -> flight.run().follow(copies));
        BracketPlan plan = flight.run().bracket().plan();
        boolean goesOn = rung.decisions().stream().anyMatch(d -> d.verdict() == Verdict.PROMOTED);
        if (goesOn) {
            int next = flight.rung() + 1;
            long more = plan.rungs().get(next).epochs() - rung.epochs();
            flights.add(new Flight(flight.run(), next, flight.end() + more));
        } else if (plan.number() > 0) {
            openNext(context, threads, flight.end());
        }
    }

    /** A copy in the place of each trial that ends, as far as the stop rule on trials leaves room. */
    private List<Copy> copies(RungFinished rung, Succession succession) {
        int room = spec.stop().trials().orElse(Integer.MAX_VALUE) - proposed.size();
        List<Copy> copies = new ArrayList<>();
        for (int i = 0; i < Math.min(room, succession.ending().size()); i++) {
            TrialId trial = new TrialId(proposed.size() + i);
            RandomStream random = RandomStream.ofSeed(spec.seed()).child("copy").child(trial.value());
            TrialId parent = succession.parents().get(random.nextInt(succession.parents().size()));
            copies.add(new Copy(trial, parent, rung.epochs(), Exploration.explore(spec.space(),
                    proposed.get(parent.value()), random.child("explore"))));
        }
        return copies;
    }

    private void add(List<LedgerEvent> events) {
        ledger.append(events);
        addedAnything = true;
    }

    private void observe(RungFinished rung) {
        for (TrialOutcome outcome : rung.outcomes()) {
            Standing standing = standings.note(outcome);
            anyCompleted |= outcome instanceof TrialOutcome.Completed;
            if (copied.contains(outcome.trial())) {
                // What a copy shows is not its own configuration's doing: samplers would learn the wrong thing.
                continue;
            }
            observations.add(new Observation(outcome.trial(), proposed.get(outcome.trial().value()), rung.epochs(),
                    standing.values()));
        }
    }

    // One trial that fails where others succeeded is an outcome; a rung without any success is a broken set-up.
    private void requireSomeSuccess(RungFinished rung) {
        Optional<String> failure = StopMonitor.commonFailure(rung.outcomes());
        if (failure.isPresent() && rung.bracket() > 0 && (rung.outcomes().size() > 1 || !anyCompleted)) {
            throw new StudyException("Every trial of bracket %d, rung %d failed (%d of %d), most often so: %s".formatted(
                    rung.bracket(), rung.rung(), rung.outcomes().size(), rung.outcomes().size(), failure.get()));
        }
    }
}
