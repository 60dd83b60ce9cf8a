package org.whittle.sampler;

import java.io.Serializable;
import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.FiniteSpace;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * Proposes configurations to try.
 */
public interface Sampler extends Serializable {

    /** Name in study files, for instance {@code sobol}. */
    String name();

    /**
     * What a study file can tell it, each as {@code search.NAME.KEY}, with the {@linkplain #name name} of the sampler.
     */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * This sampler as a study file wants it.
     *
     * @param own of each of its {@link #settings}
     * @throws IllegalArgumentException if values do not suit one another: a sentence for whoever wrote the study file
     */
    default Sampler with(Values own) {
        return this;
    }

    /**
     * Whether proposals depend on what trials showed. Brackets proposed by a sampler that does not learn are
     * independent of each other and run at the same time; asking it for 5 and then for 3 gives what asking for 8 gives,
     * and it may be asked for more than are needed yet.
     */
    boolean learns();

    /**
     * The sampler that really proposes in a space: itself, unless it picks another one. It is what trials have as their
     * origin, and its {@link #learns} tells how brackets run.
     */
    default Sampler in(SearchSpace space) {
        return this;
    }

    /** What the sampler would do in a space: a sentence or two for people. */
    String describe(SearchSpace space);

    /**
     * Why {@link #ask} had no configuration, as a clause for people: every one was tried, or constraints leave so
     * little that a long search found none.
     */
    default String exhausted(SearchSpace space, History told) {
        return Proposals.whyNone(FiniteSpace.of(space), "configuration of the search space", space, told);
    }

    /**
     * Proposes configurations for a population of trials.
     *
     * <p>The result is a function of the arguments. Every configuration is admitted by the space, and none equals
     * another of them or one of {@code told.proposed()}, as long as the space has others. Where constraints leave so
     * little that a long search for a point finds none, the space counts as exhausted.
     *
     * @param count how many are wanted, at least 1
     * @param random the study's stream for samplers, the same at every call; derive children of it
     * @return at most {@code count}: fewer only if a finite space is exhausted, then possibly none
     */
    List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random);
}
