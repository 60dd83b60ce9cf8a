package org.whittle.run;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.whittle.schedule.Rung;
import org.whittle.study.LedgerEvent.RungFinished;

/**
 * Has the study's page written while it goes on: soon after every rung, on a thread of its own, so that no trial waits
 * for it. Where rungs end quickly, or the page is large, one page shows several rungs: writing it never takes more than
 * a thirtieth of the time.
 */
final class PageProgress implements TuningListener, AutoCloseable {

    private static final Logger LOG = LogManager.getLogger(PageProgress.class);
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(2);
    private static final int SHARE = 30;

    private final Runnable write;
    private final ScheduledThreadPoolExecutor writer;
    private long notBefore = System.nanoTime() + LEAST_PAUSE.toNanos();
    private boolean waiting;
    private boolean closed;

    /** @param write the page of what the ledger has then */
    PageProgress(Runnable write) {
        this.write = write;
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "page");
            thread.setDaemon(true);
            return thread;
        });
        // One that only waits is not worth waiting for: the study's end writes the page anyway.
        one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.writer = one;
    }

    // What is scheduled tells of its own faults.
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public synchronized void rungFinished(Rung rung, RungFinished result) {
        if (!waiting && !closed) {
            waiting = true;
            writer.schedule(this::write, Math.max(0, notBefore - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void write() {
        synchronized (this) {
            waiting = false;
        }
        long begun = System.nanoTime();
        try {
            write.run();
        } catch (RuntimeException e) {
            // The study's end says it if its page cannot be written; until then nothing depends on it.
            LOG.warn("The page was not written", e);
        }
        synchronized (this) {
            long took = System.nanoTime() - begun;
            notBefore = begun + Math.max(LEAST_PAUSE.toNanos(), SHARE * took);
        }
    }

    /** Waits for a page that is being written; none is begun any more. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        writer.shutdown();
        try {
            writer.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
