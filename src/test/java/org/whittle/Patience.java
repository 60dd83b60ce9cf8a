package org.whittle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** How tests wait: for events, however busy the machine is. */
public final class Patience {

    /** Without any change in a folder for so long, what is waited for will never happen. */
    private static final Duration STILL = Duration.ofMinutes(5);

    private static volatile long sink;

    private Patience() {
    }

    /**
     * Waits for a condition.
     *
     * @param folder where something moves as long as the condition can still come true: the study's directory
     * @throws AssertionError if nothing in the folder has moved for minutes
     */
    public static void await(Path folder, BooleanSupplier condition) {
        long moved = System.nanoTime();
        long looked = moved;
        long state = state(folder);
        while (!condition.getAsBoolean()) {
            long now = System.nanoTime();
            if (now - looked > Duration.ofSeconds(2).toNanos()) {
                long next = state(folder);
                moved = next == state ? moved : now;
                state = next;
                looked = now;
            }
            if (now - moved > STILL.toNanos()) {
                throw new AssertionError("Nothing has moved in %s for %d minutes".formatted(folder, STILL.toMinutes()));
            }
            pause();
        }
    }

    /**
     * How many times as long as on a machine of its own a computation takes now, at least 1: a promise in seconds is
     * one for a quiet machine.
     */
    public static double slowdown() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long began = System.nanoTime();
        long busy = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - busy < Duration.ofMillis(200).toNanos()) {
            for (int i = 0; i < 10_000; i++) {
                sink += i;
            }
        }
        return Math.max(1, (double) (System.nanoTime() - began) / (threads.getCurrentThreadCpuTime() - busy));
    }

    /** Seconds of a processor that an action takes on this thread: the same on a busy machine. */
    public static double processorSeconds(Runnable action) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        action.run();
        return (threads.getCurrentThreadCpuTime() - began) / 1e9;
    }

    /** So many seconds, or as many more as everything takes now: see {@link #slowdown}. */
    public static Duration seconds(double onAQuietMachine) {
        return Duration.ofMillis((long) (1000 * onAQuietMachine * slowdown()));
    }

    private static long state(Path folder) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(f -> f.hashCode() * 31L + f.toFile().length()).sum();
        } catch (IOException | UncheckedIOException vanished) {
            return System.nanoTime();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
