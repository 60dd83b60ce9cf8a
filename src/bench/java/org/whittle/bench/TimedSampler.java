package org.whittle.bench;

import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Sampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/** A sampler with a stop watch. */
final class TimedSampler implements Sampler {

    private static final long serialVersionUID = 1L;

    private final Sampler sampler;
    private long nanos;

    TimedSampler(Sampler sampler) {
        this.sampler = sampler;
    }

    double seconds() {
        return nanos / 1e9;
    }

    @Override
    public String name() {
        return sampler.name();
    }

    @Override
    public boolean learns() {
        return sampler.learns();
    }

    @Override
    public String describe(SearchSpace space) {
        return sampler.describe(space);
    }

    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        long start = System.nanoTime();
        try {
            return sampler.ask(space, told, count, random);
        } finally {
            nanos += System.nanoTime() - start;
        }
    }
}
