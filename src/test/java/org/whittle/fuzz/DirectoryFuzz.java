package org.whittle.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.app.InProcess;

/**
 * Study directories with a damaged file: a finished study, and one whose driver died in the middle of its search.
 * {@code results}, {@code predict} and {@code tune --resume} give the result of the sound directory, or refuse.
 *
 * <p>Damage to files that nothing reads back (page, tables, logs, {@code serving.properties}, which is for plain DJL)
 * is counted apart: it makes no difference.
 */
final class DirectoryFuzz implements FuzzPart {

    private static final Pattern UNREAD = Pattern.compile("(report|results|logs)/.*|.*serving\\.properties");
    private static final String LAST = "ledger/00000009.json";
    /** Columns that tell when and where, as {@code report} says. */
    private static final String[] CIRCUMSTANCES = {"seconds", "training_seconds", "host", "device", "attempts", "cohort"
    };

    private final Path sound = Files.createTempDirectory("fuzz-sound");
    private final Path studyFile = sound.resolve("study.conf");
    private final Path table = sound.resolve("rows.csv");
    private final SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1").getOrCreate();
    private final Sound finished;
    private final Sound killed;

    /** A sound directory, and what each command makes of it. */
    private record Sound(Path directory, List<String> files, InProcess.Outcome results, List<String> predictions,
                         List<String> tables) {
    }

    DirectoryFuzz() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        List<String> lines = new ArrayList<>(List.of("a,b,colour,kind"));
        for (int i = 0; i < 120; i++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%.4f,%.4f,%s,kind-%d",
                    i % 3 + random.nextDouble(),
                    random.nextDouble(),
                    random.nextBoolean() ? "red" : "blue",
                    i % 3));
        }
        Files.write(table, lines);
        Files.writeString(studyFile, """
                data { path = "%s", label = kind }
                space { units = { low = 4, high = 32 }, learning-rate { low = 1e-3, high = 1e-1, log = true } }
                training { layers = 1, batch-size = 16 }
                baseline.units = 16
                objective.metric = accuracy
                search { sampler = random, scheduler = hyperband, max-epochs = 9, eta = 3 }
                test.resamples = 100
                """.formatted(table));
        Path whole = sound.resolve("finished");
        Path half = sound.resolve("killed");
        InProcess.Outcome tuned = tune(whole);
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> block(half));
        InProcess.Outcome ended = tune(half);
        end.join();
        Files.delete(half.resolve(LAST));
        if (tuned.exitCode() != 0 || ended.exitCode() == 0) {
            throw new IllegalStateException("The sound studies were not made: " + tuned.errors() + ended.errors());
        }
        finished = sound(whole);
        killed = sound(half);
        if (!finished.tables().equals(killed.tables())) {
            throw new IllegalStateException("The killed study does not end as the other one");
        }
    }

    /** Takes the place of a commit in the middle of the search, so that the driver ends there. */
    private static void block(Path study) {
        long end = System.nanoTime() + 120_000_000_000L;
        while (!Files.exists(study.resolve("ledger/00000002.json")) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        try {
            Files.writeString(study.resolve(LAST), "taken");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Sound sound(Path directory) throws IOException {
        List<String> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).map(f -> directory.relativize(f).toString())
                    .filter(f -> !f.endsWith(".crc") && !f.endsWith("_SUCCESS")).sorted().toList();
        }
        InProcess.Outcome results = InProcess.run("results", directory.toString());
        Path work = sound.resolve("work-" + directory.getFileName());
        copy(directory, work);
        InProcess.Outcome predicted = predict(work, sound.resolve("scored-" + directory.getFileName()));
        List<String> predictions =
                predicted.exitCode() == 0 ? scored(sound.resolve("scored-" + directory.getFileName())) : List.of();
        InProcess.Outcome resumed = resume(work);
        if (results.exitCode() != 0 || resumed.exitCode() != 0) {
            throw new IllegalStateException(results.errors() + resumed.errors());
        }
        return new Sound(directory, files, results, predictions, tables(work));
    }

    @Override
    public String name() {
        return "directory";
    }

    @Override
    public Used use(int number, Path directory) throws IOException {
        SplittableRandom random = new SplittableRandom(4_000_007L + number);
        Sound study = random.nextInt(3) == 0 ? killed : finished;
        String file = study.files().get(random.nextInt(study.files().size()));
        byte[] before = Files.readAllBytes(study.directory().resolve(file));
        byte[] after = Damage.bytes(before, random);
        Path copy = directory.resolve("study");
        copy(study.directory(), copy);
        Files.write(copy.resolve(file), after);
        String what = "%s/%s".formatted(study.directory().getFileName(), file);
        Set<String> names = new TreeSet<>(
                List.of(file, file.substring(file.lastIndexOf('/') + 1), "ledger", "study.json", copy.toString()));
        InProcess.Outcome results = InProcess.run("results", copy.toString());
        if (results.exitCode() == 0 && !results.out().replace(copy.toString(), "").equals(
                study.results().out().replace(study.directory().toString(), ""))) {
            throw new IllegalStateException("results differ after damage to " + what);
        }
        InProcess.Outcome predicted = predict(copy, directory.resolve("scored"));
        if (predicted.exitCode() == 0 && !scored(directory.resolve("scored")).equals(study.predictions())) {
            throw new IllegalStateException("predictions differ after damage to " + what);
        }
        InProcess.Outcome resumed = resume(copy);
        if (resumed.exitCode() == 0 && !tables(copy).equals(study.tables())) {
            throw new IllegalStateException("tables differ after damage to " + what);
        }
        boolean unread = UNREAD.matcher(file).matches();
        boolean noModel = study == killed && predicted.errors().contains("has no model yet");
        for (InProcess.Outcome outcome : List.of(results, predicted)) {
            if (outcome.exitCode() != 0 && !(noModel && outcome == predicted)) {
                return new Used(what, names, outcome, unread);
            }
        }
        return new Used(what, names, resumed, unread);
    }

    private InProcess.Outcome tune(Path study) {
        return InProcess.run(
                "tune", studyFile.toString(), "--study", study.toString(), "--master", "local[1]", "--quiet");
    }

    private InProcess.Outcome resume(Path study) {
        return InProcess.run(
                "tune",
                studyFile.toString(),
                "--study",
                study.toString(),
                "--master",
                "local[1]",
                "--quiet",
                "--resume");
    }

    private InProcess.Outcome predict(Path study, Path output) {
        return InProcess.run("predict", study.toString(), "--input", table.toString(), "--output", output.toString(),
                "--output-format", "json", "--master", "local[1]");
    }

    private static List<String> scored(Path output) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.list(output)) {
            for (Path part : parts.filter(f -> f.getFileName().toString().startsWith("part-")).sorted().toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return lines;
    }

    private List<String> tables(Path study) {
        List<String> lines = new ArrayList<>();
        for (String name : List.of("trials", "epochs")) {
            Dataset<Row> rows = spark.read().parquet(study.resolve("results/%s.parquet".formatted(name)).toString())
                    .drop(CIRCUMSTANCES);
            rows.collectAsList().forEach(row -> lines.add(row.toString()));
        }
        return lines;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
