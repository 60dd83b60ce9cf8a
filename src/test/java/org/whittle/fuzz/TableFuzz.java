package org.whittle.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.whittle.app.InProcess;
import org.whittle.config.StudyFile;
import org.whittle.data.DataPreparer;
import org.whittle.data.PreparedData;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.study.DataSpec;

/**
 * Small tables, damaged byte by byte or cell by cell; then checked, divided and prepared. What is prepared has to be
 * what the damaged bytes say, by another reader.
 */
final class TableFuzz implements FuzzPart {

    private static final List<String> FORMATS =
            List.of("csv", "csv", "tsv", "json", "parquet", "parquet", "orc", "svm");
    private static final int ROWS = 60;

    private final SparkSession spark = SparkSession.builder().master("local[2]").appName("fuzz")
            .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.killOnFatalError.depth", "0").config("spark.executor.heartbeatInterval", "2s")
            .getOrCreate();
    private final Path sound = Files.createTempDirectory("fuzz-sound");

    TableFuzz() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        write(random, "csv", ",");
        write(random, "tsv", "\t");
        List<String> json = new ArrayList<>();
        List<String> svm = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            json.add(String.format(
                    Locale.ROOT,
                    "{\"a\": %.3f, \"b\": %d, \"c\": \"%s\", \"d\": [%d, 2], \"y\": \"k%d\"}",
                    random.nextDouble(),
                    random.nextInt(9),
                    random.nextBoolean() ? "red" : "blue, \\\"x\\\"",
                    i % 4,
                    i % 2));
            svm.add(String.format(Locale.ROOT, "%d 1:%.3f 3:%.3f", i % 2, random.nextDouble(), random.nextDouble()));
        }
        Files.write(sound.resolve("t.json"), json);
        Files.write(sound.resolve("t.svm"), svm);
        for (String format : List.of("parquet", "orc")) {
            Path directory = sound.resolve(format);
            spark.read().json(sound.resolve("t.json").toString()).coalesce(1).write().option("compression", "none")
                    .format(format).save(directory.toString());
            try (Stream<Path> files = Files.list(directory)) {
                Files.copy(files.filter(f -> f.getFileName().toString().startsWith("part-")).findFirst().orElseThrow(),
                        sound.resolve("t." + format));
            }
        }
    }

    private void write(SplittableRandom random, String ending, String separator) throws IOException {
        List<String> lines = new ArrayList<>(List.of(String.join(separator, "a", "b", "c", "when", "y")));
        for (int i = 0; i < ROWS; i++) {
            lines.add(String.join(
                    separator,
                    String.format(Locale.ROOT, "%.3f", random.nextDouble()),
                    String.valueOf(random.nextInt(9)),
                    random.nextBoolean() ? "red" : "\"blue" + separator + " \"\"x\"\"\"",
                    "2024-01-%02d".formatted(1 + i % 28),
                    "k" + i % 2));
        }
        Files.write(sound.resolve("t." + ending), lines);
    }

    @Override
    public String name() {
        return "tables";
    }

    /** A damaged table. */
    record Damaged(String format, Path table, boolean byBytes) {

        String what() {
            return format + (byBytes ? ", bytes" : ", cells");
        }

        /** A refusal says one of them. */
        Set<String> names() {
            return Set.of(table.getFileName().toString(), "column", "row", "label", "data.", "table", "class");
        }
    }

    /** The sound table of a format. */
    Path sound(String format) {
        return sound.resolve("t." + format);
    }

    @Override
    public Used use(int number, Path directory) throws IOException {
        Damaged damaged = damaged(number, directory);
        String format = damaged.format();
        Path study = directory.resolve("study.conf");
        Files.writeString(study, """
                data { path = "%s", label = %s, scaling = none }
                space { learning-rate { low = 1e-4, high = 1e-1, log = true } }
                """.formatted(damaged.table(), format.equals("svm") ? "label" : "y"));
        return new Used(damaged.what(), damaged.names(), prepare(study, format, damaged.table(), directory));
    }

    /** Damages the table of some format, as follows from the number. */
    Damaged damaged(int number, Path directory) throws IOException {
        SplittableRandom random = new SplittableRandom(1_000_003L + number);
        String format = FORMATS.get(random.nextInt(FORMATS.size()));
        Path table = directory.resolve("t." + format);
        byte[] bytes = Files.readAllBytes(sound.resolve("t." + format));
        boolean text = !List.of("parquet", "orc").contains(format);
        boolean byBytes = !text || random.nextBoolean();
        Files.write(table, byBytes ? Damage.bytes(bytes, random)
                : cells(new String(bytes, StandardCharsets.UTF_8), random).getBytes(StandardCharsets.UTF_8));
        return new Damaged(format, table, byBytes);
    }

    private InProcess.Outcome prepare(Path study, String format, Path table, Path directory) throws IOException {
        PreparedData prepared;
        try {
            DataSpec data = StudyFile.read(study.toString(), List.of()).data();
            prepared = new DataPreparer(spark, new HadoopFileStore(directory.resolve("prepared").toString(), Map.of()))
                    .prepare(data, 1, step -> { }, () -> { });
        } catch (Throwable failure) {
            endReads();
            return InProcess.failed(failure);
        }
        TableTruth.difference(PlainTable.read(spark, format, table), prepared).ifPresent(difference -> {
            throw new IllegalStateException("another table than the %s holds: %s".formatted(format, difference));
        });
        return new InProcess.Outcome(0, "", "");
    }

    /** A reader that hears nothing works on in its thread, and would take a slot and a core from all that follow. */
    @SuppressWarnings({"removal", "deprecation"})
    static void endReads() {
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            boolean reads = Stream.of(frames).anyMatch(frame -> frame.getClassName().startsWith("org.apache.orc."));
            if (reads && thread.getName().startsWith("Executor task launch worker")) {
                thread.stop();
            }
        });
    }

    /** Cells replaced, rows shortened, lengthened, lost, doubled or shuffled, columns renamed. */
    private static String cells(String text, SplittableRandom random) {
        List<String> lines = text.lines().collect(Collectors.toCollection(ArrayList::new));
        for (int times = 1 + random.nextInt(4); times > 0 && !lines.isEmpty(); times--) {
            int at = random.nextInt(random.nextInt(4) == 0 ? 1 : lines.size());
            String line = lines.get(at);
            switch (random.nextInt(6)) {
                case 0 -> lines.set(at, Damage.text(line, random));
                case 1 -> lines.set(at, line.replaceFirst("[^,\t ]+", Matcher.quoteReplacement(
                        Damage.odd(random))));
                case 2 -> lines.set(at, line + (line.contains("\t") ? "\t" : ",") + Damage.odd(random));
                case 3 -> lines.remove(at);
                case 4 -> lines.add(random.nextInt(lines.size() + 1), line);
                default -> lines.subList(Math.min(lines.size(), 1 + random.nextInt(ROWS)), lines.size()).clear();
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
