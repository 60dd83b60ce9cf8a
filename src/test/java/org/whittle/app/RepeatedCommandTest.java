package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.Patience;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.random.RandomStream;
import org.whittle.study.LedgerEvent.LockBoxOpened;

/** What a scheduler does to a command: it is started again and again, whatever became of it before. */
@Tag("cluster")
@Timeout(3600)
class RepeatedCommandTest {

    private static final int TIMES = 5;

    @TempDir
    private Path directory;
    private SmallStudy small;
    private Path study;

    @BeforeEach
    void write() throws IOException {
        small = new SmallStudy(directory);
        study = directory.resolve("study-2026-11-27");
    }

    /** Moments are events in the study directory, so that they lie in the study however fast the machine is. */
    @Test
    void theSameCommandKilledAtRandomMomentsEndsWithZeroAndOneOpeningOfTheLockBox() throws Exception {
        String[] line = {"tune", small.file.toString(), "--resume=auto", "--study",
            directory.resolve("study-{day}").toString(), "--var", "day=2026-11-27", "--master", "local[2]"};
        RandomStream random = RandomStream.ofSeed(16);
        List<Long> moments = new ArrayList<>();
        for (int time = 1; time < TIMES; time++) {
            long moment = moments() + 1 + random.nextInt(7);
            Process driver = launch(line);
            Patience.await(directory, () -> moments() >= moment || !driver.isAlive());
            driver.destroyForcibly().waitFor();
            moments.add(moments());
        }
        assertThat(moments).as("the drivers were killed on the way").isSorted();
        assertThat(SmallStudy.run("status", study.toString()).exitCode()).as("unfinished").isIn(5, 0);

        Process last = launch(line);
        assertThat(last.waitFor()).as(Files.readString(log())).isZero();
        Process again = launch(line);
        assertThat(again.waitFor()).as("once more").isZero();

        assertThat(openings()).isEqualTo(1);
        assertThat(SmallStudy.run("status", study.toString()).out()).startsWith("done 16/16");
        Path undisturbed = directory.resolve("undisturbed");
        assertThat(small.tune(undisturbed, "local[2]").exitCode()).isZero();
        for (String table : List.of("trials.parquet", "epochs.parquet")) {
            assertThat(SmallStudy.reproducible(study, table)).isEqualTo(SmallStudy.reproducible(undisturbed, table));
        }
    }

    @Test
    void aStudyGoesOnWithoutItsFile() throws Exception {
        Process driver = launch("tune", small.file.toString(), "--study", study.toString(), "--master", "local[2]");
        Patience.await(directory, () -> moments() >= 8 || !driver.isAlive());
        driver.destroyForcibly().waitFor();
        Files.delete(small.file);

        SmallStudy.Outcome resumed = SmallStudy.run("resume", study.toString(), "--master", "local[2]");
        assertThat(resumed.exitCode()).as(resumed.errors()).isZero();
        assertThat(openings()).isEqualTo(1);
        assertThat(SmallStudy.run("resume", study.toString(), "--master", "nowhere")
                        .out())
                .contains("finished already");
    }

    @Test
    void settingsOfTheEnvironmentStandBetweenTheFilesAndTheCommandLines() throws Exception {
        assertThat(output(Map.of("CONFIG_FORCE_search_max__epochs", "27"), "plan", small.file.toString()))
                .contains("27");
        assertThat(output(Map.of("CONFIG_FORCE_search_max__epochs", "27"), "plan", small.file.toString(), "--set",
                "search.max-epochs=9")).isEqualTo(output(Map.of(), "plan", small.file.toString()));
        assertThat(output(Map.of("CONFIG_FORCE_search_eta", "1"), "validate", small.file.toString()))
                .contains("CONFIG_FORCE_search_eta: ", "at least 2");
        assertThat(output(Map.of("CONFIG_FORCE_serach_eta", "3"), "validate", small.file.toString()))
                .contains("CONFIG_FORCE_serach_eta", "search");
    }

    private long openings() {
        return StudyDirectory.read(new HadoopFileStore(study.toString(), Map.of())).ledger().read().stream()
                .filter(LockBoxOpened.class::isInstance).count();
    }

    private Process launch(String... arguments) throws IOException {
        ProcessBuilder builder = launcher(arguments).redirectOutput(log().toFile());
        return builder.start();
    }

    private String output(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = launcher(arguments);
        builder.environment().putAll(environment);
        return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static ProcessBuilder launcher(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of("scripts/whittle"), Stream.of(arguments))
                .toList()).redirectErrorStream(true);
        builder.environment().remove("SPARK_HOME");
        return builder;
    }

    private Path log() {
        return directory.resolve("driver.log");
    }

    /** How many commits, outcomes and claims there are: their number only grows while the study goes on. */
    private long moments() {
        long all = 0;
        for (String part : List.of("ledger", "outcomes", "owner")) {
            try (Stream<Path> files = Files.walk(study.resolve(part))) {
                all += files.filter(file -> file.toString().matches(".*/(ledger|outcomes|owner)/.*[0-9]\\.json"))
                        .count();
            } catch (IOException | java.io.UncheckedIOException notYet) {
                // Nothing of it is there.
            }
        }
        return all;
    }
}
