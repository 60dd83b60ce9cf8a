package org.whittle.config;

import java.util.List;
import org.whittle.sampler.AutoSampler;
import org.whittle.sampler.GridSampler;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.SobolSampler;
import org.whittle.sampler.cmaes.CmaEsSampler;
import org.whittle.sampler.evolution.DifferentialEvolutionSampler;
import org.whittle.sampler.evolution.GeneticSampler;
import org.whittle.sampler.forest.ForestSampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.schedule.Ascent;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.MedianStopping;
import org.whittle.schedule.Scheduler;
import org.whittle.schedule.SuccessiveHalving;

/** Reads {@code search}: the one place that knows every sampler and scheduler by name. */
final class SearchReader {

    /** A trial of more epochs is a mistake in typing. */
    private static final int MOST_EPOCHS = 1_000_000;

    private static final List<String> SAMPLERS = List.of("grid", "random", "sobol", "gp", "tpe", "forest", "genetic",
            "differential-evolution", "cma-es", "auto");

    private final Settings settings;

    SearchReader(Settings settings) {
        this.settings = settings;
    }

    Sampler sampler() {
        String name = settings.get("search.sampler", Kind.choice(SAMPLERS));
        int points = settings.get("search.grid.points", Kind.integer(1, Integer.MAX_VALUE));
        return switch (name) {
            case "grid" -> new GridSampler(points);
            case "random" -> new RandomSampler();
            case "gp" -> new GaussianProcessSampler();
            case "tpe" -> new TpeSampler();
            case "forest" -> new ForestSampler();
            case "genetic" -> new GeneticSampler();
            case "differential-evolution" -> new DifferentialEvolutionSampler();
            case "cma-es" -> new CmaEsSampler();
            case "auto" -> new AutoSampler();
            default -> new SobolSampler();
        };
    }

    Scheduler scheduler() {
        String name = settings.get("search.scheduler",
                Kind.choice(List.of("full", "successive-halving", "hyperband", "median", "ascent")));
        int maxEpochs = settings.get("search.max-epochs", Kind.integer(1, MOST_EPOCHS));
        int minEpochs = settings.get("search.min-epochs", Kind.integer(1, MOST_EPOCHS));
        int eta = settings.get("search.eta", Kind.integer(2, Integer.MAX_VALUE));
        int iterations = settings.get("search.iterations", Kind.integer(1, Integer.MAX_VALUE));
        int trials = settings.get("search.trials", Kind.integer(1, Integer.MAX_VALUE));
        int population = settings.get("search.population", Kind.integer(1, Integer.MAX_VALUE));
        int grace = settings.get("search.median.grace", Kind.integer(1, MOST_EPOCHS));
        int interval = settings.get("search.median.interval", Kind.integer(1, MOST_EPOCHS));
        atMostMaxEpochs("search.min-epochs", minEpochs, maxEpochs);
        if (name.equals("median")) {
            atMostMaxEpochs("search.median.grace", grace, maxEpochs);
        }
        if (name.equals("ascent") && population < 2) {
            settings.problem("search.population", "search.population = %d is too few for ascent; write at least 2"
                    .formatted(population));
        }
        minEpochs = Math.min(minEpochs, maxEpochs);
        grace = Math.min(grace, maxEpochs);
        return switch (name) {
            case "full" -> new FullTraining(trials, population, maxEpochs);
            case "successive-halving" -> new SuccessiveHalving(trials, minEpochs, maxEpochs, eta, iterations);
            case "median" -> new MedianStopping(trials, population, maxEpochs, grace, interval);
            case "ascent" -> new Ascent(minEpochs, maxEpochs, eta, Math.max(2, population), iterations);
            default -> new Hyperband(minEpochs, maxEpochs, eta, iterations);
        };
    }

    private void atMostMaxEpochs(String path, int epochs, int maxEpochs) {
        if (epochs > maxEpochs) {
            settings.problem(path, "%s = %d is above search.max-epochs = %d; write at most %d"
                    .formatted(path, epochs, maxEpochs, maxEpochs));
        }
    }
}
