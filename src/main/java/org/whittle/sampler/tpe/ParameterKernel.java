package org.whittle.sampler.tpe;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Parameter;

/** The kernel k of one parameter, over its unit interval. */
sealed interface ParameterKernel {

    /** log k(x, centre), without {@link #logNorm}. */
    double logShape(double x, double centre);

    /** Logarithm of what {@link #logShape} must be divided by, so that it integrates to 1 over the domain. */
    double logNorm(double centre);

    /** A draw from the kernel. */
    double draw(double centre, RandomStream random);

    /** Log density of the uniform prior p₀. */
    double logPrior();

    /**
     * The kernel of a parameter, as wide as its values allow.
     *
     * @param factor n<sup>−1/(d + 4)</sup>, by which kernels narrow with more points (Scott 1992)
     * @param deviation of the points, in [0, 1]
     */
    static ParameterKernel of(Parameter<?> parameter, double factor, double deviation) {
        if (parameter instanceof ChoiceParameter choice) {
            int k = choice.values().size();
            return new Choice(k, Choice.WIDTH * factor * (k - 1) / k);
        }
        double cell = parameter.cardinality().isPresent() ? 1.0 / parameter.cardinality().getAsLong() : 0;
        return new Interval(Math.max(Math.max(Interval.MIN_WIDTH, cell / 2), Interval.WIDTH * factor * deviation));
    }

    /**
     * A normal density cut off at the ends of the unit interval. Integers and steps lie at the middles of their cells;
     * no kernel is narrower than half a cell.
     *
     * @param b bandwidth
     */
    record Interval(double b) implements ParameterKernel {

        // Multiple of Scott's rule. The rule is for estimating a density; for searching, somewhat wider ones are
        // better.
        private static final double WIDTH = 1.25;
        /** b_min of the paper, relative to the domain. */
        private static final double MIN_WIDTH = 0.03;
        private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);
        private static final double LOG_ROOT_2PI = 0.5 * StrictMath.log(2 * StrictMath.PI);

        @Override
        public double logShape(double x, double centre) {
            double z = (x - centre) / b;
            return -0.5 * z * z;
        }

        @Override
        public double logNorm(double centre) {
            return LOG_ROOT_2PI + StrictMath.log(b * (upper(centre) - lower(centre)));
        }

        @Override
        public double draw(double centre, RandomStream random) {
            double lower = lower(centre);
            double p = lower + random.nextDouble() * (upper(centre) - lower);
            // At p = 0 or 1 the quantile is infinite; the domain's end is meant.
            return Math.min(1, Math.max(0, centre + b * STANDARD.inverseCumulativeProbability(p)));
        }

        @Override
        public double logPrior() {
            return 0;
        }

        private double lower(double centre) {
            return STANDARD.cumulativeProbability(-centre / b);
        }

        private double upper(double centre) {
            return STANDARD.cumulativeProbability((1 - centre) / b);
        }
    }

    /**
     * Aitchison and Aitken's kernel: the centre's own value with probability 1 − b, any other with b / (k − 1).
     *
     * @param k number of values
     * @param b bandwidth, below (k − 1) / k, where all values are alike
     */
    record Choice(int k, double b) implements ParameterKernel {

        private static final double WIDTH = 0.5;

        @Override
        public double logShape(double x, double centre) {
            // Both are middles of cells.
            return Math.abs(x - centre) < 0.5 / k ? StrictMath.log1p(-b) : StrictMath.log(b / (k - 1));
        }

        @Override
        public double logNorm(double centre) {
            return 0;
        }

        @Override
        public double draw(double centre, RandomStream random) {
            if (k == 1 || random.nextDouble() >= b) {
                return centre;
            }
            int own = (int) (centre * k);
            int other = random.nextInt(k - 1);
            return ((other >= own ? other + 1 : other) + 0.5) / k;
        }

        @Override
        public double logPrior() {
            return -StrictMath.log(k);
        }
    }
}
