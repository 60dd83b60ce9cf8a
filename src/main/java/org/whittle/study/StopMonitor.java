package org.whittle.study;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.ParetoPlace;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.gp.RegretBound;
import org.whittle.schedule.Decision;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Verdict;
import org.whittle.space.SearchSpace;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.History;

/**
 * Watches for the stop rules that depend on results: target, plateau, regret and marginal gain. It sees rungs in the
 * study's canonical order, so it answers alike in every run.
 */
final class StopMonitor {

    /**
     * That the search should stop.
     *
     * @param reason for people
     * @param finalists whether training the best trials on may still pay: a plateau says nothing of longer trainings,
     *     while a target is reached, and a bound on what is left to gain bounds that too
     */
    record Stop(String reason, boolean finalists) {
    }

    private final StopRules rules;
    private final SearchSpace space;
    private final RandomStream random;
    private final Objectives objectives;
    private final Objective objective;
    private final Standings standings;
    // With several goals: what trials are worth, and whether the last rung brought a trial that no other covers.
    private final Map<TrialId, Standing> known = new TreeMap<>();
    private boolean frontGained;
    private final Set<TrialId> ended = new LinkedHashSet<>();
    // Of the best trial; NaN while none has a result.
    private double best = Double.NaN;
    // The best value that last counted as a gain, and how many trials had ended by then.
    private double gained = Double.NaN;
    private int endedAtGain;
    // Of all rungs: what an epoch takes.
    private double seconds;
    private long epochs;

    /** @param standings of all trials, the rungs that are {@linkplain #afterRung told} included */
    StopMonitor(StudySpec spec, Standings standings) {
        this.standings = standings;
        this.rules = spec.stop();
        this.space = spec.space();
        this.random = RandomStream.ofSeed(spec.seed()).child("regret");
        this.objectives = spec.objectives();
        this.objective = objectives.first();
    }

    /**
     * Takes note of a rung.
     *
     * @param told all that was committed, this rung included
     * @param next the first rung of the bracket that would be opened next, if there is one
     * @return why the search should stop now, if it should
     */
    Optional<Stop> afterRung(RungFinished rung, Supplier<History> told, Supplier<Optional<RungPlan>> next) {
        seconds += rung.seconds();
        epochs += rung.epochsTrained();
        frontGained = false;
        best = standings.best().map(Standing::value).orElse(Double.NaN);
        if (objectives.several()) {
            rung.outcomes().forEach(outcome -> standings.of(outcome.trial()).ifPresent(this::compare));
        }
        for (Decision decision : rung.decisions()) {
            if (decision.verdict() != Verdict.PROMOTED) {
                ended.add(decision.trial());
            }
        }
        return targetReached().map(reason -> new Stop(reason, false))
                .or(() -> plateauReached().map(reason -> new Stop(reason, true)))
                .or(() -> littleLeft(rung, told, next).map(reason -> new Stop(reason, false)));
    }

    /** The rules that go by what is left to gain, which is worked out once. */
    private Optional<String> littleLeft(RungFinished rung, Supplier<History> told, Supplier<Optional<RungPlan>> next) {
        boolean bracketEnds = rung.decisions().stream().noneMatch(d -> d.verdict() == Verdict.PROMOTED);
        if (rules.regret().isEmpty() && rules.marginal().isEmpty() || !bracketEnds) {
            return Optional.empty();
        }
        History history = told.get();
        OptionalDouble left = RegretBound.of(space, history, random.child(history.observations().size()));
        if (left.isEmpty()) {
            return Optional.empty();
        }
        String most = String.format(
                Locale.ROOT, "at most %.3g of %s is left to gain", left.getAsDouble(), objective.metric());
        if (rules.regret().isPresent() && left.getAsDouble() < rules.regret().getAsDouble()) {
            return Optional.of("regret: %s (stop.regret.below is %s)".formatted(most, rules.regret().getAsDouble()));
        }
        return rules.marginal().flatMap(marginal -> next.get().flatMap(plan -> notWorthIt(marginal, left.getAsDouble(),
                (long) plan.trials() * plan.epochs(), most)));
    }

    private Optional<String> notWorthIt(StopRules.Marginal marginal, double left, long epochs, String most) {
        double units = marginal.per() instanceof StopRules.Cost.Epochs per ? (double) epochs / per.epochs()
                : epochs * secondsAnEpoch() * 1000 / ((StopRules.Cost.Time) marginal.per()).time().toMillis();
        // Where no time was measured there is no cost to hold against the gain.
        if (!(units > 0) || left / units >= marginal.gain()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "marginal gain: %s, and the next rung takes %d epochs, so a rung gains "
                        + "at most %.3g per %s (stop.marginal.gain is %s)",
                most,
                epochs,
                left / units,
                marginal.per() instanceof StopRules.Cost.Time per
                        ? "%.4g hours".formatted(per.time().toMillis() / 3.6e6)
                        : marginal.per().text(),
                marginal.gain()));
    }

    private double secondsAnEpoch() {
        return epochs == 0 ? 0 : seconds / epochs;
    }

    // A trial that is worth what it was before covers itself.
    private void compare(Standing standing) {
        if (!standing.completed()) {
            known.remove(standing.trial());
        } else {
            frontGained |= known.values().stream().noneMatch(other -> ParetoPlace.covers(objectives, other, standing));
            known.put(standing.trial(), standing);
        }
    }

    private int front() {
        return (int) ParetoPlace.of(objectives, known.values()).stream().filter(place -> place.front() == 1).count();
    }

    private Optional<String> targetReached() {
        if (!rules.reachesTarget(objective, best)) {
            return Optional.empty();
        }
        return Optional.of(String.format(Locale.ROOT, "target reached: %s %.6g (stop.target is %s)",
                objective.metric(), best, rules.target().getAsDouble()));
    }

    private Optional<String> plateauReached() {
        if (rules.plateau().isEmpty() || Double.isNaN(best)) {
            return Optional.empty();
        }
        StopRules.Plateau plateau = rules.plateau().get();
        boolean gain = objectives.several() ? frontGained : Double.isNaN(gained)
                || objective.isBetter(best, gained) && Math.abs(best - gained) > plateau.epsilon();
        if (gain) {
            gained = best;
            endedAtGain = ended.size();
        }
        int since = ended.size() - endedAtGain;
        if (since < plateau.trials()) {
            return Optional.empty();
        }
        if (objectives.several()) {
            return Optional.of("plateau: none of the last %d trials joined the front of %d (stop.plateau.trials is %d)"
                    .formatted(since, front(), plateau.trials()));
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "plateau: the last %d trials brought no gain of %s%s (stop.plateau.trials is %d, best %.6g)",
                since,
                objective.metric(),
                plateau.epsilon() == 0 ? "" : " above " + plateau.epsilon(),
                plateau.trials(),
                best));
    }
}
