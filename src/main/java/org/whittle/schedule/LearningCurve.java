package org.whittle.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Goal;
import org.whittle.goal.Objectives;

/**
 * The predictive termination criterion (Domhan, Springenberg and Hutter 2015, "Speeding up Automatic Hyperparameter
 * Optimization of Deep Neural Networks by Extrapolation of Learning Curves"): a trial ends if, by its curve so far, it
 * will hardly reach the incumbent: P(y<sub>R</sub> ≥ ŷ | y<sub>1…n</sub>) &lt; δ.
 *
 * <p>The incumbent is the best trial of the same population at the same epoch, and ŷ what it shows now; it goes on
 * itself, and so does a trial that ran out of patience, which trains no further. Curves are continued as
 * {@link CurveFit} says, which knows nothing of learning rates: under a schedule that falls late (cosine) curves rise
 * late, and a constant one, a longer grace or a smaller probability is fairer to slow trials. With several goals a
 * trial ends only if it will hardly reach the incumbent of any of them.
 *
 * @param trials in total; the last population may be smaller
 * @param population trials proposed and compared together
 * @param maxEpochs R
 * @param grace epochs before a trial is judged for the first time
 * @param interval epochs between judgements
 * @param probability δ, in (0, 1): a trial that reaches the incumbent with less ends
 */
public record LearningCurve(int trials, int population, int maxEpochs, int grace, int interval, double probability)
        implements Scheduler {

    public LearningCurve {
        new Population(trials, population);
        Require.atLeast(1, "max-epochs", maxEpochs, 27);
        Barriers.require("learning-curve", grace, interval);
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException(("The probability (%s) must be above 0 and below 1. "
                    + "Maybe set search.learning-curve.probability = 0.05.").formatted(probability));
        }
    }

    @Override
    public String name() {
        return "learning-curve";
    }

    @Override
    public String describe() {
        return ("From epoch %d on, every %d epochs, a trial ends whose curve reaches the best of its population of %d "
                + "with a "
                        + "probability below %s.")
                .formatted(grace, interval, population, probability);
    }

    @Override
    public int iterations() {
        return new Population(trials, population).count();
    }

    @Override
    public int alike(int iteration) {
        return new Population(trials, population).alike(iteration);
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        return new Population(trials, population).bracket(iteration, firstNumber,
                Barriers.epochs(grace, interval, maxEpochs));
    }

    @Override
    public List<Decision> judge(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        if (finished.size() == bracket.rungs().size()) {
            return Promotion.judge(bracket, finished, objectives);
        }
        List<Contender> contenders = Contender.of(finished, objectives);
        List<Contender> incumbents = incumbents(contenders, objectives);
        List<Decision> decisions = new ArrayList<>();
        for (Contender contender : contenders) {
            decisions.add(contender.trouble(objectives)
                    .map(trouble -> new Decision(contender.trial(), Verdict.STOPPED, trouble))
                    .orElseGet(() -> decide(contender, incumbents, objectives)));
        }
        return decisions;
    }

    /** The best trial by each goal's metric; none if no trial completed. */
    private static List<Contender> incumbents(List<Contender> contenders, Objectives objectives) {
        List<Contender> incumbents = new ArrayList<>();
        for (int g = 0; g < objectives.goals().size(); g++) {
            int goal = g;
            double sign = sign(objectives.goals().get(goal));
            contenders.stream().filter(Contender::completed)
                    .max(Comparator.comparingDouble((Contender c) -> sign * c.values().get(goal))
                            .thenComparing(Contender::trial, Comparator.reverseOrder()))
                    .ifPresent(incumbents::add);
        }
        return incumbents;
    }

    private Decision decide(Contender contender, List<Contender> incumbents, Objectives objectives) {
        String shows = contender.shows(objectives);
        if (incumbents.contains(contender)) {
            return new Decision(contender.trial(), Verdict.PROMOTED, "the best with " + shows);
        }
        if (contender.stoppedEarly()) {
            return new Decision(
                    contender.trial(), Verdict.PROMOTED, shows + ", its best before it ran out of patience");
        }
        boolean hardly = true;
        List<String> chances = new ArrayList<>();
        for (int g = 0; g < incumbents.size(); g++) {
            Goal goal = objectives.goals().get(g);
            double target = incumbents.get(g).values().get(g);
            double chance = reaches(contender.curve().epochs(), target, goal);
            hardly &= chance < probability;
            chances.add("%s %s (trial %s) with probability %s".formatted(goal.metric(), Contender.print(target),
                    incumbents.get(g).trial(), Contender.print(chance)));
        }
        return new Decision(contender.trial(), hardly ? Verdict.STOPPED : Verdict.PROMOTED,
                "from %s reaches %s by epoch %s".formatted(shows, String.join(", ", chances), maxEpochs));
    }

    private double reaches(List<EpochRecord> curve, double target, Goal goal) {
        double sign = sign(goal);
        List<EpochRecord> seen = curve.stream().filter(e -> Double.isFinite(goal.of(e))).toList();
        return CurveFit.reaches(seen.stream().mapToInt(EpochRecord::epoch).toArray(),
                seen.stream().mapToDouble(e -> sign * goal.of(e)).toArray(), maxEpochs, sign * target);
    }

    private static double sign(Goal goal) {
        return goal.direction() == Direction.MAXIMIZE ? 1 : -1;
    }
}
