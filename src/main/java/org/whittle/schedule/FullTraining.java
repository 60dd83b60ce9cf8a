package org.whittle.schedule;

import java.util.List;
import org.whittle.trial.Objectives;

/**
 * Every trial trains in full: no early stopping but a trial's own.
 *
 * <p>Each iteration is one bracket of one rung, so that a sampler that learns sees the results of one population before
 * it proposes the next.
 *
 * @param trials in total; the last population may be smaller
 * @param population trials proposed together
 * @param maxEpochs R
 */
public record FullTraining(int trials, int population, int maxEpochs) implements Scheduler {

    public FullTraining {
        Require.atLeast(1, "trials", trials, 30);
        Require.atLeast(1, "population", population, 10);
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
        return Population.count(trials, population);
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        int entering = Population.size(trials, population, iteration);
        return List.of(new BracketPlan(firstNumber, List.of(new RungPlan(entering, maxEpochs))));
    }

    @Override
    public List<Decision> judge(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        return Promotion.judge(bracket, finished, objectives);
    }
}
