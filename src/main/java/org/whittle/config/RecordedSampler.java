package org.whittle.config;

import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Sampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/** Stands for a user's sampler in a study that was read from its record: it has a name, and proposes nothing. */
record RecordedSampler(String name) implements Sampler {

    @Override
    public boolean learns() {
        return false;
    }

    @Override
    public String describe(SearchSpace space) {
        return "A sampler of the user's.";
    }

    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        throw new IllegalStateException(name + " is only recorded here.");
    }
}
