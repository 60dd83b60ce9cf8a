package org.whittle.sampler.cmaes;

import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.Scale;

/**
 * The margin of CMA-ES with Margin (Hamano, Saito, Nomura and Shirakawa 2022): no integer, and no parameter with steps,
 * is ever fixed at a value, because its distribution is corrected until other values have at least the probability α.
 *
 * <p>Where the mean lies in the cell of an inner value, each side of it gets at least α / 2, by another mean and
 * deviation (the paper's equations 21 to 25); in the first or last cell the mean moves towards the others (equation
 * 19).
 *
 * @param alpha α, above 0 and small
 */
record Margin(double alpha) {

    private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

    /** @param parameters of the distribution's coordinates, with their order */
    Normal keep(Normal normal, List<Parameter<?>> parameters) {
        double[] mean = new double[parameters.size()];
        double[] factors = new double[parameters.size()];
        boolean changed = false;
        for (int i = 0; i < mean.length; i++) {
            mean[i] = normal.mean(i);
            factors[i] = 1;
            double deviation = normal.deviation(i);
            double[] cell = cell(parameters.get(i), mean[i]);
            if (cell[0] <= 0 && cell[1] >= 1) {
                continue;
            }
            if (cell[0] <= 0) {
                mean[i] = Math.max(mean[i], cell[1] - quantile(1 - alpha) * deviation);
            } else if (cell[1] >= 1) {
                mean[i] = Math.min(mean[i], cell[0] + quantile(1 - alpha) * deviation);
            } else {
                double below = STANDARD.cumulativeProbability((cell[0] - mean[i]) / deviation);
                double above = STANDARD.cumulativeProbability((mean[i] - cell[1]) / deviation);
                if (below < alpha / 2 || above < alpha / 2) {
                    double inside = 1 - below - above;
                    below = Math.max(alpha / 2, below);
                    above = Math.max(alpha / 2, above);
                    double excess = (1 - below - above - inside) / (below + above + inside - 1.5 * alpha);
                    double z0 = quantile(1 - below - excess * (below - alpha / 2));
                    double z1 = quantile(1 - above - excess * (above - alpha / 2));
                    mean[i] = (cell[0] * z1 + cell[1] * z0) / (z0 + z1);
                    factors[i] = (cell[1] - cell[0]) / (z0 + z1) / deviation;
                }
            }
            changed |= mean[i] != normal.mean(i) || factors[i] != 1;
        }
        return changed ? normal.stretched(mean, factors) : normal;
    }

    private static double quantile(double p) {
        return STANDARD.inverseCumulativeProbability(p);
    }

    /** The ends of the interval whose numbers stand for the same value; a continuum has no cells but the whole. */
    private static double[] cell(Parameter<?> parameter, double u) {
        if (parameter.cardinality().isEmpty()) {
            return new double[] {0, 1};
        }
        if (parameter instanceof IntegerParameter integer && integer.scale() == Scale.LOG) {
            int value = integer.fromUnit(u);
            return new double[] {edge(integer, value - 0.5), edge(integer, value + 0.5)};
        }
        double n = parameter.cardinality().getAsLong();
        double index = Math.min(n - 1, Math.floor(u * n));
        return new double[] {index / n, (index + 1) / n};
    }

    private static double edge(IntegerParameter integer, double value) {
        double low = StrictMath.log(integer.low() - 0.5);
        return (StrictMath.log(value) - low) / (StrictMath.log(integer.high() + 0.5) - low);
    }
}
