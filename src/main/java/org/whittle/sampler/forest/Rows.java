package org.whittle.sampler.forest;

import java.util.Arrays;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.SearchSpace;

/**
 * What a forest is grown on.
 *
 * @param x points as features: a unit coordinate, the index of a choice's value, −1 where the parameter is inactive
 * @param y losses
 * @param weights how often a row is drawn, relative to the others
 * @param ranks for each feature the rows' ranks by it; equal values have equal ranks
 * @param categories for each feature the number of a choice's values; 0 for a number
 */
record Rows(double[][] x, double[] y, double[] weights, int[][] ranks, int[] categories) {

    static Rows of(double[][] x, double[] y, double[] weights, int[] categories) {
        int[][] ranks = new int[categories.length][x.length];
        for (int j = 0; j < ranks.length; j++) {
            double[] column = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                column[i] = x[i][j];
            }
            double[] values = Arrays.stream(column).sorted().distinct().toArray();
            for (int i = 0; i < x.length; i++) {
                ranks[j][i] = Arrays.binarySearch(values, x[i][j]);
            }
        }
        return new Rows(x, y, weights, ranks, categories);
    }

    /** Number of values of each choice, 0 for numbers. */
    static int[] categories(SearchSpace space) {
        return space.dimensions().stream()
                .mapToInt(d -> d.parameter() instanceof ChoiceParameter c ? c.values().size() : 0).toArray();
    }

    /** Features of a point of the unit cube. */
    static double[] features(double[] unit, int[] categories) {
        double[] x = new double[unit.length];
        for (int j = 0; j < x.length; j++) {
            x[j] = Double.isNaN(unit[j]) ? -1 : categories[j] > 0 ? (int) (unit[j] * categories[j]) : unit[j];
        }
        return x;
    }

    /** These rows and another one. */
    Rows with(double[] point, double value, double weight) {
        int n = y.length;
        double[][] moreX = Arrays.copyOf(x, n + 1);
        double[] moreY = Arrays.copyOf(y, n + 1);
        double[] moreWeights = Arrays.copyOf(weights, n + 1);
        moreX[n] = point;
        moreY[n] = value;
        moreWeights[n] = weight;
        return of(moreX, moreY, moreWeights, categories);
    }
}
