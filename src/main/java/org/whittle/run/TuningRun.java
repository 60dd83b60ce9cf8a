package org.whittle.run;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.whittle.study.InvalidInputException;
import org.whittle.work.Undeclared;

/**
 * A study under way, on a thread of its own. Every method may be called from any thread, but from a listener only
 * {@link #cancel} and {@link #soFar}.
 */
public final class TuningRun {

    private final StudyRun study;
    private final Listeners listeners;
    private final Thread worker;
    private TuningResult result;
    private Throwable failure;
    private boolean cancelled;
    /** Whether the study itself has ended: what follows is not to be interrupted. */
    private boolean closing;
    private boolean ended;

    private TuningRun(Tuning.Wishes wishes) {
        listeners = new Listeners(wishes.listeners(), this::remind);
        study = new StudyRun(wishes, listeners);
        worker = new Thread(this::work, "whittle-study");
        worker.setDaemon(true);
    }

    /** @throws InvalidInputException if the specification is wrong */
    static TuningRun start(Tuning.Wishes wishes) {
        TuningRun run = new TuningRun(wishes);
        run.worker.start();
        return run;
    }

    /** The study directory as it was named, or as it was chosen. */
    public String directory() {
        return study.home();
    }

    /**
     * Waits for the end. An interruption ends the waiting, not the study.
     *
     * @return what the study found
     * @throws CancellationException if it was cancelled
     * @throws RuntimeException as {@link Tuning#run} has them
     */
    public TuningResult await() throws InterruptedException {
        synchronized (this) {
            while (!ended) {
                wait();
            }
        }
        if (failure == null) {
            return result;
        }
        // Unchecked but for an interruption that nobody asked for; what it was stays what it is.
        throw Undeclared.asIs(failure);
    }

    /**
     * Stops the study as soon as its tasks let go. What it has committed stays, and it can be resumed. Returns at once;
     * {@link #await} tells when it has stopped.
     *
     * @return whether the study was still under way: if so, {@link #await} throws, even if the study came to its end
     */
    public synchronized boolean cancel() {
        if (closing) {
            return false;
        }
        if (!cancelled) {
            cancelled = true;
            worker.interrupt();
        }
        return true;
    }

    /** Interrupts a cancelled study again: what it was doing may have dropped the interruption without a word. */
    private synchronized void remind() {
        if (cancelled && !closing) {
            worker.interrupt();
        }
    }

    /** Whether it has ended, in whatever way; {@link #await} then returns, or throws, at once. */
    public synchronized boolean isDone() {
        return ended;
    }

    /** What the ledger has now; empty before the study has a directory. */
    public Optional<TuningResult> soFar() {
        return study.soFar();
    }

    /**
     * Lets go of the study, so that another driver can have it at once, and then of Spark, whatever the study is doing:
     * for a process that is about to end.
     */
    public void abandon() {
        study.abandon();
    }

    /** Waits for the end, whatever it is; an interruption is remembered. */
    void awaitEnd() {
        boolean interrupted = false;
        synchronized (this) {
            while (!ended) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        TuningResult found = null;
        Throwable thrown = null;
        try {
            found = study.run();
        } catch (Throwable e) {
            thrown = e;
        }
        synchronized (this) {
            closing = true;
            // An interruption that came late is none for what closes.
            Thread.interrupted();
            if (cancelled) {
                CancellationException stopped = new CancellationException(
                        "The study was cancelled; nothing is lost. Resume it in %s to go on.".formatted(study.home()));
                stopped.initCause(thrown);
                thrown = stopped;
            }
        }
        if (thrown != null && !(thrown instanceof CancellationException)) {
            study.failed(thrown);
        }
        try {
            study.close();
        } catch (Throwable e) {
            thrown = thrown == null ? e : thrown;
        }
        if (!(thrown instanceof CancellationException)) {
            study.tellEnd(Optional.ofNullable(found), Optional.ofNullable(thrown));
        }
        if (thrown != null) {
            listeners.all().failed(thrown);
        }
        synchronized (this) {
            result = found;
            failure = thrown;
            ended = true;
            notifyAll();
        }
    }
}
