package org.whittle.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.random.RandomStream;

/** A study of a few seconds on a table of its own, run through the command line. */
final class SmallStudy {

    private static final String[] COLOURS = {"red", "green", "blue"};

    /** Columns that tell when and where, and so differ from run to run. */
    private static final String[] CIRCUMSTANCES = {"seconds", "training_seconds", "host", "device", "attempts", "cohort"
    };

    /** What a command printed, and how it ended. */
    record Outcome(int exitCode, String out, String errors) {
    }

    final Path file;
    final Path table;

    /** Writes the table and the study file. */
    SmallStudy(Path directory) throws IOException {
        table = directory.resolve("rows.csv");
        List<String> lines = new ArrayList<>(List.of("a,b,colour,kind"));
        RandomStream random = RandomStream.ofSeed(7);
        for (int i = 0; i < 240; i++) {
            int kind = i % 3;
            lines.add(String.format(Locale.ROOT, "%.6f,%s,%s,kind-%d", kind + random.nextGaussian() * 0.4,
                    i % 17 == 0 ? "" : String.format(Locale.ROOT, "%.6f", kind * kind - random.nextGaussian()),
                    COLOURS[random.nextInt(3)], kind));
        }
        Files.write(table, lines);
        file = directory.resolve("small.conf");
        Files.writeString(file, """
                study { name = small, seed = 3 }
                data { path = "%s", label = kind }
                space {
                  units         { type = int, low = 4, high = 32, log = true }
                  learning-rate { type = real, low = 1e-3, high = 1e-1, log = true }
                  dropout       { type = real, low = 0, high = 0.4 }
                  optimizer     = [sgd, adam]
                  momentum      { type = real, low = 0, high = 0.9, when = "optimizer = sgd" }
                }
                training { layers = 1, batch-size = 16 }
                baseline.units = 16
                objective.metric = accuracy
                search { sampler = random, scheduler = hyperband, max-epochs = 9, eta = 3 }
                test.resamples = 100
                """.formatted(table));
    }

    /** Runs {@code tune} in this JVM. */
    Outcome tune(Path study, String master, String... more) {
        List<String> arguments = new ArrayList<>(List.of("tune", file.toString(), "--study", study.toString(),
                "--master", master));
        arguments.addAll(Arrays.asList(more));
        return run(arguments.toArray(String[]::new));
    }

    /** Runs a command in this JVM. */
    static Outcome run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Whittle.run(arguments, new PrintStream(errors, true, StandardCharsets.UTF_8));
            return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    /** Settings with which executors in processes of their own find the classes under test. */
    static String[] executorProcesses() {
        return new String[] {"--set", "spark.executor.extraClassPath=" + System.getProperty("java.class.path"),
            "--set", "spark.executor.memory=1g"};
    }

    /** A table of results, as lines, without the columns that differ from run to run. */
    static List<String> reproducible(Path study, String table) {
        return reproducible(study.toString(), table);
    }

    /** A table of results on any file system. */
    static List<String> reproducible(String study, String table) {
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Dataset<Row> rows = spark.read().parquet(study + "/results/" + table)
                    .drop(CIRCUMSTANCES);
            return Stream.concat(Stream.of(Arrays.toString(rows.columns())),
                    rows.collectAsList().stream().map(Row::toString)).toList();
        }
    }
}
