package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.StudyState;

/** What a study tells those who are not there: its log, and who is notified. */
@Tag("cluster")
class ObservedStudyTest {

    @TempDir
    private Path directory;

    @Test
    void theLogHasALineARungAndWhoAsksIsToldOfTheEnd() throws IOException {
        SmallStudy small = new SmallStudy(directory);
        Path study = directory.resolve("study");
        Path told = directory.resolve("told");
        String command = "notify.command=[sh, -c, \"cat >> %s\"]".formatted(told);

        SmallStudy.Outcome tuned = small.tune(study, "local[2]", "--resume=auto", "--log", "json", "--set", command,
                "--set", "stop.trials=4", "--set", "gate.above.accuracy=0.99999");
        assertThat(tuned.exitCode()).as(tuned.errors()).isEqualTo(ExitCode.GATE);

        List<JsonNode> log = new ArrayList<>();
        for (String line : Files.readAllLines(onlyLog(study))) {
            log.add(new ObjectMapper().readTree(line));
        }
        assertThat(log.get(0).get("message").asText()).startsWith("whittle tune ");
        int rungs = new StudyState(StudyDirectory.read(new HadoopFileStore(study.toString(), Map.of())).ledger().read())
                .rungs().size();
        assertThat(log.stream().filter(line -> line.path("loggerName").asText().endsWith("StudyMeter")))
                .hasSize(rungs)
                .allSatisfy(line -> {
                    assertThat(line.get("level").asText()).isEqualTo("INFO");
                    assertThat(line.get("message").asText())
                            .containsPattern(
                                    "^(bracket \\d+, rung \\d+|finalists): \\d+ trials? .* trials ended, \\d+ epochs, "
                                            + "best accuracy");
                });
        assertThat(log.stream().filter(line -> line.path("level").asText().matches("WARN|ERROR|FATAL")))
                .as("a healthy run warns of nothing").isEmpty();

        List<String> lines = Files.readAllLines(told);
        assertThat(lines).hasSize(1);
        JsonNode end = new ObjectMapper().readTree(lines.get(0));
        assertThat(end.get("event").asText()).isEqualTo("gate");
        assertThat(end.get("exit_code").asInt()).isEqualTo(3);
        assertThat(end.at("/status/state").asText()).isEqualTo("done");

        assertThat(small.tune(study, "local[2]", "--resume=auto", "--set", command, "--set", "stop.trials=4", "--set",
                "gate.above.accuracy=0.99999").exitCode()).isEqualTo(ExitCode.GATE);
        assertThat(Files.readAllLines(told)).as("a repetition has nothing to tell").hasSize(1);
    }

    private static Path onlyLog(Path study) throws IOException {
        try (Stream<Path> logs = Files.list(study.resolve("logs"))) {
            return logs.findFirst().orElseThrow();
        }
    }
}
