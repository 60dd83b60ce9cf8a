package org.whittle.schedule;

import java.util.Objects;

/** Divides trials into populations, all of one size but the last. */
final class Population {

    private Population() {
    }

    static int count(int trials, int population) {
        return (trials - 1) / population + 1;
    }

    /**
     * @param index of the population, from 0
     */
    static int size(int trials, int population, int index) {
        Objects.checkIndex(index, count(trials, population));
        return Math.min(population, trials - index * population);
    }
}
