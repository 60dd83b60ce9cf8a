package org.whittle.schedule;

import java.util.List;

/**
 * Successive halving: all configurations get a small budget, the best 1/η of them η times as much, and so on (Jamieson
 * and Talwalkar 2016, "Non-stochastic Best Arm Identification and Hyperparameter Optimization"; with η and r as in Li
 * et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", Algorithm 1).
 *
 * <p>Rung i has n<sub>i</sub> = ⌊n η<sup>−i</sup>⌋ trials, and the last rung is at R: see {@link Ladder}. A population
 * too small to be cut all the way skips the shortest budgets, so that its last rung has a trial: 5 configurations with
 * R = 27 and η = 3 are 5 × 9 and 1 × 27.
 *
 * @param trials n: configurations a bracket
 * @param minEpochs r: no rung is shorter
 * @param maxEpochs R
 * @param eta η: the best of each rung's η trials go on
 * @param iterations how often a bracket is run, each time with new configurations
 */
public record SuccessiveHalving(int trials, int minEpochs, int maxEpochs, int eta, int iterations)
        implements Scheduler {

    public SuccessiveHalving {
        new Ladder(minEpochs, maxEpochs, eta);
        Require.atLeast(1, "trials", trials, 27);
        Require.atLeast(1, "iterations", iterations, 1);
    }

    @Override
    public String name() {
        return "successive-halving";
    }

    @Override
    public String describe() {
        return "Brackets of %d trials, %s; of each rung the best 1/%d go on, with %d times the epochs."
                .formatted(trials, iterations == 1 ? "once" : iterations + " times", eta, eta);
    }

    @Override
    public int alike(int iteration) {
        return iterations - iteration;
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        Ladder ladder = new Ladder(minEpochs, maxEpochs, eta);
        int cuts = Math.min(ladder.maxCuts(), ladder.cutsOf(trials));
        return List.of(new BracketPlan(firstNumber, ladder.rungs(trials, cuts)));
    }
}
