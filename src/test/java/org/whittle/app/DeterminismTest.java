package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.Patience;

/**
 * The tables of trials and epochs are the same, bit for bit, wherever a study runs and whatever dies meanwhile. Real
 * processes: executors and drivers are killed as {@code kill -9} kills them.
 */
@Tag("cluster")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class DeterminismTest {

    @TempDir
    static Path directory;

    private static SmallStudy small;
    private static List<String> trials;
    private static List<String> epochs;
    /** Of a whole study. */
    private static long wholeLedger;

    @BeforeAll
    static void runUndisturbed() throws IOException {
        small = new SmallStudy(directory);
        Path study = directory.resolve("undisturbed");
        SmallStudy.Outcome outcome = small.tune(study, "local[2]");
        assertThat(outcome.exitCode()).as(outcome.errors() + outcome.out()).isZero();
        trials = SmallStudy.reproducible(study, "trials.parquet");
        epochs = SmallStudy.reproducible(study, "epochs.parquet");
        wholeLedger = ledger(study);
        // 9 + 3 + 3 trials of Hyperband with R = 9 and eta = 3, the baseline, and a line of column names.
        assertThat(trials).hasSize(17);
        assertThat(epochs).hasSizeGreaterThan(50);
    }

    @Test
    void onOneCore() {
        Path study = directory.resolve("one-core");
        assertThat(small.tune(study, "local[1]").exitCode()).isZero();
        assertSame(study);
    }

    @Test
    void onExecutorProcesses() {
        Path study = directory.resolve("processes");
        SmallStudy.Outcome outcome = small.tune(study, "local-cluster[2,1,1024]", SmallStudy.executorProcesses());
        assertThat(outcome.exitCode()).as(outcome.errors() + outcome.out()).isZero();
        assertSame(study);
    }

    @Test
    void withAnExecutorKilledInTheMiddleOfATask() throws Exception {
        Path study = directory.resolve("executor-killed");
        AtomicBoolean killed = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> killer = CompletableFuture.runAsync(() -> {
            Patience.await(study, () -> ended.get() || count(study.resolve("outcomes")) > 3);
            executors().findFirst().ifPresent(executor -> killed.set(executor.destroyForcibly()));
        });
        SmallStudy.Outcome outcome = small.tune(study, "local-cluster[2,1,1024]", SmallStudy.executorProcesses());
        ended.set(true);
        killer.get();
        assertThat(outcome.exitCode()).as(outcome.errors() + outcome.out()).isZero();
        assertThat(killed).isTrue();
        assertSame(study);
    }

    /** Kills the driver once so many files are in the ledger; −1: while the data are prepared. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 6, 17})
    void withTheDriverKilledAndTheStudyResumed(int commits) throws Exception {
        killAndResume(commits);
    }

    /** Wherever it is killed: a driver for each commit of the ledger but the last. */
    @Test
    @Tag("nightly")
    void withADriverKilledAtEveryCommit() throws Exception {
        for (int commits = 0; commits < wholeLedger; commits++) {
            killAndResume(commits);
        }
    }

    private static void killAndResume(int commits) throws Exception {
        Path study = directory.resolve("driver-killed-" + commits);
        do {
            // On a busy machine a driver can come to its end before this process sees where it is: once more, then.
            delete(study);
            Process driver = launch("tune", small.file.toString(), "--study", study.toString(), "--master", "local[2]",
                    "--quiet");
            Patience.await(directory, () -> commits < 0 ? Files.exists(study.resolve("study.json"))
                    : ledger(study) >= commits || !driver.isAlive());
            driver.destroyForcibly().waitFor();
            assertThat(ledger(study)).as("the driver came to where it is killed").isGreaterThanOrEqualTo(commits);
        } while (ledger(study) >= wholeLedger);
        SmallStudy.Outcome outcome = small.tune(study, "local[2]", "--resume");
        assertThat(outcome.exitCode()).as(outcome.errors() + outcome.out()).isZero();
        assertSame(study);
        assertThat(outcome.out()).doesNotContain("lock box was opened");
    }

    private static void assertSame(Path study) {
        assertThat(SmallStudy.reproducible(study, "trials.parquet")).isEqualTo(trials);
        assertThat(SmallStudy.reproducible(study, "epochs.parquet")).isEqualTo(epochs);
    }

    private static Process launch(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of("scripts/whittle"), Stream.of(arguments))
                .toList()).redirectErrorStream(true).redirectOutput(directory.resolve("driver.log").toFile());
        builder.environment().remove("SPARK_HOME");
        return builder.start();
    }

    // Their command lines are too long for the operating system to tell; but no other JVM is a child of this one.
    private static Stream<ProcessHandle> executors() {
        return ProcessHandle.current().children().filter(p -> p.info().command().orElse("").endsWith("/java"));
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static long ledger(Path study) {
        return count(study.resolve("ledger"));
    }

    private static long count(Path directory) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> f.toString().endsWith(".json")).count();
        } catch (IOException | java.io.UncheckedIOException vanished) {
            return 0;
        }
    }
}
