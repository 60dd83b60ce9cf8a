package org.whittle.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.SobolSampler;
import org.whittle.sampler.cmaes.CmaEsSampler;
import org.whittle.sampler.evolution.DifferentialEvolutionSampler;
import org.whittle.sampler.evolution.GeneticSampler;
import org.whittle.sampler.forest.ForestSampler;
import org.whittle.sampler.reinforce.ReinforceSampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.Scheduler;

/**
 * The methods that are measured, by name: a sampler, with {@code +hb} for Hyperband (η = 3, no rung shorter than one
 * epoch, or with {@code +hb:5} than five), else in full trainings, a population at a time.
 */
final class Methods {

    /** Proposed together where nothing is stopped early. */
    static final int POPULATION = 4;

    private static final int ETA = 3;

    private static final Map<String, Supplier<Sampler>> SAMPLERS = new TreeMap<>(Map.of(
            "random", RandomSampler::new,
            "sobol", SobolSampler::new,
            "reinforce", ReinforceSampler::new,
            "tpe", TpeSampler::new,
            "forest", ForestSampler::new,
            "cma-es", CmaEsSampler::new,
            "genetic", GeneticSampler::new,
            "de", DifferentialEvolutionSampler::new));

    private Methods() {
    }

    /** The sampler of a method. */
    static Sampler sampler(String method) {
        Supplier<Sampler> sampler = SAMPLERS.get(method.split("\\+")[0]);
        if (sampler == null) {
            throw new IllegalArgumentException("There is no method %s. Samplers: %s; each alone, with +hb or with +hb:<epochs>."
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
        if (method.contains("+hb")) {
            int minEpochs = method.contains(":") ? Integer.parseInt(method.substring(method.indexOf(':') + 1)) : 1;
            return new Hyperband(minEpochs, maxEpochs, ETA, trainings);
        }
        return new FullTraining(trainings, POPULATION, maxEpochs);
    }
}
