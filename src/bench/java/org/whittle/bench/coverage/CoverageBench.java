package org.whittle.bench.coverage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.whittle.bench.Figures;
import org.whittle.goal.Estimate;
import org.whittle.goal.TrialId;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.train.metric.TestEvaluation;
import org.whittle.work.TestResult;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/bench coverage}. */
@Command(name = "coverage", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures how often 95 %% intervals of test metrics cover the true value.")
public final class CoverageBench implements Callable<Integer> {

    private static final List<TrialId> MODELS = List.of(new TrialId(1), TrialId.BASELINE);
    private static final List<String> METRICS =
            List.of("accuracy", "macro-f1", "precision", "recall", "mcc", "roc-auc", "pr-auc", "log-loss", "brier",
                    "rmse", "mae", "r2");
    private static final List<World> WORLDS = List.of(
            new Classes(0.8, 0.5, 0, 1),
            new Classes(0.8, 0.2, 0, 1),
            new Classes(0.9, 0.1, 2.5, 1),
            new Classes(0.95, 0.5, 0, 1),
            new Classes(0.95, 0.5, 0, 3),
            new Classes(0.99, 0.5, 0, 1),
            new ManyClasses(10, 3.3),
            new Numbers(false),
            new Numbers(true));

    @Option(names = "--simulations", defaultValue = "2000", description = "A cell (default: ${DEFAULT-VALUE}).")
    private int simulations;

    @Option(names = "--rows", split = ",", defaultValue = "20,40,100,400,2000",
            description = "Of a test set (default: ${DEFAULT-VALUE}).")
    private List<Integer> rows;

    @Option(names = "--metrics", split = ",", description = "Only these (default: all).")
    private List<String> metrics = METRICS;

    @Option(
            names = "--worlds",
            description = "Only those whose name has this text, for instance 'few found' (default: all).")
    private String worlds = "";

    @Option(
            names = "--resamples",
            defaultValue = "1000",
            description = "As test.resamples (default: ${DEFAULT-VALUE}).")
    private int resamples;

    @Option(names = "--seed", defaultValue = "11", description = "(default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", defaultValue = "target/bench", hidden = true)
    private Path json;

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new CoverageBench()).execute(args));
    }

    @Override
    public Integer call() {
        System.out.printf(
                "Coverage of 95 %% intervals in %%: %d simulated test sets a cell, each with two models; standard "
                        + "error %.1f.%nMust be from 93 to 97 from 100 rows on, from 90 to 98 from 40 rows on. !: is "
                        + "not. d: more, where the metric has%nonly a few values it can be likely to have: a share of "
                        + "rows, or if there are fewer than 5 rows on average that are%nwrong (of a difference: that "
                        + "just one model is right on), of a class if the metric is of classes. Below 40 rows%nnothing "
                        + "is asked.%n%n",
                simulations, 100 * Math.sqrt(0.05 * 0.95 / simulations));
        String line = "%-26s %-20s" + " %7s".repeat(rows.size()) + "%n";
        List<Object> head = new ArrayList<>(List.of("rows", "interval of"));
        head.addAll(rows);
        System.out.printf(line, head.toArray());
        List<Cell> cells = new ArrayList<>();
        for (World world : WORLDS.stream().filter(w -> w.name().contains(worlds)).toList()) {
            Map<String, List<Cell>> table = new LinkedHashMap<>();
            Truth truth = new Truth(world.truth(0), world.truth(1), world.events());
            for (int count : rows) {
                measure(world, truth, count).forEach(cell ->
                        table.computeIfAbsent(cell.metric(), metric -> new ArrayList<>()).add(cell));
            }
            table.forEach((metric, row) -> {
                List<Object> texts = new ArrayList<>(List.of(world.name(), metric));
                row.forEach(cell -> texts.add(cell.text()));
                System.out.printf(line, texts.toArray());
                cells.addAll(row);
            });
        }
        Figures figures = new Figures();
        cells.forEach(cell -> cell.tell(figures));
        lattice(figures);
        System.out.println();
        figures.finish("coverage", json);
        return 0;
    }

    private record Truth(SortedMap<String, Double> first, SortedMap<String, Double> second, Events events) {
    }

    private List<Cell> measure(World world, Truth truth, int count) {
        RandomStream streams = RandomStream.ofSeed(seed).child(world.name()).child(count);
        List<List<TestResult>> results = IntStream.range(0, simulations).parallel().mapToObj(s -> {
            World.TestSet drawn = world.draw(count, streams.child(s));
            return TestEvaluation.of(MODELS, drawn.outputs(), world.task(), drawn.targets(), 1, resamples, s);
        }).toList();
        List<Cell> cells = new ArrayList<>();
        for (String metric : metrics.stream().filter(truth.first::containsKey).toList()) {
            double value = truth.first.get(metric);
            cells.add(cell(world, metric, count, value, count * truth.events.rarest(metric, false),
                    results.stream().map(r -> r.get(0).metrics().get(metric)).toList()));
            cells.add(cell(world, metric + " difference", count, value - truth.second.get(metric),
                    count * truth.events.rarest(metric, true),
                    results.stream().map(r -> r.get(0).advantage().get(metric)).toList()));
        }
        return cells;
    }

    private static Cell cell(World world, String metric, int count, double truth, double events,
                             List<Estimate> estimates) {
        int covered = 0;
        int above = 0;
        int all = 0;
        for (Estimate estimate : estimates) {
            if (estimate != null && estimate.hasInterval()) {
                all++;
                covered += estimate.low() <= truth && truth <= estimate.high() ? 1 : 0;
                above += truth > estimate.high() ? 1 : 0;
            }
        }
        return new Cell(world.name(), metric, count, all, covered / (double) all, above / (double) all, events);
    }

    /** What the interval of a share of rows covers exactly, and what it would if it accepted one count less. */
    private void lattice(Figures figures) {
        System.out.printf(
                "%nA share of rows can only be some numbers, so its interval can only cover some shares of test sets."
                        + " Exactly:%n%8s %6s %10s %22s%n",
                "accuracy", "rows", "covers", "with one count less");
        for (double accuracy : new double[] {0.8, 0.95, 0.99}) {
            for (int count : rows) {
                BinomialDistribution right = new BinomialDistribution(null, count, accuracy);
                double covers = 0;
                double least = 1;
                for (int hits = 0; hits <= count; hits++) {
                    double probability = right.probability(hits);
                    Estimate estimate = probability < 1e-9 ? null : accuracyOf(hits, count);
                    if (estimate != null && estimate.low() <= accuracy && accuracy <= estimate.high()) {
                        covers += probability;
                        least = Math.min(least, probability);
                    }
                }
                System.out.printf("%8s %6d %10.1f %22.1f%n", accuracy, count, 100 * covers, 100 * (covers - least));
                figures.add("accuracy %s of %d rows, exactly".formatted(accuracy, count), 100 * covers, "% covered");
                figures.add("accuracy %s of %d rows, with one count less".formatted(accuracy, count),
                        100 * (covers - least), "% covered");
            }
        }
    }

    private static Estimate accuracyOf(int hits, int count) {
        double[] logits = new double[2 * count];
        for (int row = 0; row < count; row++) {
            logits[2 * row + (row < hits ? 0 : 1)] = 1;
        }
        return TestEvaluation.of(MODELS.subList(0, 1), List.of(logits),
                new LearningTask.Classification(List.of("no", "yes")), new double[count], 1, 1, 0).get(0).metrics()
                .get("accuracy");
    }
}
