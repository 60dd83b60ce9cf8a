package org.whittle.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.Scheduler;

/**
 * The methods that are measured, by name: a sampler, with {@code +hb} for Hyperband (η = 3), else in full trainings,
 * a population at a time.
 */
final class Methods {

    /** Proposed together where nothing is stopped early. */
    static final int POPULATION = 4;

    private static final int ETA = 3;

    private static final Map<String, Supplier<Sampler>> SAMPLERS = new TreeMap<>(Map.of(
            "random", RandomSampler::new));

    private Methods() {
    }

    /** The sampler of a method. */
    static Sampler sampler(String method) {
        Supplier<Sampler> sampler = SAMPLERS.get(method.split("\\+")[0]);
        if (sampler == null) {
            throw new IllegalArgumentException("There is no method %s. Samplers: %s; each alone or with +hb."
                    .formatted(method, String.join(", ", SAMPLERS.keySet())));
        }
        return sampler.get();
    }

    /**
     * The scheduler of a method, with work for at least the given epochs.
     *
     * @param maxEpochs R
     */
    static Scheduler scheduler(String method, int maxEpochs, long epochs) {
        int trainings = (int) (epochs / maxEpochs) + 1;
        return method.endsWith("+hb")
                ? new Hyperband(1, maxEpochs, ETA, trainings)
                : new FullTraining(trainings, POPULATION, maxEpochs);
    }
}
