package org.whittle.export;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.whittle.study.Secrets;

/**
 * Exports a study while it runs, on a thread of its own.
 *
 * <p>What waits is never more than the word that there is something new: an exporter brings its place up to the study's
 * newest state, whatever it missed, so that there is no queue that could grow. A place that does not answer is asked
 * again after a while, twice as long each time. The study never waits, but at its end, for what is left to be sent.
 */
public final class ExportQueue implements AutoCloseable {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    /** A rung is short, and what is exported is a whole: so much of the time at most goes into it. */
    private static final int SHARE = 10;

    private final Exporter exporter;
    private final Supplier<Optional<ExportedStudy>> study;
    private final Consumer<String> notes;
    private final Duration pause;
    private final Duration patience;
    private final Thread worker;
    private boolean news;
    private boolean closing;
    private boolean abandoned;
    private boolean ended;

    /**
     * @param study as it is now
     * @param notes told, a line each, of a place that does not answer and of one that answers again
     * @param pause between exports at least
     * @param patience see {@link #close}
     */
    public ExportQueue(Exporter exporter, Supplier<Optional<ExportedStudy>> study, Consumer<String> notes,
                       Duration pause, Duration patience) {
        this.exporter = exporter;
        this.study = study;
        this.notes = notes;
        this.pause = pause;
        this.patience = patience;
        this.worker = new Thread(this::work, "whittle-" + exporter.name());
        worker.setDaemon(true);
        worker.start();
    }

    /** There is something new to export; returns at once. */
    public synchronized void offer() {
        news = true;
        notifyAll();
    }

    /** Ends without sending what is left. */
    public synchronized void abandon() {
        abandoned = true;
        closing = true;
        ended = true;
        worker.interrupt();
        notifyAll();
    }

    /** Waits until what is left was sent, or could not be sent, but no longer than its patience. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            worker.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean late;
        synchronized (this) {
            late = !ended;
            ended = true;
        }
        if (late) {
            worker.interrupt();
            tell("was not done in %d s; whittle export sends the rest".formatted(patience.toSeconds()));
        }
    }

    private void work() {
        Duration wait = FIRST_WAIT;
        boolean down = false;
        try {
            while (true) {
                boolean last = await();
                long begun = System.nanoTime();
                Optional<String> problem = attempt();
                if (problem.isPresent()) {
                    if (last) {
                        tell(problem.get() + "; whittle export sends what is missing");
                    } else if (!down) {
                        tell(problem.get() + "; the study goes on, and what is missed is sent later");
                    }
                    down = true;
                    offer();
                } else if (down) {
                    down = false;
                    tell("answers again; nothing is missing");
                }
                if (last) {
                    return;
                }
                Duration busy = Duration.ofNanos((System.nanoTime() - begun) * SHARE);
                rest(down ? wait : shorter(LONGEST_WAIT, busy.compareTo(pause) > 0 ? busy : pause));
                wait = down ? shorter(LONGEST_WAIT, wait.multipliedBy(2)) : FIRST_WAIT;
            }
        } catch (InterruptedException abandoned) {
            // Nobody waits for it any more.
        } finally {
            synchronized (this) {
                ended = true;
            }
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Waits for something new, or the end; says whether it was that. */
    private synchronized boolean await() throws InterruptedException {
        while (!news && !closing) {
            wait();
        }
        if (abandoned) {
            throw new InterruptedException();
        }
        news = false;
        return closing;
    }

    private synchronized void rest(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !closing; left = until - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
    }

    /** Empty if it went through. */
    private Optional<String> attempt() throws InterruptedException {
        try {
            Optional<ExportedStudy> now = study.get();
            if (now.isPresent()) {
                exporter.export(now.get());
            }
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.of(Secrets.without(
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
        }
    }

    private void tell(String what) {
        notes.accept("%s: %s".formatted(exporter.name(), what));
    }
}
