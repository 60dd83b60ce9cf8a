package org.whittle.sampler;

import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * Picks the sampler by the space:
 *
 * <ul>
 * <li>up to {@value #MOST_DIMENSIONS} parameters: {@link GaussianProcessSampler gp}, with conditions, choices and any
 *     population. With Ascent it is ahead of Optuna's samplers on LCBench's ten tasks at 5, 10 and 20 full trainings;
 *     at 40, Optuna's Gaussian process, which learns after every trial, has a little less regret
 *     (src/docs/measurements.md has the table);
 * <li>more: {@link SobolSampler sobol}. A Gaussian process has three hyperparameters a dimension, and one configuration
 *     takes 0.7 s at 60 after 10,000 trials.
 * </ul>
 *
 * <p>What it picks does not hang on the history, so a study keeps its sampler from the first trial to the last.
 */
public record AutoSampler() implements Sampler {

    /** Parameters of the largest space for which a Gaussian process is fitted. */
    public static final int MOST_DIMENSIONS = 60;

    @Override
    public String name() {
        return "auto";
    }

    /** The sampler that a space gets. */
    public static Sampler of(SearchSpace space) {
        return of(space.dimensions().size());
    }

    /** The sampler for so many parameters. */
    static Sampler of(int dimensions) {
        if (dimensions <= MOST_DIMENSIONS) {
            return new GaussianProcessSampler();
        }
        return dimensions <= SobolSampler.MAX_DIMENSIONS ? new SobolSampler() : new RandomSampler();
    }

    @Override
    public Sampler in(SearchSpace space) {
        return of(space);
    }

    /** In some spaces it does: see {@link #in}. */
    @Override
    public boolean learns() {
        return true;
    }

    @Override
    public String describe(SearchSpace space) {
        Sampler picked = of(space);
        return "Picks %s for %d parameters. %s".formatted(picked.name(), space.dimensions().size(),
                picked.describe(space));
    }

    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        return of(space).ask(space, told, count, random);
    }
}
