package com.example;

import java.util.List;
import java.util.stream.LongStream;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Proposals;
import org.whittle.sampler.Sampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * A sampler that is not Whittle's: a Kronecker sequence, x[n] = n · a mod 1 with aᵈ from the roots of primes. A study
 * file can let it take only every so-manieth point: {@code search.spiral.stride = 7}.
 */
public final class Spiral implements Sampler {

    private static final long serialVersionUID = 1L;
    private static final Setting<Integer> STRIDE =
            Setting.whole("stride", 1, 1000, 1, "Points of the spiral from one that is taken to the next");
    private static final int[] PRIMES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53};

    private final int stride;

    /** As study files that say nothing want it. */
    public Spiral() {
        this(STRIDE.standard());
    }

    private Spiral(int stride) {
        this.stride = stride;
    }

    @Override
    public String name() {
        return "spiral";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(STRIDE);
    }

    @Override
    public Sampler with(Values own) {
        return new Spiral(own.of(STRIDE));
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
                LongStream.iterate(0, n -> n + stride)
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
