package org.whittle.schedule;

import java.util.List;

/**
 * Every trial trains in full: no early stopping but a trial's own.
 *
 * @param trials in total; the last population may be smaller
 * @param population trials proposed together
 * @param maxEpochs R
 */
public record FullTraining(int trials, int population, int maxEpochs) implements Scheduler {

    public FullTraining {
        new Population(trials, population);
        Require.atLeast(1, "max-epochs", maxEpochs, 27);
    }

    @Override
    public String name() {
        return "full";
    }

    @Override
    public String describe() {
        return "No trial is stopped for being worse than others; populations of %d, %d trials in total."
                .formatted(population, trials);
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
        return new Population(trials, population).bracket(iteration, firstNumber, List.of(maxEpochs));
    }
}
