package org.whittle.sampler;

import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * Independent draws from the prior: each parameter uniform over its unit interval (Bergstra and Bengio 2012, "Random
 * Search for Hyper-Parameter Optimization").
 *
 * <p>Draw i depends on the study's seed and i alone; points that violate a constraint or were proposed before are
 * passed over. The last configurations of a finite space, once draws hardly find them, come in a systematic order.
 */
public record RandomSampler() implements Sampler {

    @Override
    public String name() {
        return "random";
    }

    @Override
    public boolean learns() {
        return false;
    }

    @Override
    public String describe(SearchSpace space) {
        return "Independent random draws. Learns nothing.";
    }

    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        RandomStream stream = random.child("random");
        int dimensions = space.dimensions().size();
        Iterator<Configuration> draws = LongStream.iterate(0, i -> i + 1)
                .mapToObj(i -> space.decode(stream.child(i).doubles(dimensions).toArray())).iterator();
        return Proposals.fromDraws(draws, space, told, count);
    }
}
