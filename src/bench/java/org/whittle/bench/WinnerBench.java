package org.whittle.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.app.Whittle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/bench winner}. */
@Command(name = "winner", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs real studies that stop rules end early, and holds each winner against trials.parquet.")
public final class WinnerBench implements Callable<Integer> {

    /** What ends the search. */
    enum Rule {
        TRIALS("search.max-epochs = 27, stop.trials = 10"),
        WALL_TIME("search.max-epochs = 243, stop.wall-time = 3 seconds"),
        TARGET("search.max-epochs = 27, stop.target = 0.96");

        private final String settings;

        Rule(String settings) {
            this.settings = settings;
        }
    }

    /** The default search, on digits. The baseline is bad on purpose, and alone in being trained in full for sure. */
    private static final String STUDY = """
            data { path = "classpath:sample/digits.csv", label = digit }
            objective.metric = accuracy
            space { learning-rate { low = 1e-5, high = 1e-1, log = true }, units { low = 4, high = 256, log = true } }
            training { layers = 1, batch-size = 32 }
            baseline { learning-rate = 1e-5, units = 8 }
            test.resamples = 50
            spark { ui.enabled = false }
            """;

    private static final double TARGET = 0.96;

    /**
     * A study that is over.
     *
     * @param flaw what is wrong with its winner; empty if it is right
     */
    private record Result(Rule rule, int seed, int winner, double objective, int epoch, int epochs, long trials,
                          boolean fewerEpochsThanTheBaseline, String flaw) {
    }

    @Option(names = "--rules", split = ",", defaultValue = "trials,wall_time,target",
            description = "What ends the searches (default: ${DEFAULT-VALUE}).")
    private List<Rule> rules;

    @Option(names = "--seeds", defaultValue = "20", description = "Studies a rule (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--json", defaultValue = "target/bench", hidden = true)
    private Path json;

    public static void main(String[] args) {
        System.exit(new CommandLine(new WinnerBench()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Path work = Files.createTempDirectory("whittle-winner");
        List<Result> results = new ArrayList<>();
        for (Rule rule : rules) {
            for (int seed = 1; seed <= seeds; seed++) {
                tune(work, rule, seed);
            }
            try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                    .config("spark.sql.shuffle.partitions", 1).getOrCreate()) {
                for (int seed = 1; seed <= seeds; seed++) {
                    results.add(check(spark, work, rule, seed));
                }
            }
            print(results.stream().filter(r -> r.rule() == rule).toList(), rule);
        }
        Figures figures = new Figures();
        for (Result result : results) {
            String name = "%s, seed %d"
                    .formatted(result.rule().name().toLowerCase(Locale.ROOT).replace('_', '-'), result.seed());
            figures.add(name + ": the winner is the best trial", result.flaw().isEmpty());
            figures.add(name + ": trial %d, epoch %d".formatted(result.winner(), result.epoch()), result.objective(),
                    "accuracy");
        }
        return figures.finish("winner", json) ? 0 : 1;
    }

    private static Path directory(Path work, Rule rule, int seed) {
        return work.resolve(rule.name().toLowerCase(Locale.ROOT) + "-" + seed);
    }

    private static void tune(Path work, Rule rule, int seed) throws IOException {
        Path file = work.resolve("study.conf");
        Files.writeString(file, STUDY + rule.settings + "\nstudy.seed = " + seed + "\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        int exitCode;
        try {
            exitCode = Whittle.run(
                    new String[] {
                        "tune",
                        file.toString(),
                        "--study",
                        directory(work, rule, seed).toString(),
                        "--master",
                        "local[1]",
                        "--quiet"
                    },
                    System.err);
        } finally {
            System.setOut(before);
        }
        if (exitCode != 0) {
            throw new IllegalStateException("%s, seed %d: exit code %d%n%s".formatted(rule, seed, exitCode,
                    out.toString(StandardCharsets.UTF_8)));
        }
    }

    /**
     * Worked out from the epochs alone: a trial is worth its best epoch; of equals, fewer epochs, then the lower id.
     */
    private static Result check(SparkSession spark, Path work, Rule rule, int seed) throws IOException {
        Path study = directory(work, rule, seed);
        JsonNode summary = new ObjectMapper().readTree(study.resolve("results/summary.json").toFile());
        JsonNode best = summary.path("best");
        String results = study.resolve("results").toString();
        spark.read().parquet(results + "/epochs.parquet").createOrReplaceTempView("epochs");
        spark.read().parquet(results + "/trials.parquet").createOrReplaceTempView("trials");
        Row first = spark.sql(
                        "select e.trial, e.accuracy, e.epoch from epochs e join trials t on e.trial = t.trial "
                                + "where t.state not in ('failed', 'diverged') order by e.accuracy desc, e.epoch, "
                                + "e.trial limit 1")
                .first();
        Row ranked = spark.sql("select trial, objective, epoch, epochs from trials where rank = 1").first();
        int baseline = spark.sql("select epochs from trials where trial = 0").first().getInt(0);
        List<String> flaws = new ArrayList<>();
        if (best.path("trial").asInt() != first.getInt(0)) {
            flaws.add("the best trial is " + first.getInt(0));
        }
        if (ranked.getInt(0) != first.getInt(0) || ranked.getDouble(1) != first.getDouble(1)
                || ranked.getInt(2) != first.getInt(2)) {
            flaws.add("rank 1 is " + ranked);
        }
        if (best.path("epoch").asInt() != first.getInt(2)) {
            flaws.add("its epoch is " + first.getInt(2));
        }
        if (rule == Rule.TARGET
                && summary.path("stop_reason").asText().startsWith("target") != first.getDouble(1) >= TARGET) {
            flaws.add(summary.path("stop_reason").asText() + ", but the best is " + first.getDouble(1));
        }
        return new Result(
                rule,
                seed,
                best.path("trial").asInt(),
                ranked.getDouble(1),
                best.path("epoch").asInt(),
                ranked.getInt(3),
                summary.path("trials").asLong(),
                ranked.getInt(3) < baseline,
                String.join("; ", flaws));
    }

    private static void print(List<Result> results, Rule rule) {
        System.out.printf(
                Locale.ROOT,
                "%s: the winner is the best trial in %d of %d studies; it trained less than the baseline "
                        + "in %d; accuracy %.4f on average%n",
                rule.settings,
                results.stream().filter(r -> r.flaw().isEmpty()).count(),
                results.size(),
                results.stream().filter(Result::fewerEpochsThanTheBaseline).count(),
                results.stream().mapToDouble(Result::objective).average().orElse(Double.NaN));
        results.stream().filter(r -> !r.flaw().isEmpty())
                .forEach(r -> System.out.printf("  seed %d, winner %d: %s%n", r.seed(), r.winner(), r.flaw()));
    }
}
