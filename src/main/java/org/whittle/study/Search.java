package org.whittle.study;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import org.whittle.goal.TrialId;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Verdict;
import org.whittle.study.Flights.Flight;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.Copy;
import org.whittle.study.LedgerEvent.FinalistsEntered;
import org.whittle.study.LedgerEvent.Proposal;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.LedgerEvent.SearchEnded;
import org.whittle.study.LedgerEvent.TimeSpent;
import org.whittle.study.LedgerEvent.TrainedAgain;
import org.whittle.study.LedgerEvent.TrialsCopied;
import org.whittle.work.TrialOutcome;

/**
 * The search: fills brackets, runs them, commits what they report, and stops.
 *
 * <p><b>Canonical order.</b> Several brackets run at once, and the cluster finishes their rungs in any order. The
 * search commits them in the order in which they would end if every trial had a slot and every epoch took the same
 * time; ties go to the lower bracket; or, if the study file says so, in the order in which they come, see
 * {@link InFlight.Order}. Stop rules look at committed rungs only, and a bracket is proposed from what was
 * committed when there was {@linkplain Room room} for it. So nothing else depends on timing. When a rule stops
 * the search, rungs that are not committed by then are cancelled and leave no trace in the tables.
 *
 * <p><b>Resume.</b> The same code runs again; brackets and rungs that the ledger holds are taken from there.
 */
final class Search {

    private final StudySpec spec;
    private final Ledger ledger;
    private final StudyListener listener;
    private final Clock clock;
    private final RungExecutor executor;
    private final CohortPlanner planner;
    private final CheckpointKeeper checkpoints;
    private final Recorded recorded;
    private final Proposed proposed;
    private final Standings standings;
    private final FoldCurves curves;
    private final Flights flights;
    private final Room room;
    private final UpcomingBrackets brackets;
    private final StopMonitor monitor;
    /** Empty if the trials of a bracket are judged together. */
    private final Optional<AsynchronousPromotion> alone;
    /** Brackets whose trials wait to be promoted. */
    private final Set<Integer> resting = new TreeSet<>();
    private final EpochBudget budget;
    private final Finalists finalists;
    private final Duration searchedBefore;
    private final Troubles troubles = new Troubles();
    private final boolean endedBefore;
    private Instant start;
    private boolean addedAnything;
    private String stopReason;
    // Whether what ended the search leaves it to its best trials to train on.
    private boolean trainsOn;

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
        this.curves = new FoldCurves(spec.objectives());
        this.monitor = new StopMonitor(spec, standings);
        this.budget = new EpochBudget(EpochBudget.ofSearch(spec));
        OptionalInt eta = spec.scheduler().asynchronous();
        this.alone = eta.isPresent()
                ? Optional.of(new AsynchronousPromotion(eta.getAsInt(), spec.objectives()))
                : Optional.empty();
        this.finalists = new Finalists(spec, past, standings, budget);
        this.proposed = new Proposed(spec);
        this.room = Room.of(spec);
        this.brackets = new UpcomingBrackets(spec.scheduler());
        this.searchedBefore = past.searched();
        this.endedBefore = past.searchEnded().isPresent();
        this.recorded = new Recorded(past);
        this.flights = new Flights(spec.inFlight().order(), recorded, listener, this::sayAlive);
    }

    /**
     * Runs until the scheduler is done or a stop rule is met. The end is committed unless an earlier run committed it
     * and this one added nothing.
     *
     * @throws StudyException if no trial has succeeded when the baseline and the first rung beside it have reported;
     *     that the search ended is then committed
     * @throws InfrastructureException if a rung could not be run; the study can be resumed
     */
    void run() throws InterruptedException {
        start = clock.instant();
        Instant deadline = spec.stop().wallTime().map(limit -> start.plus(limit).minus(searchedBefore)).orElse(null);
        BracketRun.Context context = new BracketRun.Context(spec, executor, planner, listener, clock,
                deadline, null, recorded::rung, flights.news());
        listener.searchStarted(spec, StudyPlan.of(spec).epochs());
        Warnings.orderOfArrival(spec).ifPresent(listener::warned);
        BracketThreads.during(threads -> {
            openBaseline(context, threads);
            fill(context, threads, 0);
            while (!flights.isEmpty()) {
                commitNext(flights.next(), context, threads);
            }
        });
        if (trainsOn || spec.scheduler().racesOverFolds()) {
            budget.release();
            BracketThreads.during(threads -> trainFinalists(context, threads));
        }
        checkpoints.afterSearch(resting);
        String reason = stopReason != null ? stopReason : "the scheduler is done";
        if (addedAnything || !endedBefore) {
            ledger.append(List.of(ended(reason, StopRulesText.of(spec.stop()))));
        }
        listener.searchEnded(reason);
    }

    private void trainFinalists(BracketRun.Context context, ExecutorService threads) throws InterruptedException {
        Optional<FinalistsEntered> next = finalists.next(proposed.copied());
        while (next.isPresent() && context.halts() == null) {
            if (!finalists.areRecorded(next.get())) {
                add(List.of(next.get()));
                finalists.recorded(next.get());
            }
            listener.finalistsEntered(next.get());
            BracketRun run = BracketRun.of(next.get(), proposed.configurations(), curves, context);
            threads.execute(run);
            RungFinished rung;
            do {
                if (!(flights.await(run) instanceof BracketRun.Report.Finished finished)) {
                    return;
                }
                rung = finished.result();
                if (!recorded.has(rung)) {
                    add(List.of(rung, new TimeSpent(secondsSearched())));
                }
                finalists.trained(rung);
                checkpoints.afterCommit(rung);
            } while (rung.promotes());
            next = finalists.next(proposed.copied());
        }
    }

    private SearchEnded ended(String reason, String rules) {
        return new SearchEnded(clock.instant(), reason, secondsSearched(), rules);
    }

    private double secondsSearched() {
        return Duration.between(start, clock.instant()).toMillis() / 1000.0;
    }

    private void openBaseline(BracketRun.Context context, ExecutorService threads) {
        BracketPlan plan = new BracketPlan(0, List.of(spec.scheduler().full(1)));
        open(plan, List.of(new Proposal(TrialId.BASELINE, spec.baseline(), "baseline")), context, threads, 0);
    }

    /** Opens brackets as long as there is {@linkplain Room room}, until none is left or the next has to wait. */
    private void fill(BracketRun.Context context, ExecutorService threads, long now) {
        boolean opened = true;
        while (opened && room.beside(flights.trials(), flights.brackets())) {
            opened = openNext(context, threads, now);
        }
    }

    /** The bracket that would be opened next, unless something has ended the search. */
    private Optional<BracketPlan> upcoming() {
        return stopReason == null ? brackets.next() : Optional.empty();
    }

    /** @return whether there was one to open, and room for it */
    private boolean openNext(BracketRun.Context context, ExecutorService threads, long now) {
        Optional<BracketPlan> next = upcoming();
        if (next.isEmpty()) {
            return false;
        }
        Optional<BracketOpened> before = recorded.bracket(next.get().number());
        Optional<BracketPlan> affordable = affordable(next.get());
        if (affordable.isEmpty() && !flights.isEmpty() && proposed.left() > 0) {
            // What the brackets in flight do not use comes back, and may be enough.
            return false;
        }
        if (before.isPresent()) {
            BracketPlan plan = before.get().plan();
            brackets.take(next.get(), plan.trials());
            // Under narrower rules than it was opened with, it tells what it did, and trains no further.
            open(
                    plan,
                    before.get().proposals(),
                    budget.left() < promised(plan)
                            ? context.untrained("stop.epochs reached: "
                                    + spec.stop().epochs().orElseThrow())
                            : context,
                    threads,
                    now);
            return true;
        }
        if (affordable.isEmpty()) {
            stopOpening(proposed.left() < 1 ? "stop.trials reached: " + spec.stop().trials().orElseThrow()
                    : "stop.epochs reached: no further bracket fits into " + spec.stop().epochs().orElseThrow());
            return false;
        }
        List<Proposal> trials = proposed.next(affordable.get().trials());
        if (trials.isEmpty()) {
            stopOpening(proposed.exhausted());
            return false;
        }
        brackets.take(next.get(), trials.size());
        open(affordable.get().shrunkTo(trials.size()), trials, context, threads, now);
        return true;
    }

    /**
     * The bracket, as large as the stop rules on trials and epochs leave room for; empty if that is not even one trial.
     */
    private Optional<BracketPlan> affordable(BracketPlan laidOut) {
        if (alone.isPresent()) {
            return proposed.left() < 1 || budget.left() < promised(laidOut) ? Optional.empty() : Optional.of(laidOut);
        }
        return proposed.left() < 1 ? Optional.empty()
                : laidOut.shrunkTo(Math.min(proposed.left(), laidOut.trials())).within(budget.left());
    }

    /** What a bracket trains for certain once it is opened. */
    private long promised(BracketPlan plan) {
        return alone.isPresent() ? plan.rungs().get(0).spent() : plan.epochs();
    }

    // What is in flight still ends as laid out: its share was reserved when it was opened.
    private void stopOpening(String reason) {
        stopReason = reason;
        trainsOn = true;
        brackets.clear();
    }

    private void open(BracketPlan plan, List<Proposal> trials, BracketRun.Context context, ExecutorService threads,
                      long now) {
        BracketOpened bracket = new BracketOpened(plan, trials);
        if (recorded.bracket(plan.number()).isEmpty()) {
            add(List.of(bracket));
        }
        proposed.opened(trials);
        budget.reserve(plan.number(), promised(plan));
        BracketRun run = BracketRun.of(bracket, context);
        threads.execute(run);
        flights.add(new Flight(run, 0, now + plan.rungs().get(0).epochs()));
    }

    private void commitNext(Flight flight, BracketRun.Context context, ExecutorService threads)
            throws InterruptedException {
        BracketRun.Report report = flights.await(flight.run());
        if (report instanceof BracketRun.Report.Finished finished) {
            commit(flight, finished, context, threads);
        } else if (report instanceof BracketRun.Report.Halted halted) {
            stopReason = halted.reason();
            trainsOn = false;
        }
    }

    // A driver that is killed in the midst of a long rung has used its time too.
    private void sayAlive() {
        if (spec.stop().wallTime().isPresent()) {
            add(List.of(new TimeSpent(secondsSearched())));
        }
    }

    private void commit(Flight flight, BracketRun.Report.Finished finished, BracketRun.Context context,
                        ExecutorService threads) {
        if (alone.isPresent()) {
            commitAlone(flight, finished, alone.get(), context, threads);
            return;
        }
        RungFinished rung = finished.result();
        BracketPlan plan = flight.run().plan();
        boolean recalled = recorded.has(rung);
        List<Copy> copies = new ArrayList<>();
        if (recalled) {
            copies.addAll(recorded.copies(rung));
        } else {
            finished.succession().ifPresent(s -> copies.addAll(proposed.copies(rung.epochs(), s)));
        }
        observe(rung);
        if (!recalled) {
            record(rung, copies, finished.trainedAgain());
        }
        budget.settle(plan, rung, copies.size());
        proposed.succeeded(copies);
        checkpoints.afterCommit(rung);
        if (stops(rung)) {
            return;
        }
        finished.succession().ifPresent(s -> flight.run().follow(copies));
        if (rung.promotes()) {
            int next = flight.rung() + 1;
            // All folds train at once; one that begins there has all epochs before it.
            int more = plan.rungs().get(next).epochs()
                    - (plan.rungs().get(next).folds() > plan.rungs().get(flight.rung()).folds() ? 0 : rung.epochs());
            flights.add(new Flight(flight.run(), next, flight.end() + more));
        }
        if (!rung.promotes() || room.trials().isPresent()) {
            fill(context, threads, flight.end());
        }
    }

    /** Of a trial that is a bracket of its own: whoever may go on now does. */
    private void commitAlone(Flight flight, BracketRun.Report.Finished finished, AsynchronousPromotion promotion,
                             BracketRun.Context context, ExecutorService threads) {
        RungFinished rung = finished.result();
        BracketPlan plan = flight.run().plan();
        observe(rung);
        budget.settle(rung);
        if (rung.rung() < plan.rungs().size() - 1) {
            promotion.reported(flight.run(), rung, standings.of(rung.outcomes().get(0).trial()).orElseThrow());
        }
        List<AsynchronousPromotion.Step> steps = promotion.steps(budget);
        TrialId trial = rung.outcomes().get(0).trial();
        RungFinished decided = steps.stream().anyMatch(step -> step.trial().equals(trial))
                ? promotion.promoted(flight.run(), rung) : rung;
        if (!recorded.has(rung)) {
            record(decided, List.of(), finished.trainedAgain());
        }
        checkpoints.afterCommit(decided);
        if (decided.decisions().get(0).verdict() == Verdict.WAITING) {
            resting.add(rung.bracket());
        }
        if (stops(decided)) {
            return;
        }
        for (AsynchronousPromotion.Step step : steps) {
            resting.remove(step.run().plan().number());
            listener.goesOn(step.run().plan());
            threads.execute(step.run());
            flights.add(new Flight(step.run(), step.rung() + 1, flight.end() + step.epochs()));
        }
        fill(context, threads, flight.end());
    }

    /** Whether a stop rule ends the search here. */
    private boolean stops(RungFinished rung) {
        Optional<StopMonitor.Stop> stop = monitor.afterRung(rung, proposed::told,
                () -> upcoming().map(b -> b.rungs().get(0)));
        stop.ifPresent(s -> {
            stopReason = s.reason();
            trainsOn = s.finalists();
            flights.clear();
        });
        return stop.isPresent();
    }

    /**
     * Commits a rung.
     *
     * @throws StudyException if no trial has succeeded; the search has then ended
     */
    private void record(RungFinished rung, List<Copy> copies, List<TrialId> trainedAgain) {
        List<LedgerEvent> events = new ArrayList<>(List.of(rung));
        if (!trainedAgain.isEmpty()) {
            events.add(new TrainedAgain(rung.bracket(), rung.rung(), trainedAgain));
        }
        if (!copies.isEmpty()) {
            events.add(new TrialsCopied(rung.bracket(), rung.rung(), copies));
        }
        events.add(new TimeSpent(secondsSearched()));
        if (!troubles.isHopeless()) {
            add(events);
            return;
        }
        String reason = "no trial has succeeded, most often so: " + troubles.common();
        events.add(ended(reason, Troubles.rulesOfAFailure(spec)));
        add(events);
        throw new StudyException(
                "The search ended: %s. Mend what the trials need and start anew; --resume goes on with other "
                                .formatted(reason)
                        + "configurations once settings of stop or spark were changed.");
    }

    private void add(List<LedgerEvent> events) {
        ledger.append(events);
        addedAnything = true;
    }

    private void observe(RungFinished rung) {
        troubles.note(rung);
        finalists.note(rung);
        curves.means(rung.folds());
        for (TrialOutcome outcome : rung.outcomes()) {
            proposed.observed(standings.note(outcome), rung.epochs());
        }
    }
}
