package org.whittle.app;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Commands within this JVM, for tests of other packages. */
public final class InProcess {

    /** What a command printed, and how it ended. */
    public record Outcome(int exitCode, String out, String errors) {
    }

    private InProcess() {
    }

    /** Runs a command of {@code whittle}. */
    public static Outcome run(String... arguments) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            SmallStudy.Outcome outcome = SmallStudy.run(arguments);
            return new Outcome(
                    outcome.exitCode(), outcome.out(), errors.toString(StandardCharsets.UTF_8) + outcome.errors());
        } finally {
            System.setErr(before);
        }
    }

    /** How a command would end that failed so. */
    public static Outcome failed(Throwable failure) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exitCode = new FailureReport(new PrintStream(errors, true, StandardCharsets.UTF_8)).of(failure);
        return new Outcome(exitCode, "", errors.toString(StandardCharsets.UTF_8));
    }
}
