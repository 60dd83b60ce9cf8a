package org.whittle.sampler.reinforce;

import org.apache.commons.math3.util.FastMath;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Parameter;
import org.whittle.space.SearchSpace;

/**
 * π(a; θ), factored over the parameters: a softmax for each, over a choice's values or over equal bins of a number's
 * unit interval, uniform within a bin. It begins as the uniform prior.
 */
final class Policy {

    /** Bins of a number that has more values than these. */
    static final int BINS = 8;

    private final double[][] theta;

    Policy(SearchSpace space) {
        theta = space.dimensions().stream().map(d -> new double[actions(d.parameter())]).toArray(double[][]::new);
    }

    private static int actions(Parameter<?> parameter) {
        long values = parameter.cardinality().orElse(Long.MAX_VALUE);
        return (int) (parameter instanceof ChoiceParameter ? values : Math.min(BINS, values));
    }

    /** A point of the unit cube; decoding it leaves the coordinates of inactive parameters out. */
    double[] draw(RandomStream random) {
        double[] unit = new double[theta.length];
        for (int j = 0; j < unit.length; j++) {
            double[] pi = probabilities(j);
            double u = random.nextDouble();
            int action = 0;
            while (action < pi.length - 1 && u >= pi[action]) {
                u -= pi[action++];
            }
            unit[j] = (action + random.nextDouble()) / pi.length;
        }
        return unit;
    }

    /** The probability of each of a parameter's actions. */
    double[] probabilities(int j) {
        double[] pi = new double[theta[j].length];
        fill(pi, theta[j]);
        return pi;
    }

    /** Fills in the softmax of θ and returns the logarithm of what exp θ was divided by. */
    private static double fill(double[] pi, double[] theta) {
        double max = theta[0];
        for (double t : theta) {
            max = Math.max(max, t);
        }
        double sum = 0;
        for (int k = 0; k < pi.length; k++) {
            pi[k] = FastMath.exp(theta[k] - max);
            sum += pi[k];
        }
        for (int k = 0; k < pi.length; k++) {
            pi[k] /= sum;
        }
        return max + FastMath.log(sum);
    }

    /**
     * A step up the gradient of advantage · log π(a) + β H(π): Δθ<sub>k</sub> = α (A (1{k = a} − π<sub>k</sub>)
     * − β π<sub>k</sub> (log π<sub>k</sub> + H)). Parameters that the configuration does not have stay as they are.
     *
     * @param unit the configuration, {@code NaN} where a parameter is inactive
     * @param advantage what it earned beyond the baseline
     * @param alpha length of the step
     * @param beta weight of the entropy H, which keeps a policy from settling on what it happened to draw first
     */
    void reinforce(double[] unit, double advantage, double alpha, double beta) {
        for (int j = 0; j < theta.length; j++) {
            if (Double.isNaN(unit[j])) {
                continue;
            }
            double[] pi = new double[theta[j].length];
            double logSum = fill(pi, theta[j]);
            double entropy = 0;
            for (int k = 0; k < pi.length; k++) {
                entropy -= pi[k] * (theta[j][k] - logSum);
            }
            int action = Math.min(pi.length - 1, (int) (unit[j] * pi.length));
            for (int k = 0; k < pi.length; k++) {
                double logPi = theta[j][k] - logSum;
                theta[j][k] += alpha * (advantage * ((k == action ? 1 : 0) - pi[k]) - beta * pi[k] * (logPi + entropy));
            }
        }
    }
}
