package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.LedgerEvent;
import org.whittle.work.TrialOutcome;

/** A study whose checkpoints or outcomes were lost or damaged trains what it lacks again, and ends as if it had not. */
@Tag("cluster")
class TrainedAgainTest {

    private static final String[] POPULATION = {"--set", "search.scheduler=population-based-training", "--set",
        "search.population=6", "--set", "search.population-based-training.interval=3"};

    @TempDir
    static Path directory;

    private static SmallStudy small;
    private static Path whole;
    private static Path population;

    @BeforeAll
    static void tune() throws IOException {
        small = new SmallStudy(directory);
        whole = tuned("whole");
        population = tuned("population", POPULATION);
    }

    private static Path tuned(String name, String... more) {
        SmallStudy.Outcome outcome = small.tune(directory.resolve(name), "local[2]", more);
        assertThat(outcome.exitCode()).as(outcome.errors() + outcome.out()).isZero();
        return directory.resolve(name);
    }

    /** Cut off right after a rung from which trials go on: its checkpoints are gone by the end of the search. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void trialsWhoseCheckpointsAreGoneAreTrainedAgain(int rung) throws IOException {
        Path study = cutAfter(whole, rung, directory.resolve("gone-" + rung));
        assertThat(study.resolve("checkpoints/bracket=1")).doesNotExist();

        assertEndsAs(whole, study);
    }

    @Test
    void trialsWhoseCheckpointsAreDamagedAreTrainedAgain() throws IOException {
        Path study = cutAfter(whole, 1, directory.resolve("damaged"));
        for (LedgerEvent event : ledger(study)) {
            if (event instanceof LedgerEvent.RungFinished rung) {
                for (TrialOutcome outcome : rung.outcomes()) {
                    if (outcome instanceof TrialOutcome.Completed completed && !completed.checkpoint().isEmpty()) {
                        Path file = study.resolve(completed.checkpoint());
                        Files.createDirectories(file.getParent());
                        Files.writeString(file, "not what was saved");
                    }
                }
            }
        }
        assertEndsAs(whole, study);
    }

    @Test
    void soAreCopiesAndWhatTheyAreCopiesOf() throws IOException {
        assertEndsAs(population, cutAfter(population, 1, directory.resolve("copies")), POPULATION);
    }

    @Test
    void aRungWhoseOutcomesAreDamagedIsTrainedAgain() throws IOException {
        Path study = directory.resolve("outcomes");
        copy(whole, study);
        cut(study, 0);
        try (Stream<Path> files = Files.walk(study.resolve("outcomes"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                Files.writeString(file, "{\"format\": 2, \"outcomes\": []}");
            }
        }
        SmallStudy.Outcome resumed = small.tune(study, "local[2]", "--resume");
        assertThat(resumed.exitCode()).as(resumed.errors() + resumed.out()).isZero();
        assertThat(resumed.out()).contains("It counts as absent: its trials are trained again.");
        assertSameTables(whole, study);
    }

    private static void assertEndsAs(Path expected, Path study, String... more) {
        SmallStudy.Outcome resumed = small.tune(study, "local[2]", Stream.concat(Stream.of(more), Stream.of("--resume"))
                .toArray(String[]::new));
        assertThat(resumed.exitCode()).as(resumed.errors() + resumed.out()).isZero();
        assertThat(resumed.errors()).isEmpty();
        assertThat(resumed.out()).contains("is gone or damaged", "trained again up to epoch");
        assertThat(ledger(study))
                .anyMatch(event -> event instanceof LedgerEvent.TrainedAgain again
                        && !again.trials().isEmpty());
        assertSameTables(expected, study);
    }

    private static void assertSameTables(Path expected, Path study) {
        for (String table : List.of("trials.parquet", "epochs.parquet")) {
            assertThat(SmallStudy.reproducible(study, table)).isEqualTo(SmallStudy.reproducible(expected, table));
        }
    }

    /** A copy as a driver left it that was killed when it had committed this rung of a bracket for the first time. */
    private static Path cutAfter(Path study, int rung, Path to) throws IOException {
        copy(study, to);
        cut(to, rung);
        delete(to.resolve("outcomes"));
        return to;
    }

    private static void cut(Path study, int rung) throws IOException {
        int last = 0;
        List<Path> commits;
        try (Stream<Path> files = Files.list(study.resolve("ledger"))) {
            commits = files.sorted().toList();
        }
        for (int i = 0; i < commits.size() && last == 0; i++) {
            String commit = Files.readString(commits.get(i));
            last = commit.contains("\"PROMOTED\"") && commit.contains("\"rung\":" + rung + ",") ? i + 1 : 0;
        }
        assertThat(last).isPositive();
        for (Path commit : commits.subList(last, commits.size())) {
            Files.delete(commit);
        }
        for (String made : List.of("results", "model", "report")) {
            delete(study.resolve(made));
        }
    }

    private static List<LedgerEvent> ledger(Path study) {
        return StudyDirectory.read(new HadoopFileStore(study.toString(), Map.of())).ledger().read();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            all.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
