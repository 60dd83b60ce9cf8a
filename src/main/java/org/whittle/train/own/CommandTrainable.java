package org.whittle.train.own;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.whittle.work.Trainable;

/**
 * Trains by a program of any language: see {@link CommandLine} for what is said, {@link ProcessGroup} for how it ends.
 *
 * <p>A word of the command that is a relative path, and no file of the working directory, is looked for among the files
 * that Spark has brought ({@code --files}).
 */
final class CommandTrainable implements Trainable {

    /** What a line may be long; the rest of a longer one is left out. */
    private static final int LONGEST = 1_000_000;
    /** Lines that are read ahead; a program that prints faster has to wait. */
    private static final int AHEAD = 1_000;
    /** How long output is read of what a program that has ended left running. */
    private static final long LEFTOVERS_SECONDS = 2;

    /** News of the process: a line that it printed, or that there is none to come. */
    private record News(String line) {
        private static final News END = new News(null);
    }

    private final List<String> words;
    private final Path files;
    private final Map<String, String> environment;
    private final Consumer<String> log;

    /**
     * @param files folder of the files that Spark has brought
     * @param environment for the program, beside this process's own
     * @param log takes what it prints beside the protocol, line by line
     */
    CommandTrainable(List<String> words, Path files, Map<String, String> environment, Consumer<String> log) {
        this.words = List.copyOf(words);
        this.files = files;
        this.environment = environment;
        this.log = log;
    }

    @Override
    public void train(Task task, Reporter reporter) throws IOException, InterruptedException {
        BlockingQueue<News> news = new ArrayBlockingQueue<>(AHEAD);
        AtomicReference<String> complaint = new AtomicReference<>("");
        try (ProcessGroup group = ProcessGroup.start(
                words.stream().map(this::located).toList(),
                Path.of("").toAbsolutePath(),
                environment,
                CommandLine.task(task))) {
            reader(
                    group.process().getInputStream(),
                    "out",
                    line -> put(news, new News(line)),
                    () -> put(news, News.END));
            Thread errors = reader(group.process().getErrorStream(), "err", line -> {
                log.accept(line);
                if (!line.isBlank()) {
                    complaint.set(line.strip());
                }
            }, () -> { });
            boolean done = follow(group.process(), news, reporter);
            int code = group.process().waitFor();
            errors.join(TimeUnit.SECONDS.toMillis(LEFTOVERS_SECONDS));
            if (code != 0) {
                throw new TrainingFailed(exited(code) + (complaint.get().isEmpty() ? "" : ": " + complaint.get()));
            }
            if (!done) {
                throw new TrainingFailed("ended without the line {\"done\":true}"
                        + (complaint.get().isEmpty() ? "" : "; its last words: " + complaint.get()));
            }
        }
    }

    /** @return whether the program said that all is done */
    @SuppressWarnings("ReferenceEquality") // END is one object and not a line
    private boolean follow(Process process, BlockingQueue<News> news, Reporter reporter) throws InterruptedException {
        boolean done = false;
        long leftovers = 0;
        while (true) {
            News next = news.poll(100, TimeUnit.MILLISECONDS);
            if (next == News.END) {
                return done;
            }
            if (next == null) {
                // A program that goes on in the background, with this one's output, is not waited for.
                if (!process.isAlive() && leftovers == 0) {
                    leftovers = System.nanoTime() + TimeUnit.SECONDS.toNanos(LEFTOVERS_SECONDS);
                } else if (leftovers != 0 && System.nanoTime() > leftovers) {
                    return done;
                }
                continue;
            }
            CommandLine said;
            try {
                said = CommandLine.of(next.line());
            } catch (IllegalArgumentException wrong) {
                throw new TrainingFailed(wrong.getMessage());
            }
            if (said instanceof CommandLine.Epoch epoch) {
                reporter.epoch(epoch.epoch(), epoch.metrics());
            } else if (said instanceof CommandLine.Failed failed) {
                throw new TrainingFailed("failed: " + failed.reason());
            } else if (said instanceof CommandLine.Done end) {
                done = true;
                if (!end.test().isEmpty()) {
                    reporter.test(end.test());
                }
            } else {
                log.accept(next.line());
            }
        }
    }

    private String located(String word) {
        boolean elsewhere = word.startsWith("-") || Path.of(word).isAbsolute() || Files.exists(Path.of(word));
        Path brought = elsewhere ? null : files.resolve(Path.of(word).getFileName());
        return brought != null && Files.isRegularFile(brought) ? brought.toAbsolutePath().toString() : word;
    }

    private static String exited(int code) {
        String why = switch (code) {
            case 126 -> " (it is no program that may be started)";
            case 127 -> " (there is no such program on the node)";
            case 128 + 9 -> " (it was killed, perhaps for want of memory)";
            case 128 + 11 -> " (it accessed memory that is not its own)";
            case 128 + 15 -> " (it was told to end)";
            default -> "";
        };
        return "exited with code %d%s".formatted(code, why);
    }

    private static void put(BlockingQueue<News> news, News one) {
        try {
            news.put(one);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread reader(InputStream stream, String name, Consumer<String> lines, Runnable end) {
        Thread thread = new Thread(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (Optional<String> line = line(in); line.isPresent(); line = line(in)) {
                    lines.accept(line.get());
                }
            } catch (IOException | UncheckedIOException closed) {
                // The process was killed.
            } finally {
                end.run();
            }
        }, "whittle-command-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The next line, or as much of it as may be; what a progress bar overwrites is a line as well. */
    private static Optional<String> line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        for (; next >= 0 && next != '\n' && next != '\r'; next = in.read()) {
            if (line.length() < LONGEST) {
                line.append((char) next);
            }
        }
        return Optional.of(line.toString());
    }
}
