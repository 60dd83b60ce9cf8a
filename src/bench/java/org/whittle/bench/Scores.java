package org.whittle.bench;

import java.util.Arrays;

/**
 * A method's regrets: mean, and how far it might be off.
 *
 * @param regrets problems × seeds
 */
record Scores(double[][] regrets) {

    /** Mean over problems and seeds. */
    double mean() {
        return Arrays.stream(problemMeans()).average().orElse(Double.NaN);
    }

    /** Standard error of the mean if the problems are a sample of all problems. */
    double errorOverProblems() {
        return standardError(problemMeans());
    }

    /** Standard error of the mean on exactly these problems, by seed. */
    double errorOverSeeds() {
        double[] seedMeans = new double[regrets[0].length];
        for (int seed = 0; seed < seedMeans.length; seed++) {
            for (double[] problem : regrets) {
                seedMeans[seed] += problem[seed] / regrets.length;
            }
        }
        return standardError(seedMeans);
    }

    private double[] problemMeans() {
        return Arrays.stream(regrets).mapToDouble(seeds -> Arrays.stream(seeds).average().orElse(Double.NaN)).toArray();
    }

    private static double standardError(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }
}
