package org.whittle.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * Hyperband: brackets of successive halving that trade the number of configurations against the budget each of them
 * starts with, because nobody knows beforehand how early a bad configuration shows (Li, Jamieson, DeSalvo, Rostamizadeh
 * and Talwalkar 2018, "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization", JMLR 18(185)).
 *
 * <p>The brackets are those of the paper's Table 1: for s = s<sub>max</sub>, …, 0 a bracket of
 * n = ⌊(s<sub>max</sub> + 1) / (s + 1)⌋ η<sup>s</sup> configurations with n<sub>i</sub> = ⌊n η<sup>−i</sup>⌋ and
 * r<sub>i</sub> = R η<sup>i−s</sup>. For R = 81 and η = 3, as trials × epochs:
 *
 * <pre>
 *   s = 4     s = 3     s = 2    s = 1    s = 0
 *   81 ×  1   27 ×  3    9 × 9   6 × 27   5 × 81
 *   27 ×  3    9 ×  9    3 × 27  2 × 81
 *    9 ×  9    3 × 27    1 × 81
 *    3 × 27    1 × 81
 *    1 × 81
 * </pre>
 *
 * <p>The paper's Algorithm 1 rounds otherwise, n = ⌈(s<sub>max</sub> + 1) η<sup>s</sup> / (s + 1)⌉, and would start
 * these brackets with 81, 34, 15, 8 and 5 configurations; but then not every rung is cut by exactly η. With the table's
 * numbers it is, and they are what the authors' own code lays out.
 *
 * <p>Epochs are whole, R need not be a power of η, and the first rung can be given a minimum: see {@link Ladder}. With
 * R below η r<sub>min</sub>, nothing can be cut, and the only bracket trains one configuration in full.
 *
 * @param minEpochs r<sub>min</sub>: no rung is shorter; the paper's is 1
 * @param maxEpochs R
 * @param eta η: the best of each rung's η trials go on
 * @param iterations how often all brackets are run, each time with new configurations
 */
public record Hyperband(int minEpochs, int maxEpochs, int eta, int iterations) implements Scheduler {

    public Hyperband {
        new Ladder(minEpochs, maxEpochs, eta);
        Require.atLeast(1, "iterations", iterations, 1);
    }

    @Override
    public String name() {
        return "hyperband";
    }

    @Override
    public String describe() {
        return ("Brackets from many short trials to few full ones, %s; of each rung the best 1/%d go on, with "
                + "%d times the epochs.").formatted(iterations == 1 ? "once" : iterations + " times", eta, eta);
    }

    @Override
    public int alike(int iteration) {
        return iterations - iteration;
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        Ladder ladder = new Ladder(minEpochs, maxEpochs, eta);
        int maxCuts = ladder.maxCuts();
        List<BracketPlan> brackets = new ArrayList<>();
        for (int cuts = maxCuts; cuts >= 0; cuts--) {
            int trials = Math.toIntExact((maxCuts + 1) / (cuts + 1) * ladder.power(cuts));
            brackets.add(new BracketPlan(firstNumber + brackets.size(), ladder.rungs(trials, cuts)));
        }
        return brackets;
    }
}
