package org.whittle.study;

import java.util.OptionalLong;
import org.whittle.sampler.AutoSampler;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.schedule.Ascent;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.Scheduler;
import org.whittle.space.SearchSpace;

/**
 * What {@code search.scheduler = auto} stands for. Whichever it is, it spends at most the epochs of Hyperband with the
 * same settings, so that a study costs the same whatever is picked. The first rule that applies:
 *
 * <ol>
 * <li>the space is finite, and those epochs are enough to train every configuration in full: {@link FullTraining} of
 * all;
 * <li>R &lt; η r<sub>min</sub>, so that no rung could be cut: {@link FullTraining};
 * <li>the sampler is {@code gp}, which learns from short trainings: {@link Ascent};
 * <li>any other sampler: {@link Hyperband}.
 * </ol>
 *
 * @param hyperband what it is measured against
 * @param trials trained in full under the second rule, in total
 * @param population trials proposed together, at least 2
 */
public record AutoScheduler(Hyperband hyperband, int trials, int population) {

    /** The scheduler for a sampler and a space. */
    public Scheduler pick(Sampler sampler, SearchSpace space) {
        int maxEpochs = hyperband.maxEpochs();
        OptionalLong size = space.size();
        if (size.isPresent() && size.getAsLong() <= Math.min(Integer.MAX_VALUE, epochs(hyperband) / maxEpochs)) {
            int all = (int) size.getAsLong();
            return new FullTraining(all, all, maxEpochs);
        }
        if (maxEpochs < (long) hyperband.eta() * hyperband.minEpochs()) {
            return new FullTraining(trials, population, maxEpochs);
        }
        Sampler picked = sampler instanceof AutoSampler ? AutoSampler.of(space) : sampler;
        return picked instanceof GaussianProcessSampler ? ascent() : hyperband;
    }

    /** As many of its brackets as fit, at least one. */
    private Ascent ascent() {
        Ascent endless = new Ascent(hyperband.minEpochs(), hyperband.maxEpochs(), hyperband.eta(), population,
                Integer.MAX_VALUE);
        long left = epochs(hyperband);
        int iterations = 0;
        while (iterations < Integer.MAX_VALUE && epochs(endless, iterations) <= left) {
            long next = epochs(endless, iterations);
            int alike = (int) Math.min(endless.alike(iterations), left / next);
            left -= alike * next;
            iterations += alike;
        }
        return new Ascent(hyperband.minEpochs(), hyperband.maxEpochs(), hyperband.eta(), population,
                Math.max(1, iterations));
    }

    private static long epochs(Hyperband hyperband) {
        return hyperband.iterations() * epochs(hyperband, 0);
    }

    private static long epochs(Scheduler scheduler, int iteration) {
        return scheduler.brackets(iteration, 1).stream().mapToLong(BracketPlan::epochs).sum();
    }
}
