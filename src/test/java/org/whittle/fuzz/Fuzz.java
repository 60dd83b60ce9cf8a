package org.whittle.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Damaged inputs, one after another in one JVM: each is used as if it were sound, or refused in words for people.
 * Anything else is a finding: a stack trace, a class's name instead of words, a fault of Whittle's own, no end within a
 * minute.
 */
final class Fuzz {

    private static final int PATIENCE_SECONDS = 60;
    private static final Pattern TRACE = Pattern.compile("\tat |Caused by: |Exception in thread|StackOverflowError"
            + "|OutOfMemoryError|\\b[a-z]+\\.[a-z.]+\\.[A-Z]\\w*(Exception|Error)\\b|\\bnull\\b.*\\bnull\\b");

    /**
     * What became of a number of inputs.
     *
     * @param unread inputs of which nothing reads what was damaged, which made no difference
     */
    record Result(int used, int refused, int unread, List<String> findings) {

        @Override
        public String toString() {
            return "%d inputs: %d used, %d refused with a line, %d findings%s".formatted(used + refused + unread
                    + findings.size(), used, refused, findings.size(), unread == 0 ? ""
                    : "; and %d with damage to what nothing reads back, used".formatted(unread));
        }
    }

    private final FuzzPart part;

    Fuzz(FuzzPart part) {
        this.part = part;
    }

    Result run(int from, int count) throws IOException {
        int used = 0;
        int refused = 0;
        int unread = 0;
        List<String> findings = new ArrayList<>();
        ExecutorService thread = Executors.newSingleThreadExecutor(Fuzz::daemon);
        for (int number = from; number < from + count; number++) {
            Path directory = Files.createTempDirectory("fuzz");
            int current = number;
            Future<FuzzPart.Used> running = thread.submit(() -> part.use(current, directory));
            try {
                FuzzPart.Used ended = running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                Optional<String> finding = finding(ended);
                finding.ifPresent(f -> findings.add("%s %d (%s): %s".formatted(part.name(), current, ended.what(), f)));
                if (finding.isEmpty() && ended.unread()) {
                    unread++;
                } else if (finding.isEmpty() && ended.outcome().exitCode() == 0) {
                    used++;
                } else if (finding.isEmpty()) {
                    refused++;
                }
            } catch (ExecutionException e) {
                findings.add("%s %d: threw %s"
                        .formatted(
                                part.name(),
                                current,
                                Stream.of(e.getCause().getStackTrace())
                                        .limit(8)
                                        .map(StackTraceElement::toString)
                                        .reduce(String.valueOf(e.getCause()), (a, b) -> a + " < " + b)));
            } catch (TimeoutException e) {
                findings.add("%s %d: no end within %d s".formatted(part.name(), current, PATIENCE_SECONDS));
                thread = Executors.newSingleThreadExecutor(Fuzz::daemon);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            delete(directory);
        }
        thread.shutdownNow();
        return new Result(used, refused, unread, findings);
    }

    private Optional<String> finding(FuzzPart.Used ended) {
        int code = ended.outcome().exitCode();
        String said = ended.outcome().errors();
        if (ended.unread() && code != 0) {
            return Optional.of("exit code %d, though nothing reads it: %s".formatted(code, first(said)));
        }
        if (!part.allowed().contains(code)) {
            return Optional.of("exit code %d: %s".formatted(code, first(said)));
        }
        if (TRACE.matcher(said + ended.outcome().out()).find()) {
            return Optional.of("a trace, or a type's name: " + first(said));
        }
        if (code != 0 && (said.isBlank() || said.lines().allMatch(String::isBlank))) {
            return Optional.of("refused without a word");
        }
        return code == 0 || ended.names().stream().anyMatch(said::contains) ? Optional.empty()
                : Optional.of("refused without saying where: " + first(said));
    }

    private static String first(String said) {
        String line = said.lines().filter(l -> !l.isBlank()).findFirst().orElse("");
        return line.length() > 400 ? line.substring(0, 400) : line;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fuzz");
        thread.setDaemon(true);
        return thread;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
