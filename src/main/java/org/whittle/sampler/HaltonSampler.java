package org.whittle.sampler;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.commons.math3.primes.Primes;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * A scrambled Halton sequence (Halton 1960; Owen 2017, "A randomized Halton algorithm in R"): a parameter's coordinate
 * of point n are the digits of n in a base of its own, a prime, mirrored at the point: 0.d₀d₁d₂… Each digit goes
 * through a random permutation of its parameter and place, without which parameters of neighbouring large primes go up
 * in step.
 *
 * <p>As even as {@link SobolSampler} for a few parameters, less so for many; but a space may have any number of them,
 * and the evenness does not wait for a power of two of points.
 */
public record HaltonSampler() implements Sampler {

    /** Digits go on until they are worth less. */
    private static final double LEAST = 1e-15;

    /** A parameter's digits: of each place, by what they are replaced. */
    private record Axis(int base, List<int[]> permutations) {

        static Axis of(int base, RandomStream random) {
            List<int[]> permutations = new ArrayList<>();
            for (double worth = 1.0 / base; worth > LEAST; worth /= base) {
                permutations.add(permutation(base, random.child(permutations.size())));
            }
            return new Axis(base, permutations);
        }

        /** Fisher and Yates's. */
        private static int[] permutation(int size, RandomStream random) {
            int[] order = new int[size];
            for (int i = 0; i < size; i++) {
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
            return order;
        }

        /** In the middle of an interval of what is left of the digits: never 0 or 1. */
        double coordinate(long n) {
            long rest = n;
            double worth = 1;
            double sum = 0;
            for (int[] permutation : permutations) {
                worth /= base;
                sum += worth * permutation[(int) (rest % base)];
                rest /= base;
            }
            return sum + worth / 2;
        }
    }

    @Override
    public String name() {
        return "halton";
    }

    @Override
    public boolean learns() {
        return false;
    }

    @Override
    public String describe(SearchSpace space) {
        return "Random draws that fill the space evenly (a scrambled Halton sequence). Learns nothing.";
    }

    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        List<Axis> axes = new ArrayList<>();
        int base = 1;
        for (int d = 0; d < space.dimensions().size(); d++) {
            base = Primes.nextPrime(base + 1);
            axes.add(Axis.of(base, random.child("halton").child(d)));
        }
        Iterator<Configuration> points = LongStream.iterate(0, n -> n + 1)
                .mapToObj(n -> space.decode(
                        axes.stream().mapToDouble(axis -> axis.coordinate(n)).toArray()))
                .iterator();
        return Proposals.fromDraws(points, space, told, count);
    }
}
