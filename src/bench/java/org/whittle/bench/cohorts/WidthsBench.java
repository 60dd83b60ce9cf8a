package org.whittle.bench.cohorts;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.whittle.bench.Figures;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.Training;
import org.whittle.net.kind.ConvolutionalKind;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.train.plan.BatchedCohorts;
import org.whittle.train.plan.CohortCost;
import org.whittle.train.plan.Rates;
import org.whittle.work.Budget;
import org.whittle.work.CohortLimits;
import org.whittle.work.Place;
import org.whittle.work.Processor;
import org.whittle.work.Rows;
import org.whittle.work.Start;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Convolutional configurations drawn at random, with as many filters and units as chance has it, on one core: epochs a
 * CPU-second one by one, in cohorts of equal widths, and in cohorts that are padded.
 *
 * <pre>
 *   small    images of 8 × 8, 4 to 32 filters        medium   8 × 8, 16 to 64 filters, as network.space = small
 *   large    28 × 28, 4 to 32 filters
 * </pre>
 */
public final class WidthsBench {

    private static final int CLASSES = 10;
    private static final Objectives ACCURACY = Objectives.of(new Objective("accuracy", Direction.MAXIMIZE));

    private WidthsBench() {
    }

    /** Rows of noise that are images. */
    private record Images(GaussianRows rows, InputShape.Image input) implements TrainingData {

        static Images of(int side, int count) {
            return new Images(GaussianRows.of(side * side, CLASSES, count), new InputShape.Image(side, side, 1));
        }

        @Override
        public LearningTask task() {
            return rows.task();
        }

        @Override
        public int width() {
            return rows.width();
        }

        @Override
        public Rows training() {
            return rows.training();
        }

        @Override
        public Rows validation() {
            return rows.validation();
        }
    }

    /** What is drawn, and on what it is trained. */
    private record Study(String name, int side, int rows, int fewest, int most) {
    }

    private static final List<Study> STUDIES = List.of(new Study("small", 8, 1024, 4, 32),
            new Study("medium", 8, 1024, 16, 64), new Study("large", 28, 512, 4, 32));

    /** @param args turns; configurations; the folder for JSON */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        int turns = Integer.parseInt(args[0]);
        Figures figures = new Figures();
        for (Study study : STUDIES) {
            measure(study, Integer.parseInt(args[1]), turns, figures);
        }
        figures.finish("widths", Path.of(args[2]));
    }

    private static void measure(Study study, int count, int turns, Figures figures) throws IOException {
        SortedMap<String, Object> settings = new TreeMap<>(Training.defaults());
        Images data = Images.of(study.side, study.rows);
        List<TrialTask> tasks = IntStream.range(0, count).mapToObj(i -> draw(study, i)).toList();
        CohortCost cost = new CohortCost(new ConvolutionalKind(), settings, data.input(), CLASSES, study.rows,
                Rates.of(Processor.STANDARD));
        BatchedCohorts planner = new BatchedCohorts(cost, new CohortLimits(64, 1, Duration.ofMillis(250), 1024));
        Map<List<Object>, List<TrialTask>> alike = new LinkedHashMap<>();
        tasks.forEach(task -> alike.computeIfAbsent(widths(task), key -> new ArrayList<>()).add(task));
        List<List<TrialTask>> equal = new ArrayList<>();
        alike.values().forEach(group -> equal.addAll(planner.plan(group, 1)));
        List<List<List<TrialTask>>> ways = List.of(tasks.stream().map(List::of).toList(), equal,
                planner.plan(tasks, 1));
        DjlTrainer trainer = new DjlTrainer(new ConvolutionalKind(), settings, data, new NoFiles(), ACCURACY, 1, 1, 1);
        double[][] rates = new double[ways.size()][turns];
        for (int turn = -1; turn < turns; turn++) {
            for (int way = 0; way < ways.size(); way++) {
                rates[way][Math.max(0, turn)] = rate(trainer, ways.get(way));
            }
        }
        trainer.release();
        List<String> names = List.of("one by one", "equal widths", "padded");
        for (int way = 0; way < ways.size(); way++) {
            double[] ratios = new double[turns];
            for (int turn = 0; turn < turns; turn++) {
                ratios[turn] = rates[way][turn] / rates[0][turn];
            }
            String name = study.name + ", " + names.get(way);
            figures.add(name, median(rates[way]), "epochs a CPU-second");
            figures.add(name + " to one by one", median(ratios), "times");
            System.out.printf("%-24s %4d cohorts %8.2f epochs a CPU-second, %5.2f times%n", name,
                    ways.get(way).size(), median(rates[way]), median(ratios));
        }
    }

    private static List<Object> widths(TrialTask task) {
        SortedMap<String, Object> values = task.configuration().values();
        return List.of(values.get("conv-layers"), values.get("filters"), values.get("units"),
                values.get("kernel-size"));
    }

    private static TrialTask draw(Study study, int trial) {
        RandomStream random = RandomStream.ofSeed(5).child(study.name).child(trial);
        SortedMap<String, Object> values = new TreeMap<>();
        values.put("conv-layers", 1 + random.nextInt(2));
        values.put("filters", (int) Math.round(study.fewest
                * Math.pow((double) study.most / study.fewest, random.nextDouble())));
        values.put("units", (int) Math.round(32 * Math.pow(4, random.nextDouble())));
        values.put("kernel-size", 3 + 2 * random.nextInt(2));
        values.put("dropout", random.nextDouble() / 2);
        values.put("learning-rate", 3e-4 * Math.pow(30, random.nextDouble()));
        return new TrialTask(new TrialId(trial), 1, 0, new Configuration(values), new Start.Fresh(), new Budget(1),
                trial);
    }

    private static double rate(DjlTrainer trainer, List<List<TrialTask>> cohorts) throws IOException {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int epochs = 0;
        for (List<TrialTask> cohort : cohorts) {
            for (TrialOutcome outcome : trainer.runner(new Place("here", List.of(), "1.0.0", 0)).run(cohort)) {
                if (outcome instanceof TrialOutcome.Failed failed) {
                    throw new IllegalStateException(failed.reason());
                }
                epochs++;
            }
        }
        return epochs / ((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began) / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
