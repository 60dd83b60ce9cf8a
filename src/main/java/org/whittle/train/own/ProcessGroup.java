package org.whittle.train.own;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command in a process group of its own, which ends as a whole: when it is {@linkplain #close closed}, and when this
 * virtual machine ends, however suddenly. For that a small shell stands before the command: it hands it its one line of
 * input, and afterwards holds on to its own, a pipe from here; when that breaks, it kills the group.
 */
final class ProcessGroup implements AutoCloseable {

    /** Of the shell that stands before: its input's first line is the command's, the rest of it a sign of life. */
    private static final String GUARD = """
            exec 3<&0
            IFS= read -r line <&3
            { cat <&3; kill -KILL 0; } >/dev/null 2>&1 3<&3 &
            guard=$!
            printf '%s\\n' "$line" | "$@" 3<&-
            code=$?
            kill $guard 2>/dev/null
            exit $code
            """;

    private static final int PATIENCE_SECONDS = 10;

    private final Process process;
    private final boolean own;

    private ProcessGroup(Process process, boolean own) {
        this.process = process;
        this.own = own;
    }

    /**
     * Starts a command.
     *
     * @param directory that it works in
     * @param environment added to this process's own
     * @param line its input
     * @throws IOException if no process can be started here
     */
    static ProcessGroup start(List<String> command, Path directory, Map<String, String> environment, String line)
            throws IOException {
        List<String> words = new ArrayList<>(leader());
        boolean own = !words.isEmpty();
        words.addAll(List.of("sh", "-c", GUARD, "whittle"));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.environment().putAll(environment);
        ProcessGroup group = new ProcessGroup(builder.start(), own);
        try {
            OutputStream in = group.process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            group.close();
            throw e;
        }
        return group;
    }

    /** What makes a program the leader of a new group: Linux has a command for it, other systems have Perl. */
    private static List<String> leader() {
        return program("setsid")
                .map(List::of)
                .or(() ->
                        program("perl").map(perl -> List.of(perl, "-e", "setpgrp(0, 0); exec @ARGV or exit 127", "--")))
                .orElse(List.of());
    }

    private static Optional<String> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(File.pathSeparator)).filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name)).filter(Files::isExecutable).map(Path::toString).findFirst();
    }

    Process process() {
        return process;
    }

    /** Kills all that is left of the group, and waits until its leader is gone. */
    @Override
    public void close() {
        List<ProcessHandle> below = process.descendants().toList();
        if (own) {
            signal();
        }
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
        boolean interrupted = Thread.interrupted();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            quietly(process.getOutputStream());
            quietly(process.getInputStream());
            quietly(process.getErrorStream());
        }
    }

    /** Those that the leader left behind when it ended are in its group still. */
    private void signal() {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -KILL -" + process.pid())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException cannot) {
            // Those that are known are killed one by one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void quietly(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception alreadyGone) {
            // Its process was killed.
        }
    }
}
