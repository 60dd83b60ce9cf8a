package org.whittle.sampler.gp;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Makes outputs fit for a Gaussian model.
 */
final class OutputWarp {

    static final String KIND = System.getProperty("gp.warp", "hr");
    static final double S = Double.parseDouble(System.getProperty("gp.s", "1.5"));

    private OutputWarp() {
    }

    /**
     * @param values higher is better; {@code NaN} for a trial that diverged or failed
     * @return mean 0, variance 1
     */
    static double[] warp(double[] values) {
        int n = values.length;
        double[] finite = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (finite.length == 0) {
            return new double[n];
        }
        double worst = finite[0];
        double best = finite[finite.length - 1];
        double median = quantile(finite, 0.5);
        double[] out = new double[n];
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        for (int i = 0; i < n; i++) {
            double y = Double.isFinite(values[i]) ? values[i] : worst;
            switch (KIND) {
                case "hr" -> out[i] = halfRank(y, finite, median, normal);
                case "copula" -> out[i] = normal.inverseCumulativeProbability(rank(y, finite));
                case "wins" -> out[i] = Math.max(y, quantile(finite, 0.25) - 1.5 * (quantile(finite, 0.75) - quantile(finite, 0.25)));
                case "soft" -> { double s = Math.max(1e-9, quantile(finite, .75) - median); double z = (y - median) / s;
                    out[i] = z >= 0 ? z : -StrictMath.log(1 - z); }
                default -> out[i] = y;
            }
        }
        if (KIND.equals("hr")) {
            // log warp
            double max = Arrays.stream(out).max().getAsDouble();
            double min = Arrays.stream(out).min().getAsDouble();
            if (max > min) {
                for (int i = 0; i < n; i++) {
                    double norm = (max - out[i]) / (max - min);
                    out[i] = S <= 1 ? -norm : 0.5 - StrictMath.log(1 + norm * (S - 1)) / StrictMath.log(S);
                }
            }
        }
        return standardise(out);
    }

    private static double rank(double y, double[] sorted) {
        int lo = Arrays.binarySearch(sorted, y);
        int a = lo;
        while (a > 0 && sorted[a - 1] == y) a--;
        int b = lo;
        while (b < sorted.length - 1 && sorted[b + 1] == y) b++;
        return ((a + b) / 2.0 + 0.5) / sorted.length;
    }

    private static double halfRank(double y, double[] sorted, double median, NormalDistribution normal) {
        if (y >= median) {
            return y;
        }
        // spread of the upper half as a normal deviation
        double sum = 0;
        int m = 0;
        for (double v : sorted) {
            if (v >= median) {
                sum += (v - median) * (v - median);
                m++;
            }
        }
        double deviation = Math.sqrt(sum / m);
        return median + deviation * normal.inverseCumulativeProbability(rank(y, sorted));
    }

    private static double[] standardise(double[] out) {
        double mean = Arrays.stream(out).average().orElse(0);
        double var = Arrays.stream(out).map(v -> (v - mean) * (v - mean)).average().orElse(0);
        double sd = Math.sqrt(var);
        return Arrays.stream(out).map(v -> sd > 1e-12 ? (v - mean) / sd : 0).toArray();
    }

    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int i = (int) at;
        return i + 1 < sorted.length ? sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]) : sorted[i];
    }
}
