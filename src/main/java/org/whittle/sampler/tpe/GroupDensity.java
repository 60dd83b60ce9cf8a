package org.whittle.sampler.tpe;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.util.FastMath;
import org.whittle.random.RandomStream;
import org.whittle.space.Parameter;
import org.whittle.space.SearchSpace;

/**
 * p(x | D) over parameters that are active together: Σ wₙ Πⱼ k(xⱼ, xₙⱼ) over the points of D that have them, plus the
 * uniform prior p₀ with the weight of a mean point. The kernels of one point are multiplied before they are added,
 * which keeps what parameters have to do with each other (multivariate TPE).
 */
final class GroupDensity {

    // The uniform is as spread as this many imagined points, so that three good points alike are not taken for a law.
    private static final double PRIOR_POINTS = 2;
    // exp(−40) is lost in a double's last digits beside 1.
    private static final double NEGLIGIBLE = 40;

    private final int[] members;
    private final ParameterKernel[] kernels;
    private final double[][] centres;
    private final double[] cumulative;
    private final double[] logScale;
    private final double priorLogDensity;

    /**
     * @param members indices of the parameters, in the space's order
     */
    GroupDensity(SearchSpace space, int[] members, List<WeightedPoint> points) {
        this.members = members;
        List<WeightedPoint> having = points.stream().filter(p -> !Double.isNaN(p.unit()[members[0]])).toList();
        int n = having.size();
        centres = new double[n][members.length];
        double[] weights = new double[n];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < members.length; j++) {
                centres[i][j] = having.get(i).unit()[members[j]];
            }
            weights[i] = having.get(i).weight();
            sum += weights[i];
            squares += weights[i] * weights[i];
        }
        // Kish's effective number of points: a few heavy ones count as a few.
        double effective = n == 0 ? 0 : sum * sum / squares;
        double prior = n == 0 ? 1 : sum / effective;
        // A parameter with a single value is no dimension.
        long d = Arrays.stream(members).mapToObj(space.dimensions()::get)
                .filter(member -> member.parameter().cardinality().orElse(2) > 1).count();
        double factor = StrictMath.pow(Math.max(1, effective), -1.0 / (d + 4));
        kernels = new ParameterKernel[members.length];
        for (int j = 0; j < members.length; j++) {
            Parameter<?> parameter = space.dimensions().get(members[j]).parameter();
            kernels[j] = ParameterKernel.of(parameter, factor, deviation(j, weights, sum, effective));
        }
        cumulative = new double[n];
        logScale = new double[n];
        double total = sum + prior;
        double reached = 0;
        for (int i = 0; i < n; i++) {
            reached += weights[i] / total;
            cumulative[i] = reached;
            logScale[i] = StrictMath.log(weights[i] / total);
            for (int j = 0; j < members.length; j++) {
                logScale[i] -= kernels[j].logNorm(centres[i][j]);
            }
        }
        double log = StrictMath.log(prior / total);
        for (ParameterKernel kernel : kernels) {
            log += kernel.logPrior();
        }
        priorLogDensity = log;
    }

    private double deviation(int j, double[] weights, double sum, double effective) {
        double mean = 0;
        for (int i = 0; i < weights.length; i++) {
            mean += weights[i] / sum * centres[i][j];
        }
        double variance = 0;
        for (int i = 0; i < weights.length; i++) {
            variance += weights[i] / sum * (centres[i][j] - mean) * (centres[i][j] - mean);
        }
        double uniform = 1.0 / 12;
        return StrictMath.sqrt((effective * variance + PRIOR_POINTS * uniform) / (effective + PRIOR_POINTS));
    }

    /** Whether a point has this group's parameters. */
    boolean isActiveAt(double[] unit) {
        return !Double.isNaN(unit[members[0]]);
    }

    /** Sets the group's coordinates to a draw from the density. */
    void draw(double[] unit, RandomStream random) {
        double u = random.nextDouble();
        int i = 0;
        while (i < cumulative.length && u >= cumulative[i]) {
            i++;
        }
        for (int j = 0; j < members.length; j++) {
            unit[members[j]] = i == cumulative.length ? random.nextDouble() : kernels[j].draw(centres[i][j], random);
        }
    }

    double logDensity(double[] unit) {
        double[] logs = new double[centres.length];
        double max = priorLogDensity;
        for (int i = 0; i < logs.length; i++) {
            double log = logScale[i];
            for (int j = 0; j < members.length; j++) {
                log += kernels[j].logShape(unit[members[j]], centres[i][j]);
            }
            logs[i] = log;
            max = Math.max(max, log);
        }
        double sum = FastMath.exp(priorLogDensity - max);
        for (double log : logs) {
            if (log > max - NEGLIGIBLE) {
                sum += FastMath.exp(log - max);
            }
        }
        return max + StrictMath.log(sum);
    }
}
