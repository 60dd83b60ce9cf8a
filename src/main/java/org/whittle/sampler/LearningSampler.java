package org.whittle.sampler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * A sampler that learns from the trials' ranking. Until {@value #MIN_TRIALS} of them can be ranked and one completed,
 * and where it has no more proposals of its own, random search fills its population up.
 */
public interface LearningSampler extends Sampler {

    /** Trials to be observed before they are learnt from. */
    int MIN_TRIALS = 8;

    /**
     * Proposes from what was learnt.
     *
     * @param ranked {@linkplain Forecast forecasts} of the trials that the space admits, best first, ties by trial; at
     *     least {@link #MIN_TRIALS}, and the first of them completed
     * @param random the sampler's own stream, the same at every call
     * @return at most {@code count} configurations that the space admits, none equal to another or proposed before
     */
    List<Configuration> propose(SearchSpace space, History told, List<Forecast> ranked, int count, RandomStream random);

    @Override
    default boolean learns() {
        return true;
    }

    @Override
    default List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        if (count < 1) {
            throw new IllegalArgumentException("%s configurations were asked for".formatted(count));
        }
        List<Forecast> ranked = new ArrayList<>(Forecast.of(told));
        ranked.removeIf(forecast -> !space.admits(forecast.configuration()));
        ranked.sort(Comparator.comparingDouble(Forecast::loss).thenComparing(Forecast::trial));
        List<Configuration> asked = new ArrayList<>();
        if (ranked.size() >= MIN_TRIALS && ranked.get(0).completed()) {
            asked.addAll(propose(space, told, ranked, count, random.child(name())));
        }
        if (asked.size() < count) {
            asked.addAll(new RandomSampler().ask(space, told.withProposed(asked), count - asked.size(), random));
        }
        return asked;
    }
}
