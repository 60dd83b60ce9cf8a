package org.whittle.schedule;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * Trials divided into populations, all of one size but the last; each is an iteration of one bracket. So a sampler that
 * learns sees the results of one population before it proposes the next.
 *
 * @param trials in total
 * @param size trials proposed together
 */
record Population(int trials, int size) implements Serializable {

    Population {
        Require.atLeast(1, "trials", trials, 30);
        Require.atLeast(1, "population", size, 10);
    }

    int count() {
        return (trials - 1) / size + 1;
    }

    /** How many populations from this one on have the same size. */
    int alike(int index) {
        return Math.max(1, trials / size - index);
    }

    /**
     * The bracket of one population: nobody is cut by quota, so every rung has room for all of it.
     *
     * @param index of the population, from 0
     * @param epochs of each rung
     */
    List<BracketPlan> bracket(int index, int number, List<Integer> epochs) {
        Objects.checkIndex(index, count());
        int entering = Math.min(size, trials - index * size);
        return List.of(new BracketPlan(number, epochs.stream().map(e -> new RungPlan(entering, e)).toList()));
    }
}
