package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;

/** What {@code status}, {@code wait} and {@code list} print, and how they end. */
class StatusCommandTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/0.1-g");

    @TempDir
    Path directory;

    @Test
    void statusTellsAStudysStateByALineAndAnExitCode() throws IOException {
        assertThat(SmallStudy.run("status", GOLDEN.resolve("finished").toString()))
                .isEqualTo(new SmallStudy.Outcome(0, "done 16/16 72/72 0.9792\n", ""));
        assertThat(SmallStudy.run("status", GOLDEN.resolve("killed").toString()))
                .isEqualTo(new SmallStudy.Outcome(6, "lost 8/16 15/72 0.8750\n", ""));
        assertThat(SmallStudy.run("status", "nowhere"))
                .isEqualTo(new SmallStudy.Outcome(2, "", "There is no study in nowhere.\n"));
        Path study = copy("killed");
        try (StudyDirectory owner = StudyDirectory.resume(files(study))) {
            assertThat(SmallStudy.run("status", study.toString()))
                    .isEqualTo(new SmallStudy.Outcome(5, "searching 8/16 15/72 0.8750\n", ""));
            owner.fail(1, "no server");
        }
        assertThat(SmallStudy.run("status", study.toString()))
                .isEqualTo(new SmallStudy.Outcome(1, "failed 8/16 15/72 0.8750\nno server\n", ""));
        assertThat(SparkSession.getDefaultSession().isEmpty()).as("no Spark was started").isTrue();
    }

    @Test
    void statusAsJsonIsOneObject() throws IOException {
        SmallStudy.Outcome status = SmallStudy.run("status", "--json", GOLDEN.resolve("killed").toString());

        assertThat(status.exitCode()).isEqualTo(6);
        assertThat(new ObjectMapper().readTree(status.out()).get("state").asText()).isEqualTo("lost");
    }

    @Test
    void waitReturnsWhatStatusDoesOnceTheStudyEnds() throws Exception {
        Path study = copy("killed");
        StudyDirectory owner = StudyDirectory.resume(files(study));
        CompletableFuture<SmallStudy.Outcome> waiting = CompletableFuture.supplyAsync(() ->
                SmallStudy.run("wait", study.toString(), "--timeout", "5 minutes"));
        owner.fail(1, "no server");
        owner.close();

        assertThat(waiting.get().exitCode()).isEqualTo(1);
        assertThat(waiting.get().out()).isEqualTo("failed 8/16 15/72 0.8750\nno server\n");
        assertThat(SmallStudy.run("wait", GOLDEN.resolve("finished").toString()).exitCode()).isZero();
    }

    @Test
    void waitEndsWithFiveAtItsTimeOut() throws IOException {
        Path study = copy("killed");
        try (StudyDirectory owner = StudyDirectory.resume(files(study))) {
            SmallStudy.Outcome late = SmallStudy.run("wait", study.toString(), "--timeout", "100 milliseconds");
            assertThat(owner.study().name()).isNotEmpty();
            assertThat(late).isEqualTo(new SmallStudy.Outcome(5, "searching 8/16 15/72 0.8750\n", ""));
        }
        assertThat(SmallStudy.run("wait", study.toString(), "--timeout", "2").errors())
                .contains("'2' is not a time with its unit; write for instance \"2 hours\"");
    }

    /** A driver whose clock is behind shows that it is at work by moving on. */
    @Test
    void aStudyIsOnlyLostForWaitIfItsOwnerDoesNotMoveWhileOneWatches() {
        WaitCommand.Silence silence = new WaitCommand.Silence();
        Instant old = Instant.parse("2026-11-27T00:00:00Z");
        long second = Duration.ofSeconds(1).toNanos();

        assertThat(silence.isCertain(Optional.of(old), 0)).isFalse();
        assertThat(silence.isCertain(Optional.of(old), 9 * second)).isFalse();
        assertThat(silence.isCertain(Optional.of(old.plusSeconds(3)), 9 * second)).isFalse();
        assertThat(silence.isCertain(Optional.of(old.plusSeconds(3)), 18 * second)).isFalse();
        assertThat(silence.isCertain(Optional.of(old.plusSeconds(3)), 19 * second)).isTrue();
        assertThat(new WaitCommand.Silence().isCertain(Optional.empty(), 0)).as("nobody ever").isTrue();
    }

    @Test
    void listPrintsALineAStudy() throws IOException {
        Path all = Files.createDirectories(directory.resolve("all"));
        FileUtils.copyDirectory(GOLDEN.resolve("finished").toFile(), all.resolve("a").toFile());
        FileUtils.copyDirectory(GOLDEN.resolve("killed").toFile(), all.resolve("b").toFile());
        Files.writeString(Files.createDirectories(all.resolve("c")).resolve("study.json"), "{}");

        SmallStudy.Outcome list = SmallStudy.run("list", all.toString());
        assertThat(list.exitCode()).isZero();
        assertThat(list.out()).isEqualTo("""
                done 16/16 72/72 0.9792 file:%1$s/a
                lost 8/16 15/72 0.8750 file:%1$s/b
                damaged file:%1$s/c
                """.formatted(all));
        assertThat(SmallStudy.run("list", directory.resolve("nowhere").toString()).exitCode()).isEqualTo(2);
        try (Stream<Path> left = Files.list(all)) {
            assertThat(left).hasSize(3);
        }
    }

    private Path copy(String golden) throws IOException {
        Path study = Files.createTempDirectory(directory, golden).resolve("study");
        FileUtils.copyDirectory(GOLDEN.resolve(golden).toFile(), study.toFile());
        return study;
    }

    private static HadoopFileStore files(Path study) {
        return new HadoopFileStore(study.toString(), Map.of());
    }
}
