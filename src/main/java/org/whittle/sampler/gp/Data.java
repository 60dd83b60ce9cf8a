package org.whittle.sampler.gp;

import java.util.stream.IntStream;

/**
 * What a model is fitted on.
 *
 * @param x coordinates as {@link org.whittle.space.SearchSpace#encode} gives them, a row each
 * @param level of each row, an index into {@code budgets}
 * @param budgets the distinct budgets on a log scale, log(epochs) / log(R), increasing; 1 is a full training
 * @param y outputs, higher is better
 */
record Data(double[][] x, int[] level, double[] budgets, double[] y) {

    int size() {
        return y.length;
    }

    /** The rows of full trainings; none if the greatest budget seen is below. */
    Data fullTrainings() {
        int top = budgets.length - 1;
        int[] rows = IntStream.range(0, size()).filter(i -> level[i] == top && budgets[top] == 1).toArray();
        Data full = rows(rows);
        return new Data(full.x(), new int[rows.length], new double[] {1}, full.y());
    }

    /** Some of the rows. */
    Data rows(int[] rows) {
        double[][] someX = new double[rows.length][];
        int[] someLevels = new int[rows.length];
        double[] someY = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            someX[i] = x[rows[i]];
            someLevels[i] = level[rows[i]];
            someY[i] = y[rows[i]];
        }
        return new Data(someX, someLevels, budgets, someY);
    }
}
