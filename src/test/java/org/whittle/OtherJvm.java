package org.whittle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * JVMs that run the same byte code in other ways: the interpreter, the quick compiler (C1), the thorough one (C2),
 * which vectorizes loops. Each has another garbage collector as well, and other salts of hash tables.
 */
public enum OtherJvm {
    INTERPRETER("-Xint", "-XX:+UseSerialGC"),
    C1("-XX:TieredStopAtLevel=1", "-Xbatch", "-XX:CompileThresholdScaling=0.05", "-XX:+UseParallelGC"),
    // Compiled after a twentieth of the usual calls, and waited for, so that even a short run is of compiled code.
    C2("-XX:-TieredCompilation", "-Xbatch", "-XX:CompileThresholdScaling=0.05", "-XX:+UseG1GC");

    private final List<String> options;

    OtherJvm(String... options) {
        this.options = List.of(options);
    }

    /** What the program prints there. */
    public String run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s of %s", name(), program).isZero();
        return output;
    }
}
