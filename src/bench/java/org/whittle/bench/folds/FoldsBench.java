package org.whittle.bench.folds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.whittle.bench.Figures;
import org.whittle.run.Specification;
import org.whittle.run.Tuning;
import org.whittle.run.TuningResult;
import org.whittle.work.Sums;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/bench folds}. */
@Command(name = "folds", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Cost, and true error of what is chosen, with one split, with k folds, and with folds raced on.")
public final class FoldsBench implements Callable<Integer> {

    /**
     * How a study looks at rows. All propose the same configurations in the same order: what differs is what they see
     * of them.
     */
    private enum Method {
        /** One part of five is measured on. */
        SPLIT("search.iterations = 1"),
        /** The same, with as many epochs as {@link #RACED} spends, for more trials. */
        SPLIT_LONGER("search.iterations = 4"),
        /** Every trial on all five folds. */
        FULL("data.split.folds.k = 5, search.folds.first = 5"),
        /** Trials on one fold, the best of them raced over the others. */
        RACED("data.split.folds.k = 5, search.folds.first = 1");

        private final String settings;

        Method(String settings) {
            this.settings = settings;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final String STUDY = """
            data { format = csv, label = %s, categorical = [%s]
                   split { by = column, column.name = part } }
            objective.metric = accuracy
            space {
              layers { low = 1, high = 3 }, units { low = 8, high = 128, log = true }
              activation = [relu, tanh, gelu], dropout { low = 0, high = 0.5 }
              learning-rate { low = 1e-4, high = 1e-1, log = true }, batch-size = [32, 64, 128]
              optimizer = [adam, sgd, rmsprop], weight-decay { low = 1e-6, high = 1e-2, log = true }
            }
            training.weight-decay = 1e-4
            search { sampler = random, scheduler = hyperband, max-epochs = %d, eta = 3 }
            test.resamples = 40
            study.seed = %d
            """;

    /** What a study cost, and the share of the remaining rows that its choice gets wrong. */
    private record Result(long epochs, double error, double seconds) {
    }

    /** All methods on one sample. */
    private record Pair(String table, int rows, int seed, Map<Method, Result> results) {

        double error(Method method) {
            return results.get(method).error();
        }

        double epochs(Method method) {
            return results.get(method).epochs();
        }
    }

    @Option(names = "--tables", split = ",", defaultValue = "digits,letter,magic,adult",
            description = "Tables, each if its file is at hand (default: ${DEFAULT-VALUE}).")
    private List<String> tables;

    @Option(names = "--rows", split = ",", defaultValue = "500,1000,2000,5000",
            description = "Rows that studies see; seeds take them in turns (default: ${DEFAULT-VALUE}).")
    private List<Integer> sizes;

    @Option(names = "--seeds", defaultValue = "20", description = "Samples of a table (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--first-seed", defaultValue = "1", description = "The first (default: ${DEFAULT-VALUE}).")
    private int firstSeed;

    @Option(names = "--max-epochs", defaultValue = "27", description = "R (default: ${DEFAULT-VALUE}).")
    private int maxEpochs;

    @Option(names = "--cores", defaultValue = "2", description = "Slots (default: ${DEFAULT-VALUE}).")
    private int cores;

    @Option(names = "--benchmarks", defaultValue = "../shared/benchmarks/data/pmlb", hidden = true)
    private Path benchmarks;

    @Option(names = "--json", defaultValue = "target/bench", hidden = true)
    private Path json;

    public static void main(String[] args) {
        System.exit(new CommandLine(new FoldsBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Pair> pairs = new ArrayList<>();
        System.out.printf("%-8s %5s %4s  %s%n", "table", "rows", "seed", Stream.of(Method.values())
                .map(m -> "%22s".formatted(m.label())).reduce("", String::concat));
        try (SparkSession spark = SparkSession.builder().master("local[" + cores + "]")
                .config("spark.ui.enabled", "false").config("spark.scheduler.mode", "FAIR")
                .config("spark.sql.shuffle.partitions", 1).getOrCreate()) {
            for (int seed = firstSeed; seed < firstSeed + seeds; seed++) {
                for (String name : tables) {
                    if (!name.equals("digits") && !Files.exists(benchmarks.resolve(name + ".tsv.gz"))) {
                        System.out.printf(
                                "%s is left out: there is no %s%n", name, benchmarks.resolve(name + ".tsv.gz"));
                        continue;
                    }
                    SampledTable table = name.equals("digits") ? SampledTable.digits()
                            : SampledTable.pmlb(benchmarks, name);
                    // Of the digits too many rows would leave too few for the true error.
                    int rows = Math.min(sizes.get(seed % sizes.size()), table.rows().size() / 2);
                    pairs.add(measure(spark, table, rows, seed));
                }
            }
        }
        return judge(pairs) ? 0 : 1;
    }

    private Pair measure(SparkSession spark, SampledTable table, int rows, int seed)
            throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("whittle-folds");
        try {
            Path file = work.resolve("table.csv");
            table.write(file, rows, seed);
            Map<Method, Result> results = new EnumMap<>(Method.class);
            for (Method method : List.of(Method.SPLIT, Method.FULL, Method.RACED)) {
                results.put(method, run(spark, table, file, work, method, seed, 0));
            }
            results.put(Method.SPLIT_LONGER,
                    run(spark, table, file, work, Method.SPLIT_LONGER, seed, results.get(Method.RACED).epochs()));
            System.out.printf(Locale.ROOT, "%-8s %5d %4d  %s%n", table.name(), rows, seed, Stream.of(Method.values())
                    .map(m -> String.format(Locale.ROOT, "  %.4f %5d ep %4.0f s", results.get(m).error(),
                            results.get(m).epochs(), results.get(m).seconds())).reduce("", String::concat));
            return new Pair(table.name(), rows, seed, results);
        } finally {
            delete(work);
        }
    }

    private Result run(
            SparkSession spark, SampledTable table, Path file, Path work, Method method, int seed, long most)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        String categorical = String.join(", ", table.categorical().stream().map(c -> '"' + c + '"').toList());
        String text = STUDY.formatted(table.label(), categorical, maxEpochs, seed) + method.settings
                + "\ndata.path = \"" + file + "\"\n" + (most > 0 ? "stop.epochs = " + most + "\n" : "");
        TuningResult result = Tuning.of(Specification.text(text)).spark(spark)
                .directory(work.resolve(method.name()).toString()).run();
        JsonNode summary = new ObjectMapper().readTree(result.summary());
        double accuracy = summary.path("best").path("test").path("accuracy").path("value").asDouble(Double.NaN);
        return new Result(summary.path("epochs").asLong(), 1 - accuracy, (System.nanoTime() - start) / 1e9);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The bounds that cross-validation with pruning has to keep. */
    private boolean judge(List<Pair> pairs) {
        Figures figures = new Figures();
        for (Method method : Method.values()) {
            figures.add(
                    "true error, " + method.label(),
                    mean(pairs.stream().map(p -> p.error(method)).toList()),
                    "share");
            figures.add(
                    "epochs, " + method.label(),
                    mean(pairs.stream().map(p -> p.epochs(method)).toList()),
                    "epochs");
        }
        List<Double> longer = pairs.stream().map(p -> p.error(Method.SPLIT_LONGER) - p.error(Method.RACED)).toList();
        List<Double> full = pairs.stream().map(p -> p.error(Method.RACED) - p.error(Method.FULL)).toList();
        List<Double> split = pairs.stream().map(p -> p.error(Method.SPLIT) - p.error(Method.FULL)).toList();
        figures.add("at equal epochs, one split's error over raced folds', in standard errors",
                mean(longer) / standardError(longer), "standard errors", 2, Figures.NONE, Figures.NONE);
        figures.add("at equal trials, raced folds' error over all folds', in standard errors",
                mean(full) / standardError(full), "standard errors", Figures.NONE, 1, Figures.NONE);
        figures.add(
                "at equal trials, raced folds' epochs to one split's",
                mean(pairs.stream()
                        .map(p -> p.epochs(Method.RACED) / p.epochs(Method.SPLIT))
                        .toList()),
                "times",
                Figures.NONE,
                1.5,
                mean(pairs.stream()
                        .map(p -> p.epochs(Method.FULL) / p.epochs(Method.SPLIT))
                        .toList()));
        System.out.printf(Locale.ROOT, "%nOver %d samples, mean ± standard error:%n"
                        + "  one split at equal epochs - raced folds   %+.5f ± %.5f%n"
                        + "  raced folds - all folds                   %+.5f ± %.5f%n"
                        + "  one split at equal trials - all folds     %+.5f ± %.5f%n",
                pairs.size(), mean(longer), standardError(longer), mean(full), standardError(full), mean(split),
                standardError(split));
        for (Method method : Method.values()) {
            System.out.printf(Locale.ROOT, "  %-14s error %.4f, %.0f epochs%n", method.label(),
                    mean(pairs.stream().map(p -> p.error(method)).toList()),
                    mean(pairs.stream().map(p -> p.epochs(method)).toList()));
        }
        return figures.finish("folds", json);
    }

    private static double mean(List<Double> values) {
        return Sums.mean(array(values));
    }

    private static double standardError(List<Double> values) {
        return Math.sqrt(Sums.variance(array(values)) / (values.size() - 1));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
