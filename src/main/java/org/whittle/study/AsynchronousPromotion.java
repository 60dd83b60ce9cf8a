package org.whittle.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Decision;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.TrialOutcome;

/**
 * Which trials go on where each is a bracket of its own, see {@link org.whittle.schedule.Asha}: after every commit, of
 * each rung the best ⌊n/η⌋ of the n trials that have reported from it, as far as they have not gone on already. What
 * was committed says it alone, so every run and every resume comes to the same promotions.
 *
 * <p>With η = 3, as trials report from rung 0:
 *
 * <pre>
 *   trial      1     2     3     4     5     6     7
 *   shows   0.80  0.70  0.60  0.85  0.90  0.50  0.79
 *   goes on               1     4     5
 * </pre>
 *
 * After three, the best one of three goes on: trial 1. The fourth and the fifth come in first, and still one of them
 * may go on at a time; with the sixth two may, 5 and 4, who have. Trial 7 waits until twelve have reported.
 */
final class AsynchronousPromotion {

    /** A trial that goes on to the rung after this one. */
    record Step(BracketRun run, TrialId trial, int rung) {

        /** Epochs that it trains until it reports again, those of all folds. */
        long epochs() {
            List<RungPlan> rungs = run.plan().rungs();
            return rungs.get(rung + 1).spent() - rungs.get(rung).spent();
        }
    }

    /** A rung of a ladder of so many. */
    private record Place(int rungs, int rung) implements Comparable<Place> {

        /** The nearer to the end, the later. */
        @Override
        public int compareTo(Place other) {
            return Comparator.comparingInt((Place place) -> place.rung - place.rungs)
                    .thenComparingInt(Place::rung).compare(this, other);
        }
    }

    private final int eta;
    private final Objectives objectives;
    // All that reported from a rung, with what they are worth there. Trials of other ladders are compared apart.
    private final NavigableMap<Place, TopShare> shown = new TreeMap<>();
    private final Map<TrialId, BracketRun> runs = new LinkedHashMap<>();

    AsynchronousPromotion(int eta, Objectives objectives) {
        this.eta = eta;
        this.objectives = objectives;
    }

    /** Takes note of what a trial shows at a rung that is not its last. */
    void reported(BracketRun run, RungFinished rung, Standing standing) {
        boolean trainsOn = rung.ofTasks().stream()
                .allMatch(outcome -> outcome instanceof TrialOutcome.Completed completed && !completed.stoppedEarly());
        shown.computeIfAbsent(new Place(run.plan().rungs().size(), rung.rung()), place -> new TopShare(eta, objectives))
                .add(standing, trainsOn);
        runs.put(standing.trial(), run);
    }

    /** Who goes on now: those that may, as far as the budget lasts. It is reserved. */
    List<Step> steps(EpochBudget budget) {
        List<Step> steps = new ArrayList<>();
        for (Step step : steps()) {
            if (step.epochs() <= budget.left()) {
                budget.reserve(step.run().plan().number(), step.epochs());
                goesOn(step);
                steps.add(step);
            }
        }
        return steps;
    }

    /**
     * Who may go on now, the farthest first, and at a rung the best; those who are {@linkplain #goesOn taken} are asked
     * for no more.
     */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        shown.descendingMap().forEach((place, reached) -> reached.open().forEach(standing -> steps.add(
                new Step(runs.get(standing.trial()), standing.trial(), place.rung()))));
        return steps;
    }

    /** Takes note that a trial goes on. */
    void goesOn(Step step) {
        shown.get(new Place(step.run().plan().rungs().size(), step.rung())).close(step.trial());
    }

    /** The rung with the decision on its trial as it turned out: to go on at once. */
    RungFinished promoted(BracketRun run, RungFinished rung) {
        Decision waits = rung.decisions().get(0);
        String reason = "among the best 1/%d of %d at its rung; goes on"
                .formatted(eta, shown.get(new Place(run.plan().rungs().size(), rung.rung())).reported());
        return rung.withDecisions(List.of(new Decision(waits.trial(), Verdict.PROMOTED, reason)));
    }
}
