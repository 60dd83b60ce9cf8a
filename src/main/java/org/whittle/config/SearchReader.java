package org.whittle.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.whittle.config.hocon.Brought;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Training;
import org.whittle.net.setting.Setting;
import org.whittle.sampler.Exploration;
import org.whittle.sampler.Sampler;
import org.whittle.schedule.Ascent;
import org.whittle.schedule.Asha;
import org.whittle.schedule.Effort;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.LearningCurve;
import org.whittle.schedule.MedianStopping;
import org.whittle.schedule.OneEpoch;
import org.whittle.schedule.OverFolds;
import org.whittle.schedule.PopulationBasedTraining;
import org.whittle.schedule.Scheduler;
import org.whittle.schedule.SchedulerProvider;
import org.whittle.schedule.SuccessiveHalving;
import org.whittle.space.SearchSpace;
import org.whittle.study.AutoChoice;
import org.whittle.study.AutoScheduler;
import org.whittle.study.DataSpec;
import org.whittle.study.InFlight;
import org.whittle.study.InvalidInputException;

/** Reads {@code search}: the one place that knows every scheduler by name, as {@link SamplerReader} knows samplers. */
final class SearchReader {

    /** A trial of more epochs is a mistake in typing. */
    private static final int MOST_EPOCHS = 1_000_000;

    private static final String PARALLEL = "search.parallel";
    /** More trials at once than any cluster has slots for. */
    private static final int MOST_PARALLEL = 100_000;

    private static final String MAX_EPOCHS = "search.max-epochs";
    private static final String SCHEDULER = "search.scheduler";

    /** Schedulers that are Hyperband with a sampler of their own. */
    private static final Map<String, String> COMBINATIONS =
            Map.of("bohb", "tpe", "dehb", "differential-evolution");

    private static final List<String> BUILT_IN = List.of(
            "full",
            "one-epoch",
            "successive-halving",
            "hyperband",
            "bohb",
            "dehb",
            "median",
            "learning-curve",
            "ascent",
            "asha",
            "async-hyperband",
            "population-based-training",
            "auto");

    private final Settings settings;
    private final Brought<SchedulerProvider> brought;
    private final String scheduler;
    private final InFlight inFlight;

    SearchReader(Settings settings) {
        this.settings = settings;
        this.brought = new Brought<>(settings, SchedulerProvider.class, SchedulerProvider::name, RecordedProvider::new);
        this.scheduler = brought.name(SCHEDULER, BUILT_IN);
        this.inFlight = readInFlight();
    }

    /** Whether networks go on with other hyperparameters than they began with. */
    boolean changesHyperparameters() {
        return scheduler.equals("population-based-training");
    }

    InFlight inFlight() {
        return inFlight;
    }

    private InFlight readInFlight() {
        InFlight.Order order = settings.get("search.order", Kind.constant(InFlight.Order.class));
        if (settings.get(PARALLEL, Kind.auto(Kind.integer(1, MOST_PARALLEL))) instanceof Integer trials) {
            return new InFlight(OptionalInt.of(trials), order);
        }
        if (settings.chosen(PARALLEL).isPresent()) {
            return new InFlight(OptionalInt.of(chosenNumber(PARALLEL)), true, order);
        }
        // A study that recorded no number began with the rule of a release that had none, or for which there is none.
        return new InFlight(OptionalInt.empty(), settings.ofRecord() || !settings.areOfBegun(), order);
    }

    /**
     * @param parameters names of the search space's
     * @param broken parameters that are meant, but have something wrong
     */
    Sampler sampler(Set<String> parameters, Set<String> broken) {
        return new SamplerReader(settings)
                .read(COMBINATIONS.getOrDefault(scheduler, ""), scheduler, parameters, broken);
    }

    /** @param space empty if something is wrong with it */
    Scheduler scheduler(Sampler sampler, Optional<SearchSpace> space) {
        int maxEpochs = settings.get(MAX_EPOCHS, Kind.integer(1, MOST_EPOCHS));
        int first = settings.get("search.min-epochs", Kind.integer(1, MOST_EPOCHS));
        int eta = settings.get("search.eta", Kind.integer(2, Integer.MAX_VALUE));
        int iterations = settings.get("search.iterations", Kind.integer(1, Integer.MAX_VALUE));
        int trials = settings.get("search.trials", Kind.integer(1, Integer.MAX_VALUE));
        int population = settings.get("search.population", Kind.integer(1, Integer.MAX_VALUE));
        int grace = settings.get("search.median.grace", Kind.integer(1, MOST_EPOCHS));
        int interval = settings.get("search.median.interval", Kind.integer(1, MOST_EPOCHS));
        int curveGrace = settings.get("search.learning-curve.grace", Kind.integer(1, MOST_EPOCHS));
        int curveInterval = settings.get("search.learning-curve.interval", Kind.integer(1, MOST_EPOCHS));
        double probability = settings.get("search.learning-curve.probability", Kind.share());
        int keep = settings.get("search.one-epoch.keep", Kind.integer(1, Integer.MAX_VALUE));
        int generation = settings.get("search.population-based-training.interval", Kind.integer(1, MOST_EPOCHS));
        atMost("search.min-epochs", first, MAX_EPOCHS, maxEpochs);
        int minEpochs = Math.min(first, maxEpochs);
        switch (scheduler) {
            case "median" -> atMost("search.median.grace", grace, MAX_EPOCHS, maxEpochs);
            case "learning-curve" -> atMost("search.learning-curve.grace", curveGrace, MAX_EPOCHS, maxEpochs);
            case "one-epoch" -> atMost("search.one-epoch.keep", keep, "search.trials", trials);
            case "ascent" -> requireTwo(population);
            case "population-based-training" -> {
                requireTwo(population);
                atMost("search.population-based-training.interval", generation, MAX_EPOCHS, maxEpochs);
                space.filter(s -> Exploration.parameters(s).isEmpty()).ifPresent(this::nothingToExplore);
            }
            default -> { }
        }
        Hyperband hyperband = new Hyperband(minEpochs, maxEpochs, eta, iterations);
        return switch (scheduler) {
            case "full" -> new FullTraining(trials, population, maxEpochs);
            case "successive-halving" -> new SuccessiveHalving(trials, minEpochs, maxEpochs, eta, iterations);
            case "one-epoch" -> new OneEpoch(trials, Math.min(keep, trials), minEpochs, maxEpochs);
            case "median" -> new MedianStopping(trials, population, maxEpochs, grace, interval);
            case "learning-curve" -> new LearningCurve(
                    trials, population, maxEpochs, curveGrace, curveInterval, probability);
            case "population-based-training" -> new PopulationBasedTraining(
                    Math.max(2, population), maxEpochs, generation);
            case "asha", "async-hyperband" -> new Asha(
                    trials, minEpochs, maxEpochs, eta, scheduler.equals("async-hyperband"));
            case "ascent" -> new Ascent(minEpochs, maxEpochs, eta, Math.max(2, population), iterations);
            case "auto" -> settings.chosen(SCHEDULER)
                    .map(name -> chosen(name, hyperband, Math.max(2, population)))
                    .or(() -> space.map(
                            s -> new AutoScheduler(hyperband, trials, Math.max(2, population)).pick(sampler, s)))
                    .orElse(hyperband);
            case "hyperband", "bohb", "dehb" -> hyperband;
            default -> brought.make(
                            SCHEDULER,
                            scheduler,
                            provider -> provider.scheduler(new Effort(
                                    minEpochs,
                                    maxEpochs,
                                    eta,
                                    iterations,
                                    trials,
                                    population,
                                    OwnSettings.read(settings, provider.name(), provider.settings()))))
                    .orElse(hyperband);
        };
    }

    /** The scheduler with cross-validation, if there is any. */
    Scheduler overFolds(Scheduler ofEpochs, DataSpec.Folds folds) {
        String path = "search.folds.first";
        Object written = settings.get(path, Kind.auto(Kind.integer(1, Integer.MAX_VALUE)));
        int all = folds.count();
        int first = written instanceof Integer number ? number : all;
        if (first > all) {
            settings.problem(path, "search.folds.first = %d, but there %s (data.split.folds); write at most %d"
                    .formatted(first, all == 1 ? "is one fold" : "are %d folds".formatted(all), all));
            first = all;
        } else if (first < all && ofEpochs instanceof PopulationBasedTraining) {
            settings.problem(path, ("search.folds.first = %d leaves folds to be raced over at the end, on which copies "
                    + "of %s cannot be trained; write search.folds.first = %d").formatted(first, ofEpochs.name(), all));
        }
        return OverFolds.of(ofEpochs, all, first);
    }

    /** Stands for a user's in a study that was read from its record. */
    private record RecordedProvider(String name) implements SchedulerProvider {
        @Override
        public Scheduler scheduler(Effort effort) {
            return new RecordedScheduler(name, effort.maxEpochs());
        }
    }

    /** As {@link AutoChoice} recorded it. */
    private Scheduler chosen(String name, Hyperband hyperband, int population) {
        return switch (name) {
            case "full" -> new FullTraining(chosenNumber("search.trials"), chosenNumber("search.population"),
                    hyperband.maxEpochs());
            case "ascent" -> new Ascent(hyperband.minEpochs(), hyperband.maxEpochs(), hyperband.eta(), population,
                    chosenNumber("search.iterations"));
            default -> hyperband;
        };
    }

    private int chosenNumber(String path) {
        return settings.chosen(path)
                .map(Integer::valueOf)
                .orElseThrow(() -> new InvalidInputException(
                        "The ledger is damaged: it does not say what auto chose for " + path + "."));
    }

    private void nothingToExplore(SearchSpace space) {
        if (space.dimensions().stream().anyMatch(dimension -> dimension.mayChange().isPresent())) {
            settings.problem(
                    "space",
                    ("%s changes parameters in the midst of training, and space (%s) has no range that may "
                                    + "change then; write explore = true in one")
                            .formatted(scheduler, String.join(", ", space.names())));
            return;
        }
        settings.problem(
                "space",
                ("%s changes hyperparameters of networks in training, and space (%s) has none that can "
                                + "change then; add a range for one of %s")
                        .formatted(
                                scheduler,
                                String.join(", ", space.names()),
                                Training.settings().stream()
                                        .filter(Setting::mayChange)
                                        .map(Setting::key)
                                        .collect(Collectors.joining(", "))));
    }

    private void requireTwo(int population) {
        if (population < 2) {
            settings.problem("search.population", "search.population = %d is too few for %s; write at least 2"
                    .formatted(population, scheduler));
        }
    }

    private void atMost(String path, int value, String limit, int most) {
        if (value > most) {
            settings.problem(
                    path, "%s = %d is above %s = %d; write at most %d".formatted(path, value, limit, most, most));
        }
    }
}
