package org.whittle.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.config.network.NetworkReader;
import org.whittle.config.space.SpaceReader;
import org.whittle.config.space.StartingPoints;
import org.whittle.config.space.Tunables;
import org.whittle.goal.Metric;
import org.whittle.goal.Objectives;
import org.whittle.net.InputShape;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.loss.ClassWeights;
import org.whittle.net.loss.Losses;
import org.whittle.net.setting.Setting;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.Scalarized;
import org.whittle.schedule.Scheduler;
import org.whittle.score.image.Frame;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Parameter;
import org.whittle.space.SearchSpace;
import org.whittle.study.DataSpec;
import org.whittle.study.Exports;
import org.whittle.study.Gate;
import org.whittle.study.ImageSpec;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Notify;
import org.whittle.study.StopRules;
import org.whittle.study.StudySpec;
import org.whittle.study.WinnerSpec;
import org.whittle.work.CohortLimits;
import org.whittle.work.OwnTraining;
import org.whittle.work.Processor;

/** Reads a whole study, group by group. */
final class StudyReader {

    /** PyTorch reads it once, when it starts: so it is in the environment that executors are started with. */
    private static final String TF32 = "spark.executorEnv.TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

    /** Features of a table that nobody has looked at yet; nothing that is checked hangs on them. */
    private static final int UNKNOWN_WIDTH = 64;
    /** Pixels of a side of pictures that nobody has looked at yet: nothing is refused that might fit. */
    private static final int UNKNOWN_SIDE = 1024;
    private static final int UNKNOWN_CHANNELS = 3;

    private final Settings settings;
    private final Optional<InputShape> known;
    private final SortedMap<String, String> spark = new TreeMap<>();
    private Optional<DataSpec> data = Optional.empty();

    /** @param known what rows are, if somebody has looked at them */
    StudyReader(Settings settings, Optional<InputShape> known) {
        this.settings = settings;
        this.known = known;
    }

    /** The study; empty if something is wrong with it, which is noted. */
    Optional<StudySpec> read() {
        requireSoundJars();
        String name = name();
        long seed = settings.get("study.seed", Kind.large(Long.MIN_VALUE));

        SearchReader search = new SearchReader(settings);
        Optional<OwnTraining> trainer = new TrainerReader(settings).read();
        Measures measures = new Measures(trainer.map(OwnTraining::metrics).orElseGet(TreeMap::new));
        NetworkReader networks = new NetworkReader(settings);
        InputsReader inputs = new InputsReader(settings);
        List<Setting<?>> named = Stream.concat(networks.own().stream(), inputs.switches().stream()).toList();
        Tunables tunables = trainer.isPresent() ? Tunables.ofTrainer(settings)
                : Tunables.ofNetworks(named, networks.perLayer(), networks.usual());
        SortedMap<String, Object> training = trainer.isPresent() ? new TreeMap<>()
                : new TrainingReader(settings, networks.values(), inputs.switches(),
                        search.changesHyperparameters()).hyperparameters();
        int topK = trainer.isPresent() ? 1 : settings.get("training.top-k", Kind.integer(1, Integer.MAX_VALUE));
        SpaceReader spaceReader = new SpaceReader(settings, tunables, training);
        Optional<SearchSpace> space = spaceReader.read();
        Map<String, Parameter<?>> parameters = spaceReader.parameters();
        Optional<NetworkKind> network = networks.read(parameters, spaceReader.broken());
        List<Configuration> first =
                new StartingPoints(settings, tunables, parameters, spaceReader.broken(), training).read(space);

        ObjectiveReader objectiveReader = new ObjectiveReader(settings, measures);
        boolean ownRows = trainer.isPresent() && settings.written("data").isEmpty();
        DataSpec.Task task = trainer.isEmpty() ? objectiveReader.task(values(Losses.SETTING, parameters, training),
                !values(ClassWeights.SETTING, parameters, training).equals(Set.of(ClassWeights.NONE.key())))
                : ownRows ? DataSpec.Task.AUTO : settings.get("data.task", Kind.constant(DataSpec.Task.class));
        Set<String> tuned = new TreeSet<>(parameters.keySet());
        tuned.removeIf(n -> parameters.get(n).cardinality().orElse(2) == 1);
        Objectives objectives = objectiveReader.read(task, tuned);
        DataSpec read = ownRows ? DataSpec.NONE : new DataReader(settings).read(task);
        DataSpec rows = ownRows ? read : read.withInputs(trainer.isPresent() ? inputs.ofTrainer(read)
                : inputs.read(read, space, training));
        data = Optional.of(rows);

        Sampler sampler = search.sampler(parameters.keySet(), spaceReader.broken());
        Scheduler scheduler = search.overFolds(search.scheduler(sampler, space), rows.folds());
        if (trainer.isEmpty()) {
            new AugmentationCheck(settings, space, training).check(rows);
            space.ifPresent(s -> new TrainingCheck(settings, s, training, network).check(scheduler.maxEpochs()));
            space.ifPresent(s -> networks.checkPretrained(s, training, scheduler.maxEpochs()));
            network.ifPresent(kind -> networks.check(kind, space, training, known.orElseGet(() -> input(rows))));
        }
        EndReader end = new EndReader(settings, measures);
        StopRules stop = end.stop(objectives, scheduler.maxEpochs());
        Gate gate = end.gate(task, objectives.first());
        CohortLimits cohorts = new CohortLimits(
                limit("cohort.max-size"),
                // As many tasks as there are to be trials in flight; where they are short, min-time keeps them whole.
                Math.max(settings.get("cohort.min-per-rung", Kind.integer(1, Integer.MAX_VALUE)),
                        search.inFlight().auto() ? 1 : search.inFlight().trials().orElse(1)),
                settings.get("cohort.min-time", Kind.duration()),
                limit("cohort.max-memory"),
                settings.get("cohort.processor", Kind.constant(Processor.class)));
        // An interval's ends are quantiles at 2.5 and 97.5 %: fewer resamples have nothing beyond them.
        StudySpec.Test test = new StudySpec.Test(settings.get("test.resamples", Kind.integer(40, 1_000_000)));
        settings.texts("spark").forEach((setting, value) -> {
            if (setting.startsWith("spark.")) {
                settings.problem("spark", "spark.%s repeats spark; write %s".formatted(setting, setting));
            }
            spark.put("spark." + setting, value);
        });
        if (settings.get("device.tf32", Kind.flag())) {
            spark.putIfAbsent(TF32, "1");
        }

        WinnerSpec winner = new WinnerReader(settings).read(objectives, task, trainer.isPresent(),
                rows.folds().k());
        Notify notify = new NotifyReader(settings).read();
        Exports exports = new ExportReader(settings).read(name);
        if (settings.problems() > 0) {
            return Optional.empty();
        }
        return Optional.of(new StudySpec(name, seed, rows, training, topK, space.orElseThrow(), first.get(0),
                first.subList(1, first.size()), objectives,
                objectives.several() ? Scalarized.of(sampler) : sampler, scheduler, stop, cohorts, test, gate,
                settings.resolved(), spark, trainer, network.orElseThrow(), search.inFlight(), notify, exports,
                winner));
    }

    private int limit(String path) {
        return settings.get(path, Kind.auto(Kind.integer(1, Integer.MAX_VALUE))) instanceof Integer number ? number
                : CohortLimits.AUTO;
    }

    /**
     * Everything that names a metric looks among those that jars list, and none of it can say what is wrong with a jar.
     */
    private static void requireSoundJars() {
        try {
            Metric.all();
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInputException(wrong.getMessage());
        }
    }

    /** Where the rows are, once {@link #read}: settings that are wrong have their defaults there. */
    Optional<DataSpec> data() {
        return data.filter(rows -> !rows.path().isEmpty() || rows.format().equals("jdbc"));
    }

    /** Settings for Spark's configuration, by Spark's names, once {@link #read}. */
    SortedMap<String, String> spark() {
        return spark;
    }

    /** What a row is, as far as the file says it; how many features a table has is the data's to say. */
    private static InputShape input(DataSpec rows) {
        ImageSpec image = rows.image();
        int edges = rows.inputs().edges().size();
        if (image.isPresent()) {
            return new InputShape.Image(image.height(), image.width(), image.channels() + edges);
        }
        Frame frame = rows.pictures().frame();
        return rows.ofImages()
                ? new InputShape.Image(known(frame.height(), UNKNOWN_SIDE), known(frame.width(), UNKNOWN_SIDE),
                        known(frame.channels(), UNKNOWN_CHANNELS) + edges)
                : new InputShape.Vector(UNKNOWN_WIDTH);
    }

    private static int known(int extent, int otherwise) {
        return extent > 0 ? extent : otherwise;
    }

    /** What trials may have of a setting that names something. */
    private static Set<String> values(Setting<String> setting, Map<String, Parameter<?>> parameters,
                                      SortedMap<String, Object> training) {
        List<Object> values = parameters.get(setting.key()) instanceof ChoiceParameter tuned ? tuned.values()
                : List.of(training.get(setting.key()));
        Set<String> names = new TreeSet<>();
        values.forEach(value -> names.add((String) value));
        return names;
    }

    /** The study's name; by default that of its file. */
    private String name() {
        Kind<String> names = new Kind<>("a name of letters, digits, dots, hyphens and underscores",
                value -> Kind.scalar(value).filter(text -> text.matches("[A-Za-z0-9][A-Za-z0-9._-]*")),
                value -> Kind.scalar(value).map(StudyReader::asName));
        String name = settings.get("study.name", names);
        if (name.equals("auto")) {
            String file = settings.source().substring(settings.source().lastIndexOf('/') + 1);
            name = asName(file.replaceFirst("^classpath:", "").replaceFirst("\\.[A-Za-z]+$", ""));
        }
        settings.keep("study.name", name);
        return name;
    }

    private static String asName(String text) {
        String name = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return name.isEmpty() ? "study" : name;
    }
}
