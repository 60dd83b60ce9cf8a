package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to end while the engine computes ends as it was told to, not by a fault of the engine. */
@Tag("cluster")
class EndOfProcessTest {

    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path directory;

    /** Before {@code LongCalls}, 11 of 15 ended in a segmentation fault. */
    @RepeatedTest(3)
    void endsBySignalWhileTheEngineComputes() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true"));
        command.addAll(
                List.of("-cp", absolute(System.getProperty("java.class.path")), EndlessTraining.class.getName()));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("1");
            process.destroy();
            assertThat(process.waitFor()).isEqualTo(TERMINATED);
        } finally {
            process.destroyForcibly();
        }
        assertThat(directory).as("no report of a crash").isEmptyDirectory();
    }

    private static String absolute(String classPath) {
        return String.join(":", Arrays.stream(classPath.split(":")).map(one ->
                Path.of(one).toAbsolutePath().toString()).toList());
    }
}
