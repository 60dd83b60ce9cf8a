package org.whittle.train.own;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.whittle.goal.EpochRecord;
import org.whittle.work.Fault;
import org.whittle.work.OwnTraining;
import org.whittle.work.Trainable;

/**
 * One training under supervision: it runs on a thread of its own, and what it reports is checked as it comes. One that
 * reports no epoch for too long, or is not wanted any more, is interrupted, and left alone if it does not listen.
 */
final class OwnRun implements Trainable.Reporter {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * How it ended.
     *
     * @param epochs that were reported, in order
     * @param diverged what became no number; empty if all stayed numbers
     * @param failed why it came to nothing, if so
     * @param test metrics of the test rows
     */
    record Result(
            List<EpochRecord> epochs,
            Optional<String> diverged,
            Optional<String> failed,
            SortedMap<String, Double> test) {}

    private final OwnTraining own;
    private final Trainable.Task task;
    private final CountDownLatch ended = new CountDownLatch(1);
    // All that follows is guarded by this.
    private final List<EpochRecord> epochs = new ArrayList<>();
    private final SortedMap<String, Double> test = new TreeMap<>();
    private Optional<String> diverged = Optional.empty();
    private Optional<String> failed = Optional.empty();
    private Throwable thrown;
    private boolean over;
    private long last;

    OwnRun(OwnTraining own, Trainable.Task task) {
        this.own = own;
        this.task = task;
    }

    /**
     * Trains.
     *
     * @throws InterruptedIOException if the thread was interrupted: the training is not wanted any more
     * @throws IOException if the node is at fault
     */
    Result of(Trainable trainable) throws IOException {
        synchronized (this) {
            last = System.nanoTime();
        }
        Thread thread = new Thread(() -> {
            try {
                trainable.train(task, this);
            } catch (Throwable e) {
                synchronized (this) {
                    thrown = e;
                }
            } finally {
                ended.countDown();
            }
        }, "whittle-trainer");
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        try {
            supervise(thread);
        } catch (InterruptedException e) {
            stop(thread);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The training of trial %d was cancelled".formatted(task.trial()));
        }
        return result();
    }

    private void supervise(Thread thread) throws InterruptedException {
        while (!ended.await(left(), TimeUnit.NANOSECONDS)) {
            synchronized (this) {
                if (left() > 0) {
                    continue;
                }
                failed = Optional.of("reported no epoch for %s (trainer.timeout)".formatted(text(own.timeout())));
                over = true;
            }
            stop(thread);
            return;
        }
    }

    private synchronized long left() {
        return own.timeout().toNanos() - (System.nanoTime() - last);
    }

    /** Waits for the end that it asks for, but not for ever. */
    private void stop(Thread thread) {
        synchronized (this) {
            over = true;
        }
        thread.interrupt();
        boolean interrupted = false;
        try {
            ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Result result() throws IOException {
        over = true;
        if (failed.isEmpty() && diverged.isEmpty() && thrown != null) {
            failed = Optional.of(reason(thrown));
        }
        if (failed.isEmpty() && diverged.isEmpty() && epochs.isEmpty()) {
            failed = Optional.of("ended without having reported an epoch");
        }
        return new Result(List.copyOf(epochs), diverged, failed, new TreeMap<>(test));
    }

    private static String reason(Throwable thrown) throws IOException {
        if (thrown instanceof TrainingFailed known) {
            return known.getMessage();
        }
        Fault fault = Fault.of(thrown);
        if (fault.isOfThePlace()) {
            throw new IOException(fault.what(), thrown);
        }
        return "threw %s: %s".formatted(thrown.getClass().getSimpleName(), Fault.line(thrown));
    }

    @Override
    public synchronized void epoch(int epoch, Map<String, Double> metrics) {
        requireWanted();
        int next = task.from() + epochs.size() + 1;
        if (epoch != next || epoch > task.to()) {
            throw fail("reported epoch %d where %s"
                    .formatted(
                            epoch,
                            next > task.to()
                                    ? "none was to follow epoch " + task.to()
                                    : "epoch %d was next, of the epochs %d to %d"
                                            .formatted(next, task.from() + 1, task.to())));
        }
        SortedMap<String, Double> measured = new TreeMap<>();
        for (String name : own.metrics().keySet()) {
            Double value = metrics.get(name);
            if (value == null) {
                throw fail("reported epoch %d without %s, which trainer.metrics names; it has: %s"
                        .formatted(epoch, name, String.join(", ", new TreeMap<>(metrics).keySet())));
            }
            if (!Double.isFinite(value)) {
                diverged = Optional.of("In epoch %d %s became %s.".formatted(epoch, name, value));
                over = true;
                throw new Trainable.EndOfTraining(diverged.get());
            }
            measured.put(name, value);
        }
        long now = System.nanoTime();
        epochs.add(new EpochRecord(epoch, measured, (now - last) / 1e9));
        last = now;
    }

    @Override
    public synchronized void test(Map<String, Double> metrics) {
        requireWanted();
        metrics.forEach((name, value) -> {
            if (value != null && Double.isFinite(value)) {
                test.put(name, value);
            }
        });
    }

    private void requireWanted() {
        if (over) {
            throw new Trainable.EndOfTraining("Nothing more is wanted of trial %d.".formatted(task.trial()));
        }
    }

    private Trainable.EndOfTraining fail(String reason) {
        failed = Optional.of(reason);
        over = true;
        return new Trainable.EndOfTraining(reason);
    }

    static String text(Duration time) {
        long seconds = time.toSeconds();
        return time.toMillis() % 1000 != 0 || seconds == 0
                ? time.toMillis() + " ms"
                : seconds % 3600 == 0
                        ? seconds / 3600 + " h"
                        : seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
