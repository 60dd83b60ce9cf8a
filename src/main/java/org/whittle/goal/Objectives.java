package org.whittle.goal;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a study wants of its trials: the best value of one metric, or several {@linkplain Goal goals} at once.
 *
 * <p><b>What a trial is worth</b> is said here and nowhere else: its goals' metrics at its
 * {@linkplain #representative representative epoch}. Leaderboard, schedulers, samplers, stop rules, progress and tables
 * go by it, and the winner is refitted for that many epochs. How long a trial trained decides nothing but ties: the one
 * with fewer epochs comes first, then the one with the lower id.
 *
 * <p>With several, trials are ordered by {@link ParetoPlace}. The first goal's metric leads wherever one number is
 * asked for: a trial's patience and best epoch, {@code stop.target}, progress, the comparison with the baseline on test
 * rows.
 *
 * @param goals in the user's order, at least one of them an {@link Objective}
 * @param select which trial of a front is the winner
 * @param keep which epoch speaks for a trial
 */
public record Objectives(List<Goal> goals, Select select, Keep keep) implements Serializable {

    /** Which trial of the best front is the winner. */
    public enum Select {
        /**
         * The best one by the first objective; equals by the others in their order, then by the thresholds' metrics.
         */
        FIRST,
        /**
         * The knee: the trial that lies farthest towards the better side of the plane through the front's ends, each
         * objective scaled to its range on the front (Das 1999, "On characterizing the 'knee' of the Pareto curve").
         */
        KNEE
    }

    /** @throws IllegalArgumentException if all goals are bounds */
    public Objectives {
        goals = List.copyOf(goals);
        if (goals.stream().noneMatch(Objective.class::isInstance)) {
            throw new IllegalArgumentException("A study needs a metric to maximise or minimise.");
        }
    }

    /** Goals of which trials keep their best epoch. */
    public Objectives(List<Goal> goals, Select select) {
        this(goals, select, Keep.BEST_EPOCH);
    }

    /** In the order given; the first is the study's own. */
    public static Objectives of(Goal... goals) {
        return new Objectives(List.of(goals), Select.FIRST);
    }

    /** These goals, with another epoch that speaks for a trial. */
    public Objectives keeping(Keep other) {
        return new Objectives(goals, select, other);
    }

    /**
     * The epoch that speaks for a trial, by the first goal's metric: its best so far (the earliest of equals); its last
     * if {@link #keep} says so and early stopping did not end the trial.
     *
     * @param curve all epochs that the trial has trained itself
     * @return empty for an empty curve
     */
    public Optional<EpochRecord> representative(Curve curve, boolean stoppedEarly) {
        return keep == Keep.BEST_EPOCH || stoppedEarly ? curve.best(first()).or(curve::last) : curve.last();
    }

    /** What a trial that neither diverged nor failed is worth, by its curve. */
    public Standing standing(TrialId trial, Curve curve, boolean stoppedEarly) {
        return representative(curve, stoppedEarly).map(epoch -> new Standing(trial, of(epoch), epoch.epoch()))
                .filter(Standing::completed).orElseGet(() -> new Standing(trial, none()));
    }

    /** The first goal's metric and direction. */
    public Objective first() {
        return goals.get(0) instanceof Objective objective ? objective
                : new Objective(goals.get(0).metric(), goals.get(0).direction());
    }

    /** Whether there is more than one goal. */
    public boolean several() {
        return goals.size() > 1;
    }

    /** What is to be optimised, without the thresholds. */
    public List<Objective> optimized() {
        return only(Objective.class);
    }

    /** The goals that are bounds. */
    public List<Threshold> thresholds() {
        return only(Threshold.class);
    }

    private <G extends Goal> List<G> only(Class<G> kind) {
        return goals.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The goals' metrics at an epoch; {@code NaN} where the epoch has none of that name. */
    public List<Double> of(EpochRecord epoch) {
        return goals.stream().map(goal -> goal.of(epoch)).toList();
    }

    /** The values of a trial without a result. */
    public List<Double> none() {
        return Collections.nCopies(goals.size(), Double.NaN);
    }

    /**
     * Best first: a total order. Trials that did not complete come last, by id.
     */
    public List<Standing> ranked(Collection<Standing> standings) {
        if (!several()) {
            return standings.stream().sorted(first().ranking()).toList();
        }
        return Stream.concat(ParetoPlace.of(this, standings).stream().map(ParetoPlace::standing),
                standings.stream().filter(s -> !s.completed()).sorted(Comparator.comparing(Standing::trial))).toList();
    }

    /** The winner: of the best front, the one that {@link #select} names. */
    public Standing winner(Collection<Standing> standings) {
        List<Standing> ranked = ranked(standings);
        if (select == Select.FIRST || !several() || !ranked.get(0).completed()) {
            return ranked.get(0);
        }
        List<Standing> front = ParetoPlace.of(this, standings).stream().filter(p -> p.front() == 1)
                .map(ParetoPlace::standing).toList();
        double[] below = new double[front.size()];
        for (int g = 0; g < goals.size(); g++) {
            if (goals.get(g) instanceof Objective objective) {
                int goal = g;
                double sign = objective.direction() == Direction.MAXIMIZE ? -1 : 1;
                double[] losses = front.stream().mapToDouble(s -> sign * s.values().get(goal)).toArray();
                double least = Arrays.stream(losses).min().orElseThrow();
                double range = Arrays.stream(losses).max().orElseThrow() - least;
                for (int i = 0; i < losses.length && range > 0; i++) {
                    below[i] += (losses[i] - least) / range;
                }
            }
        }
        int knee = 0;
        for (int i = 1; i < below.length; i++) {
            knee = below[i] < below[knee] ? i : knee;
        }
        return front.get(knee);
    }
}
