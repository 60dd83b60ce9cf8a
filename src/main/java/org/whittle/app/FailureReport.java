package org.whittle.app;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Secrets;
import org.whittle.study.StudyException;
import org.whittle.study.StudyInUseException;
import org.whittle.work.Fault;

/** What a failure looks like on a terminal: lines for people, never a stack trace, and the exit code. */
final class FailureReport {

    private final PrintStream errors;

    FailureReport(PrintStream errors) {
        this.errors = errors;
    }

    /** Reports a failure, whosever it is. */
    int of(Throwable thrown) {
        Throwable failure = thrown instanceof Unfinished unfinished ? unfinished.getCause() : thrown;
        String next = thrown instanceof Unfinished unfinished ? unfinished.next() : "";
        String log = thrown instanceof Unfinished unfinished ? unfinished.log() : "";
        Fault fault = Fault.of(failure);
        switch (fault.whose()) {
            case USER -> problems(failure);
            case OTHER_DRIVER -> say(known(failure, StudyInUseException.class, fault));
            case STUDY -> say(known(failure, StudyException.class, fault));
            case INFRASTRUCTURE, DEVICE, MEMORY, INTERRUPTED -> {
                say(known(failure, InfrastructureException.class, fault));
                goOn(next);
            }
            case OURS -> {
                say("a fault of Whittle's own, not of your study: %s. %s".formatted(fault.what(), where(failure, log)));
                goOn(next);
            }
        }
        if (System.getenv("WHITTLE_TRACE") != null) {
            failure.printStackTrace(errors);
        }
        return fault.whose().exitCode();
    }

    private void problems(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInputException invalid) {
                invalid.problems().forEach(errors::println);
                return;
            }
        }
        say(Fault.of(failure).sentences());
    }

    /** What was being attempted, if whoever threw has said so; else what is known of the fault. */
    private static String known(Throwable failure, Class<? extends RuntimeException> type, Fault fault) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            if (type.isInstance(cause)) {
                return cause.getMessage();
            }
        }
        return fault.sentences();
    }

    private static String where(Throwable failure, String log) {
        String file = log.isEmpty() ? trace(failure) : log;
        return file.isEmpty() ? "Set WHITTLE_TRACE=1 to see its trace, and report it."
                : "Please report it with its trace, in %s.".formatted(file);
    }

    /** A file with the trace, for a command without a study; empty text if none can be written. */
    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        try {
            Path file = Files.createTempFile("whittle-", ".log");
            Files.writeString(file, Secrets.without(text.toString()));
            return file.toString();
        } catch (IOException noRoom) {
            return "";
        }
    }

    private void goOn(String next) {
        if (!next.isEmpty()) {
            say("to go on: " + next);
        }
    }

    private void say(String line) {
        errors.println("whittle: " + line);
    }
}
