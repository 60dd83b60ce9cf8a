package org.whittle.bench.cohorts;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.whittle.bench.Figures;
import org.whittle.config.StudyFile;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.RandomSampler;
import org.whittle.space.Configuration;
import org.whittle.study.StudySpec;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.train.plan.BatchedCohorts;
import org.whittle.train.plan.CohortCost;
import org.whittle.train.plan.Rates;
import org.whittle.work.Budget;
import org.whittle.work.CohortLimits;
import org.whittle.work.DeviceProfile;
import org.whittle.work.History;
import org.whittle.work.Place;
import org.whittle.work.Processor;
import org.whittle.work.Start;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * The rates of this machine's core: cohorts of many shapes are trained by whatever engine studies use, the constants of
 * the planner's formula are fitted to the seconds, and those of the processor that studies name are compared with them.
 */
public final class CalibrateBench {

    private static final int ROWS = 2048;
    private static final int OUTPUTS = 10;
    private static final int ROUNDS = 5;
    /** A measurement takes about so long. */
    private static final double SECONDS = 0.25;
    /** Estimated over measured seconds of a cohort, in times of their median: only proportions matter. */
    private static final double MOST_OFF = 1.6;
    /** What a plan may give up against the best number of networks that was measured. */
    private static final double LEAST_SHARE = 0.9;

    /** A cohort to train. */
    private record Cell(String name, int width, int batch, List<Configuration> members) {
    }

    /** A cohort that was trained: seconds an epoch. */
    private record Measured(Cell cell, Rates.Work work, double seconds) {
    }

    private final StudySpec spec;
    private final Figures figures = new Figures();

    private CalibrateBench(StudySpec spec) {
        this.spec = spec;
    }

    /** @param args the processor, and study files of 64 features and 10 classes; the first gives all other settings */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Processor processor = Processor.valueOf(args[0].toUpperCase(Locale.ROOT).replace('-', '_'));
        List<StudySpec> specs = new ArrayList<>();
        for (String file : Arrays.copyOfRange(args, 2, args.length)) {
            specs.add(StudyFile.read(file, List.of()));
        }
        CalibrateBench bench = new CalibrateBench(specs.get(0));
        Rates known = Rates.of(processor);
        List<Measured> measured = bench.measure();
        Rates fitted = fit(measured, known.cacheBytes());
        bench.compare(measured, known, fitted);
        bench.judgePlans(measured, known, fitted);
        for (StudySpec each : specs) {
            bench.gain(each, known, fitted);
        }
        print(fitted);
        Files.createDirectories(Path.of(args[1]));
        bench.figures.finish("calibrate", Path.of(args[1]));
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (int k : new int[] {1, 2, 4, 8, 16, 32, 64}) {
            cells.add(alike("a: 64-32-16-10", 64, 32, k, 32, 16));
        }
        for (int k : new int[] {1, 2, 4, 8, 16}) {
            cells.add(alike("b: 64-256-128-10", 64, 32, k, 256, 128));
        }
        for (int k : new int[] {1, 4, 16}) {
            cells.add(alike("c: 784-256-128-10", 784, 128, k, 256, 128));
        }
        for (int k : new int[] {1, 8, 32}) {
            cells.add(alike("linear 64-10", 64, 32, k));
            cells.add(alike("one layer 64-64-10", 64, 64, k, 64));
            cells.add(alike("four layers of 32", 64, 32, k, 32, 32, 32, 32));
        }
        cells.add(alike("wide 64-512-10", 64, 32, 4, 512));
        cells.add(mixed("activations", 8, i -> Map.of("layers", 2, "units", 32, "activation",
                List.of("relu", "tanh", "silu", "elu").get(i % 4))));
        cells.add(mixed("depths", 8, i -> Map.of("layers", i % 4, "units", 32)));
        cells.add(mixed("activations and depths", 16, i -> Map.of("layers", 1 + i % 3, "units", 48, "activation",
                List.of("relu", "tanh").get(i % 2))));
        return cells;
    }

    private static Cell alike(String shape, int width, int batch, int k, int... units) {
        TreeMap<String, Object> values = new TreeMap<>(Map.of("layers", units.length));
        for (int layer = 0; layer < units.length; layer++) {
            values.put("units." + (layer + 1), units[layer]);
        }
        return new Cell("%s, K = %d".formatted(shape, k), width, batch,
                IntStream.range(0, k).mapToObj(i -> new Configuration(values)).toList());
    }

    private interface Member {
        Map<String, Object> values(int index);
    }

    private static Cell mixed(String name, int k, Member member) {
        return new Cell("%s, K = %d".formatted(name, k), 64, 32,
                IntStream.range(0, k).mapToObj(i -> new Configuration(new TreeMap<>(member.values(i)))).toList());
    }

    private SortedMap<String, Object> settings(int batch) {
        SortedMap<String, Object> settings = new TreeMap<>(spec.training());
        settings.putAll(Map.of("batch-size", batch, "optimizer", "adam", "activation", "relu", "dropout", 0.0));
        settings.keySet().removeIf(key -> key.startsWith("units."));
        return settings;
    }

    private CohortCost cost(Cell cell, Rates rates) {
        return new CohortCost(settings(cell.batch()), cell.width(), OUTPUTS, ROWS, rates);
    }

    /** What else the machine does only slows down, and comes and goes: the best of some rounds through all cells. */
    private List<Measured> measure() throws IOException {
        List<Cell> cells = cells();
        double[] best = new double[cells.size()];
        Map<Integer, GaussianRows> rows = new TreeMap<>();
        for (int round = -1; round < ROUNDS; round++) {
            for (int i = 0; i < best.length; i++) {
                Cell cell = cells.get(i);
                int epochs = round < 0 ? 2 : (int) Math.max(2, Math.min(200, SECONDS / best[i]));
                double seconds = seconds(cell, rows.computeIfAbsent(cell.width(),
                        width -> GaussianRows.of(width, OUTPUTS, ROWS)), epochs);
                best[i] = round <= 0 ? seconds : Math.min(best[i], seconds);
            }
        }
        List<Measured> measured = new ArrayList<>();
        for (int i = 0; i < best.length; i++) {
            Cell cell = cells.get(i);
            measured.add(new Measured(cell, cost(cell, Rates.of(Processor.STANDARD)).work(cell.members()), best[i]));
        }
        return measured;
    }

    /** The core's seconds an epoch, in training steps: what else the machine runs takes the clock's, but not these. */
    private double seconds(Cell cell, GaussianRows data, int epochs) throws IOException {
        DjlTrainer trainer = new DjlTrainer(settings(cell.batch()), data, new NoFiles(),
                Objectives.of(new Objective("accuracy", Direction.MAXIMIZE)), 1000, 1, 1);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long clock = System.nanoTime();
        long core = threads.getCurrentThreadCpuTime();
        double seconds = 0;
        for (TrialOutcome outcome : trainer.runner(new Place("here", List.of(), "1.0.0", 0))
                .run(tasks(cell.members(), epochs))) {
            if (!(outcome instanceof TrialOutcome.Completed)) {
                throw new IllegalStateException(outcome.toString());
            }
            seconds += outcome.execution().trainingSeconds();
        }
        double share = (double) (threads.getCurrentThreadCpuTime() - core) / (System.nanoTime() - clock);
        return seconds * share / epochs;
    }

    private static List<TrialTask> tasks(List<Configuration> members, int epochs) {
        return IntStream.range(0, members.size()).mapToObj(i -> new TrialTask(new TrialId(i), 1, 0, members.get(i),
                new Start.Fresh(), new Budget(epochs), i)).toList();
    }

    /**
     * The rates whose estimates miss the measurements by the least squares, each in times of the measurement, and none
     * of which is negative: by one rate after the other until none moves.
     */
    static Rates fit(List<Measured> measured, double cacheBytes) {
        double[][] parts = measured.stream().map(one -> parts(one, cacheBytes)).toArray(double[][]::new);
        double[] rates = new double[parts[0].length];
        double[] estimate = new double[parts.length];
        for (int sweep = 0; sweep < 20_000; sweep++) {
            for (int rate = 0; rate < rates.length; rate++) {
                double along = 0;
                double square = 0;
                for (int i = 0; i < parts.length; i++) {
                    along += parts[i][rate] * (1 - estimate[i]);
                    square += parts[i][rate] * parts[i][rate];
                }
                double moved = square == 0 ? 0 : Math.max(-rates[rate], along / square);
                rates[rate] += moved;
                for (int i = 0; i < parts.length; i++) {
                    estimate[i] += moved * parts[i][rate];
                }
            }
        }
        return new Rates(
                rates[0],
                rates[1],
                rates[2],
                rates[3] == 0 ? 1e15 : 1 / rates[3],
                rates[4],
                rates[5],
                rates[6],
                cacheBytes);
    }

    /** How often each rate counts in an epoch, in times of the epoch's seconds: of step, layer, run, operation, … */
    private static double[] parts(Measured one, double cacheBytes) {
        Rates.Work work = one.work();
        double updated = work.steps() * work.parameters() / one.seconds();
        boolean beyond = new Rates(0, 0, 0, 1, 0, 0, 0, cacheBytes).beyondCache(work.parameters());
        return new double[] {work.steps() / one.seconds(), work.steps() * work.layers() / one.seconds(),
            work.steps() * work.runs() / one.seconds(), 6 * work.rows() * work.weights() / one.seconds(),
            work.rows() * work.units() / one.seconds(), beyond ? 0 : updated, beyond ? updated : 0};
    }

    private void compare(List<Measured> measured, Rates known, Rates fitted) {
        double ofKnown = median(measured, known);
        double ofFitted = median(measured, fitted);
        System.out.printf("%-36s %12s %14s %14s%n", "cohort", "µs an epoch", "as estimated", "as fitted");
        for (Measured one : measured) {
            double estimate = known.seconds(one.work()) / one.seconds();
            double now = fitted.seconds(one.work()) / one.seconds();
            System.out.printf("%-36s %,12.0f %14.2f %14.2f%n", one.cell().name(), one.seconds() * 1e6, estimate, now);
            figures.add(
                    "%s: estimated to measured, in times of the median"
                            .formatted(one.cell().name()),
                    estimate / ofKnown,
                    "ratio",
                    1 / MOST_OFF,
                    MOST_OFF,
                    now / ofFitted);
        }
        System.out.printf("the median: %.2f estimated, %.2f fitted%n", ofKnown, ofFitted);
    }

    private static double median(List<Measured> measured, Rates rates) {
        double[] sorted = measured.stream()
                .mapToDouble(one -> rates.seconds(one.work()) / one.seconds())
                .sorted()
                .toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** How fast a network is trained with as many others as the planner takes, beside the best number of them. */
    private void judgePlans(List<Measured> measured, Rates known, Rates fitted) {
        for (String shape : List.of("a: ", "b: ", "c: ")) {
            List<Measured> sizes = measured.stream().filter(one -> one.cell().name().startsWith(shape)).toList();
            double best = sizes.stream().mapToDouble(CalibrateBench::perNetwork).min().orElseThrow();
            double byKnown = best / perNetwork(planned(sizes, known));
            double byFitted = best / perNetwork(planned(sizes, fitted));
            System.out.printf("%s planned %s: %.2f of the best rate; as fitted %s: %.2f%n", shape.substring(0, 1),
                    planned(sizes, known).cell().name(), byKnown, planned(sizes, fitted).cell().name(), byFitted);
            figures.add("%s: the planned cohort's rate to the best".formatted(shape.substring(0, 1)), byKnown, "ratio",
                    LEAST_SHARE, Figures.NONE, byFitted);
        }
    }

    private static double perNetwork(Measured one) {
        return one.seconds() / one.cell().members().size();
    }

    /** Of the sizes that were measured the one nearest to what is planned for 64. */
    private Measured planned(List<Measured> sizes, Rates rates) {
        Cell cell = sizes.get(0).cell();
        List<Configuration> many = IntStream.range(0, 64).mapToObj(i -> cell.members().get(0)).toList();
        int planned = new BatchedCohorts(cost(cell, rates), new CohortLimits(64, 1, Duration.ofMillis(250), 1024))
                .plan(tasks(many, 27), 27).get(0).size();
        return sizes.stream().min((one, other) -> Double.compare(
                Math.abs(Math.log((double) one.cell().members().size() / planned)),
                Math.abs(Math.log((double) other.cell().members().size() / planned)))).orElseThrow();
    }

    /** What a study's plan would save by the fitted rates, by their own estimate. */
    private void gain(StudySpec study, Rates known, Rates fitted) {
        List<Configuration> configurations = new RandomSampler().ask(study.space(),
                new History(study.objectives(), 27, List.of(), List.of()), 81, RandomStream.ofSeed(study.seed()));
        double before = cost(study, configurations, known, fitted);
        double after = cost(study, configurations, fitted, fitted);
        System.out.printf(
                "%s, 81 configurations, 3 epochs: the fitted rates' plan takes %.3f of the present one's time%n",
                study.name(), after / before);
        figures.add("%s: the fitted plan's time to the present one's".formatted(study.name()), after / before, "ratio");
    }

    private static double cost(StudySpec study, List<Configuration> configurations, Rates by, Rates judged) {
        CohortCost planning = new CohortCost(study.training(), 64, OUTPUTS, 1078, by);
        CohortCost judging = new CohortCost(study.training(), 64, OUTPUTS, 1078, judged);
        return new BatchedCohorts(planning, study.cohorts().on(DeviceProfile.CORE))
                .plan(tasks(configurations, 3), 3).stream()
                        .mapToDouble(cohort -> 8e-3
                                + 3
                                        * judging.epoch(cohort.stream()
                                                .map(TrialTask::configuration)
                                                .toList()))
                        .sum();
    }

    private static void print(Rates fitted) {
        System.out.printf("fitted, for a file of src/main/resources/org/whittle/train/plan:%n%s%n", String.join("\n",
                "step = %.3g".formatted(fitted.step()), "layer = %.3g".formatted(fitted.layer()),
                "run = %.3g".formatted(fitted.run()), "operations = %.3g".formatted(fitted.operations()),
                "unit = %.3g".formatted(fitted.unit()), "parameter = %.3g".formatted(fitted.parameter()),
                "parameter-beyond-cache = %.3g".formatted(fitted.parameterBeyondCache()),
                "cache-bytes = %.3g".formatted(fitted.cacheBytes())));
    }
}
