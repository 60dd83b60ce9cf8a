package org.whittle.schedule;

import java.util.List;

/**
 * The baseline that costs least: every trial trains for r<sub>min</sub> epochs, one unless set otherwise, and the best
 * k of them in full (Egele, Guyon, Vishwanath and Balaprakash 2023, "Is One Epoch All You Need For Multi-Fidelity
 * Hyperparameter Optimization?", which find it hard to beat).
 *
 * @param trials that train for r<sub>min</sub> epochs
 * @param keep k: those of them that train in full, at most {@code trials}
 * @param minEpochs r<sub>min</sub>
 * @param maxEpochs R
 */
public record OneEpoch(int trials, int keep, int minEpochs, int maxEpochs) implements Scheduler {

    public OneEpoch {
        Require.atLeast(1, "trials", trials, 27);
        Require.atLeast(1, "one-epoch.keep", keep, 3);
        Require.inOrder("one-epoch.keep", keep, "trials", trials, 3);
        Require.inOrder("min-epochs", minEpochs, "max-epochs", maxEpochs, 1);
        Require.atLeast(1, "min-epochs", minEpochs, 1);
    }

    @Override
    public String name() {
        return "one-epoch";
    }

    @Override
    public String describe() {
        return "%d trials of %d %s, of which the best %d train in full.".formatted(trials, minEpochs,
                minEpochs == 1 ? "epoch" : "epochs", keep);
    }

    @Override
    public int iterations() {
        return 1;
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        RungPlan full = new RungPlan(minEpochs < maxEpochs ? keep : trials, maxEpochs);
        return List.of(new BracketPlan(firstNumber,
                minEpochs < maxEpochs ? List.of(new RungPlan(trials, minEpochs), full) : List.of(full)));
    }
}
