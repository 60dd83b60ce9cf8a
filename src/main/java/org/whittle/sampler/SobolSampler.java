package org.whittle.sampler;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * A scrambled Sobol sequence: points that fill the unit cube more evenly than random ones, every parameter and every
 * few of them together. Direction numbers are those of Joe and Kuo 2008, as Commons Math has them.
 *
 * <p>The sequence itself is the same for every study and starts in the cube's corner. Owen's nested uniform scrambling
 * (Owen 1995, "Randomly Permuted (t,m,s)-Nets and (t,s)-Sequences") makes each point uniform and keeps the evenness:
 * each binary digit of a coordinate is flipped, or not, by a bit that hangs on the dimension and the digits before it.
 *
 * <p>Points that violate a constraint or were proposed before are passed over. The last configurations of a finite
 * space come in a systematic order.
 */
public record SobolSampler() implements Sampler {

    /** Parameters a space may have: the direction numbers end there. */
    public static final int MAX_DIMENSIONS = 1000;

    /** Binary digits of a coordinate. */
    private static final int DIGITS = 52;

    @Override
    public String name() {
        return "sobol";
    }

    @Override
    public boolean learns() {
        return false;
    }

    @Override
    public String describe(SearchSpace space) {
        return "Random draws that fill the space evenly (a scrambled Sobol sequence). Learns nothing.";
    }

    /**
     * @throws IllegalArgumentException if the space has more than {@link #MAX_DIMENSIONS} parameters
     */
    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        int dimensions = space.dimensions().size();
        if (dimensions > MAX_DIMENSIONS) {
            throw new IllegalArgumentException(
                    ("The search space has %s parameters; a Sobol sequence has at most %s. Maybe set search.sampler = "
                            + "random.")
                            .formatted(dimensions, MAX_DIMENSIONS));
        }
        SobolSequenceGenerator sequence = new SobolSequenceGenerator(dimensions);
        RandomStream scrambling = random.child("sobol");
        Iterator<Configuration> points = Stream.generate(sequence::nextVector)
                .map(point -> space.decode(scramble(point, scrambling))).iterator();
        return Proposals.fromDraws(points, space, told, count);
    }

    private static double[] scramble(double[] point, RandomStream scrambling) {
        double[] scrambled = new double[point.length];
        for (int d = 0; d < point.length; d++) {
            long digits = (long) (point[d] * (1L << DIGITS));
            // In the middle of its interval: never 0 or 1.
            scrambled[d] = (scramble(digits, scrambling.child(d)) + 0.5) / (1L << DIGITS);
        }
        return scrambled;
    }

    private static long scramble(long digits, RandomStream dimension) {
        long scrambled = 0;
        // The digits so far, behind a 1 that tells 0 from 00.
        long prefix = 1;
        for (int place = DIGITS - 1; place >= 0; place--) {
            long digit = digits >>> place & 1;
            scrambled = scrambled << 1 | digit ^ dimension.child(prefix).nextLong() & 1;
            prefix = prefix << 1 | digit;
        }
        return scrambled;
    }
}
