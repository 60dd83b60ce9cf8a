package org.whittle.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * From cheap to dear: for a sampler that learns from trials of every budget.
 *
 * <p>Hyperband runs cheap and dear brackets in turns, because it cannot know which pay. A model that is told all of
 * them can: what two populations show after r₀ epochs is enough to send the next ones to better places, brackets of
 * successive halving then tell it how the short budgets are related to the full one, and from there on full trainings
 * where the model expects most are the best use of epochs. With R = 52, η = 4 and a population of 12, as trials ×
 * epochs:
 *
 * <pre>
 *   screen  screen  race     race     race     train   train  …
 *   8 × 4   8 × 4   12 ×  4  12 ×  4  12 ×  4  3 × 52  3 × 52
 *                    3 × 13   3 × 13   3 × 13
 *                    1 × 52   1 × 52   1 × 52
 * </pre>
 *
 * <p>Budgets are R, R/η and R/η², rounded up and not below r<sub>min</sub>. Populations: two thirds of n for screening,
 * n, n/η and n/η² in a race, and n/η trained in full. Every iteration is one bracket.
 *
 * @param minEpochs r<sub>min</sub>: no rung is shorter
 * @param maxEpochs R
 * @param eta η, at least 2
 * @param population n: configurations proposed together, at least 2
 * @param iterations brackets in total
 */
public record Ascent(int minEpochs, int maxEpochs, int eta, int population, int iterations) implements Scheduler {

    /** Brackets that are screened, and brackets that race, before trials are trained in full. */
    private static final int SCREENS = 2;
    private static final int RACES = 3;

    public Ascent {
        new Ladder(minEpochs, maxEpochs, eta);
        Require.atLeast(2, "population", population, 12);
        Require.atLeast(1, "iterations", iterations, 12);
    }

    @Override
    public String name() {
        return "ascent";
    }

    @Override
    public String describe() {
        return ("%d short populations, then %d races of %d trials of which the best 1/%d go on, then populations of "
                + "%d trained "
                        + "in full; %d brackets in total.")
                .formatted(SCREENS, RACES, population, eta, share(1), iterations);
    }

    @Override
    public int alike(int iteration) {
        return iteration < SCREENS + RACES ? 1 : iterations - iteration;
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        Objects.checkIndex(iteration, iterations);
        List<RungPlan> race = race();
        List<RungPlan> rungs;
        if (iteration < SCREENS && race.size() > 1) {
            rungs = List.of(new RungPlan(Math.max(1, 2 * population / 3), race.get(0).epochs()));
        } else if (iteration < SCREENS + RACES) {
            rungs = race;
        } else {
            rungs = List.of(new RungPlan(share(1), maxEpochs));
        }
        return List.of(new BracketPlan(firstNumber, rungs));
    }

    private List<RungPlan> race() {
        List<RungPlan> rungs = new ArrayList<>();
        long divisor = (long) eta * eta;
        for (int cuts = 0; cuts <= 2; cuts++, divisor /= eta) {
            int epochs = (int) Math.max(minEpochs, (maxEpochs + divisor - 1) / divisor);
            // With a small R, budgets coincide after rounding; a rung that adds no epoch is none.
            if (epochs < maxEpochs && (rungs.isEmpty() || epochs > rungs.get(rungs.size() - 1).epochs())) {
                rungs.add(new RungPlan(share(cuts), epochs));
            }
        }
        rungs.add(new RungPlan(rungs.isEmpty() ? share(1) : share(2), maxEpochs));
        return rungs;
    }

    private int share(int cuts) {
        int share = population;
        for (int i = 0; i < cuts; i++) {
            share /= eta;
        }
        return Math.max(1, share);
    }
}
