package org.whittle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs of others in Python: that of {@code WHITTLE_TEST_PYTHON}, or else {@code python3}. */
public final class Python {

    private Python() {
    }

    /** The interpreter. */
    public static String interpreter() {
        return System.getenv().getOrDefault("WHITTLE_TEST_PYTHON", "python3");
    }

    /** Skips the test, with a message, where there is no Python that has these. */
    public static void assumeHas(String... modules) {
        boolean there;
        try {
            there = new ProcessBuilder(interpreter(), "-c", "import " + String.join(", ", modules))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException | InterruptedException none) {
            there = false;
        }
        assumeTrue(there, "%s has no %s; set WHITTLE_TEST_PYTHON to one that has"
                .formatted(interpreter(), String.join(", ", modules)));
    }

    /** What a script prints; fails if it does not end well. */
    public static String run(Path script, Object... arguments) {
        return run(Map.of(), script, arguments);
    }

    /** The same with these variables. */
    public static String run(Map<String, String> environment, Path script, Object... arguments) {
        List<String> words = new ArrayList<>(List.of(interpreter(), script.toString()));
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(words);
            builder.environment().putAll(environment);
            Path errors = Files.createTempFile("python", ".err");
            Process process = builder.redirectError(errors.toFile()).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            assertThat(exit).as(Files.readString(errors)).isZero();
            Files.delete(errors);
            return out;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
