package org.whittle.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.whittle.sampler.AutoSampler;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.SobolSampler;
import org.whittle.sampler.StagedSampler;
import org.whittle.sampler.cmaes.CmaEsSampler;
import org.whittle.sampler.evolution.DifferentialEvolutionSampler;
import org.whittle.sampler.evolution.GeneticSampler;
import org.whittle.sampler.evolution.Nsga2Sampler;
import org.whittle.sampler.forest.ForestSampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.sampler.reinforce.ReinforceSampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.schedule.Ascent;
import org.whittle.schedule.Asha;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.MedianStopping;
import org.whittle.schedule.Scheduler;
import org.whittle.space.SearchSpace;
import org.whittle.study.AutoScheduler;

/**
 * The methods that are measured, by name: a sampler, and behind a plus sign a scheduler with the settings that a study
 * file has by default: {@code hb} for Hyperband (with {@code hb:5}, no rung is shorter than five epochs),
 * {@code ascent}, {@code median}, or {@code auto}. Without one trials are trained in full, a population at a time.
 * {@code auto} alone is both.
 */
final class Methods {

    /** Proposed together where nothing is stopped early. */
    static final int POPULATION = 4;

    private static final int ETA = 3;
    /** Of a race. */
    private static final int CONTENDERS = 9;
    private static final List<String> SCHEDULERS = List.of("hb", "asha", "ahb", "ascent", "median", "auto");

    private static final Map<String, Supplier<Sampler>> SAMPLERS =
            new TreeMap<>(Map.<String, Supplier<Sampler>>ofEntries(
                    Map.entry("auto", AutoSampler::new),
                    Map.entry("random", RandomSampler::new),
                    Map.entry("sobol", SobolSampler::new),
                    Map.entry("reinforce", ReinforceSampler::new),
                    Map.entry("gp", GaussianProcessSampler::new),
                    Map.entry("tpe", TpeSampler::new),
                    Map.entry("forest", ForestSampler::new),
                    Map.entry("cma-es", CmaEsSampler::new),
                    Map.entry("genetic", GeneticSampler::new),
                    Map.entry(
                            "staged",
                            () -> new StagedSampler(new TpeSampler(), 27, List.of(List.of("p0", "p1", "p2", "p3")))),
                    Map.entry("de", DifferentialEvolutionSampler::new),
                    Map.entry("nsga2", Nsga2Sampler::new)));

    private Methods() {
    }

    /** Names of all samplers. */
    static Set<String> samplers() {
        return SAMPLERS.keySet();
    }

    /** The sampler of a method. */
    static Sampler sampler(String method) {
        String[] parts = method.split("[+:]");
        Supplier<Sampler> sampler = SAMPLERS.get(parts[0]);
        if (sampler == null || parts.length > 1 && !SCHEDULERS.contains(parts[1])) {
            throw new IllegalArgumentException(
                    "There is no method %s. Samplers: %s; each alone, or with + and a scheduler: %s or hb:<epochs>."
                            .formatted(method, String.join(", ", SAMPLERS.keySet()), String.join(", ", SCHEDULERS)));
        }
        return sampler.get();
    }

    /**
     * The scheduler of a method, with work for at least the given epochs.
     *
     * @param maxEpochs R
     */
    static Scheduler scheduler(String method, SearchSpace space, int maxEpochs, long epochs) {
        int trainings = (int) (epochs / maxEpochs) + 1;
        String[] parts = method.split("[+:]");
        String name = parts.length > 1 ? parts[1] : method.equals("auto") ? "auto" : "full";
        int minEpochs = parts.length > 2 ? Integer.parseInt(parts[2]) : 1;
        Hyperband hyperband = new Hyperband(minEpochs, maxEpochs, ETA, trainings);
        return switch (name) {
            case "hb" -> hyperband;
                // One that is not promoted pays the shortest rung.
            case "asha", "ahb" -> new Asha(
                    (int) Math.min(Integer.MAX_VALUE, epochs / minEpochs),
                    minEpochs,
                    maxEpochs,
                    ETA,
                    name.equals("ahb"));
                // No bracket is shorter than an epoch.
            case "ascent" -> new Ascent(minEpochs, maxEpochs, ETA, CONTENDERS, (int) epochs);
            case "median" -> new MedianStopping(maxEpochs * trainings, CONTENDERS, maxEpochs, 3, 3);
            case "auto" -> new AutoScheduler(hyperband, trainings, maxEpochs < ETA ? POPULATION : CONTENDERS)
                    .pick(sampler(method), space);
            default -> new FullTraining(trainings, POPULATION, maxEpochs);
        };
    }
}
