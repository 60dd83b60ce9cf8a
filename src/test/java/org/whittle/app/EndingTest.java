package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.Patience;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.ledger.StudyLock;

/** How a driver ends before its time, and how the next one begins: real processes, real signals, a real full disk. */
@Tag("cluster")
class EndingTest {

    @TempDir
    private Path directory;
    private SmallStudy small;
    private Path study;

    @BeforeEach
    void writeStudyFile() throws IOException {
        small = new SmallStudy(directory);
        study = directory.resolve("study");
    }

    @ParameterizedTest
    @CsvSource({"INT, 130, Ctrl-C", "TERM, 143, SIGTERM"})
    @DisabledOnOs(value = OS.MAC, disabledReason = "env --default-signal is GNU's")
    void aSignalEndsTheDriverWithinTwoSecondsAndOneLine(String signal, int exitCode, String name) throws Exception {
        Path errors = directory.resolve("errors");
        Process driver = start(
                errors,
                "tune",
                small.file.toString(),
                "--study",
                study.toString(),
                "--master",
                "local[1]",
                "--set",
                "search.max-epochs=100000",
                "--set",
                "search.scheduler=full",
                "--set",
                "search.trials=1000");
        try (BufferedReader out = driver.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.lines().anyMatch(line -> line.contains("epochs planned"))).isTrue();
            long asked = System.nanoTime();
            new ProcessBuilder("kill", "-" + signal, Long.toString(driver.pid())).start().waitFor();
            assertThat(driver.waitFor(5, TimeUnit.MINUTES)).isTrue();

            // The promise; what a loaded machine adds is its own.
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Patience.seconds(2));
            assertThat(driver.exitValue()).isEqualTo(exitCode);
            assertThat(out.lines()).as("nothing more is printed").isEmpty();
        } finally {
            driver.destroyForcibly();
        }
        assertThat(errors)
                .content()
                .startsWith("whittle: stopped by " + name)
                .contains("To go on: whittle tune ", "--resume")
                .hasLineCount(1);
        assertThat(halfWritten()).isEmpty();
        HadoopFileStore files = new HadoopFileStore(study.toString(), Map.of());
        StudyLock.requireFree(files);
        assertThat(StudyDirectory.read(files).ledger().read()).isNotEmpty();
    }

    @Test
    void resumeStartsAStudyWhereADriverDiedBeforeThereWasOne() throws IOException {
        Files.createDirectories(study.resolve("logs"));
        Files.writeString(study.resolve("logs/driver-20260101-000000-000.log"), "died");
        StudyLock.acquire(new HadoopFileStore(study.toString(), Map.of())).close();
        assertThat(study.resolve("study.json")).doesNotExist();

        SmallStudy.Outcome first = small.tune(study, "local[2]", "--resume", "--set", "stop.trials=2");
        assertThat(first.exitCode()).as(first.errors()).isEqualTo(ExitCode.DONE);
        SmallStudy.Outcome again = small.tune(study, "local[2]", "--resume", "--set", "stop.trials=2");
        assertThat(again.exitCode()).as(again.errors()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void resumeDoesNotStartAStudyOverAnythingElse() throws IOException {
        Files.createDirectories(study);
        Files.writeString(study.resolve("thesis.tex"), "mine");

        SmallStudy.Outcome refused = small.tune(study, "local[2]", "--resume");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(refused.errors()).contains("thesis.tex");
        assertThat(study).isDirectoryContaining("glob:**/thesis.tex");
    }

    @Test
    void aFullDiskEndsWithOneAndTheCommandThatGoesOn() throws Exception {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        boolean mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", disk.toString())
                .redirectErrorStream(true).start().waitFor() == 0;
        assumeTrue(mounted, "only root may mount a small file system");
        try {
            Path errors = directory.resolve("errors");
            Process driver = start(errors, "tune", small.file.toString(), "--study", disk.resolve("study").toString(),
                    "--master", "local[1]", "--set", "space.units=512", "--set", "baseline.units=512", "--set",
                    "training.layers=3");
            String out = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(driver.waitFor()).as(out).isEqualTo(ExitCode.FAILED);
            assertThat(errors)
                    .content()
                    .contains("no room is left on the disk", "whittle: to go on: whittle tune ", "--resume")
                    .doesNotContain("\tat ")
                    .hasLineCount(2);
            assertThat(out).doesNotContain("\tat ", "Exception");
        } finally {
            new ProcessBuilder("umount", disk.toString()).start().waitFor();
        }
    }

    @Test
    void aServerThatIsNotThereIsNotTheUsersFault() throws Exception {
        Path errors = directory.resolve("errors");
        // Port 1 is nobody's; one attempt, so that the test need not wait for more.
        Process driver = start(errors, "tune", small.file.toString(), "--study", "hdfs://localhost:1/study", "--master",
                "local[1]", "--set", "spark.hadoop.ipc.client.connect.max.retries=0");
        driver.getInputStream().readAllBytes();

        assertThat(driver.waitFor()).isEqualTo(ExitCode.FAILED);
        assertThat(errors).content().contains("a server cannot be reached", "localhost:1", "whittle: to go on: ")
                .doesNotContain("\tat ").hasLineCount(2);
    }

    @Test
    void aTableThatFailsInATaskLeavesNoTraceOnTheTerminal() throws Exception {
        Files.write(directory.resolve("rows.parquet"), new byte[] {'P', 'A', 'R', '1', 0, 0, 0, 'P', 'A', 'R', '1'});
        Path errors = directory.resolve("errors");
        Process driver = start(errors, "validate", small.file.toString(), "--data", "--master", "local[1]", "--set",
                "data.path=" + directory.resolve("rows.parquet"));
        String out = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(driver.waitFor()).as(out).isEqualTo(ExitCode.INPUT);
        assertThat(errors).content().contains("rows.parquet").doesNotContain("\tat ").doesNotContain("Exception");
    }

    /**
     * A run of numbers ends before its time: ORC's reader goes round 2^32 times, again and again, and hears nothing.
     */
    @Test
    void aTableWhoseReaderComesToNoEndIsRefused() throws Exception {
        Path table = directory.resolve("endless.orc");
        Files.copy(EndingTest.class.getResourceAsStream("endless.orc"), table);
        Path errors = directory.resolve("errors");
        Process driver = start(errors, "validate", small.file.toString(), "--data", "--master", "local[1]", "--set",
                "data.path=" + table, "--set", "data.label=y", "--set", "spark.executor.heartbeatInterval=1s");
        String out = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(driver.waitFor()).as(out).isEqualTo(ExitCode.INPUT);
        assertThat(errors).content().contains(table + " is damaged: its reader computes on and on and comes to no end")
                .doesNotContain("\tat ").doesNotContain("Exception");
    }

    private Process start(Path errors, String... arguments) throws IOException {
        // What a shell runs in the background ignores SIGINT, and so does all that it starts: tests do not always run
        // in front.
        List<String> command =
                new ArrayList<>(OS.MAC.isCurrentOs() ? List.of() : List.of("env", "--default-signal=INT"));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g", "-XX:TieredStopAtLevel=1"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(
                option -> option.startsWith("--add-opens") || option.startsWith("-Dai.djl")).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Whittle.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return builder.start();
    }

    /** Files that were begun and not ended. */
    private List<Path> halfWritten() throws IOException {
        try (Stream<Path> all = Files.walk(study)) {
            return all.filter(Files::isRegularFile).filter(file -> !file.getParent().endsWith("logs"))
                    .filter(file -> file.toFile().length() == 0 && !file.endsWith("_SUCCESS")).toList();
        }
    }
}
