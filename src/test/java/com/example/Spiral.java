package com.example;

import java.util.List;
import java.util.stream.LongStream;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Proposals;
import org.whittle.sampler.Sampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/** A sampler that is not Whittle's: a Kronecker sequence, x[n] = n · a mod 1 with aᵈ from the roots of primes. */
public final class Spiral implements Sampler {

    private static final long serialVersionUID = 1L;
    private static final int[] PRIMES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53};

    @Override
    public String name() {
        return "spiral";
    }

    @Override
    public boolean learns() {
        return false;
    }

    @Override
    public String describe(SearchSpace space) {
        return "Points that wind through the space and never come back to where they were.";
    }

    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        double[] start = random.child("spiral").doubles(space.dimensions().size()).toArray();
        return Proposals.fromDraws(
                LongStream.iterate(0, n -> n + 1)
                        .mapToObj(n -> space.decode(point(start, n)))
                        .iterator(),
                space,
                told,
                count);
    }

    private static double[] point(double[] start, long n) {
        double[] point = new double[start.length];
        for (int d = 0; d < point.length; d++) {
            double x = start[d] + n * Math.sqrt(PRIMES[d % PRIMES.length]);
            point[d] = x - Math.floor(x);
        }
        return point;
    }
}
