package org.whittle.score.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Computations of the engine that take long. A process that is told to end lets those under way finish, and begins no
 * other.
 *
 * <p>The virtual machine itself waits 0.3 s at most for threads in native code; then the process runs the engine's
 * static destructors, under the feet of whoever still computes. That ended 11 of 15 processes in a segmentation fault,
 * a core dump and exit code 134 where a signal asked for 143.
 */
public final class LongCalls {

    // Steps are put together to calls of some tenths of a second; one step of a large cohort can take some seconds.
    private static final long LONGEST_SECONDS = 10;
    private static final ReentrantReadWriteLock UNDER_WAY = new ReentrantReadWriteLock();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(LongCalls::end, "end-of-engine"));
        } catch (IllegalStateException e) {
            // The process ends already: whoever comes now waits as others do.
            end();
        }
    }

    private LongCalls() {
    }

    /** What a computation gives; once the process ends, no computation begins and this does not return. */
    public static <T> T of(Supplier<T> computation) {
        Lock lock = UNDER_WAY.readLock();
        lock.lock();
        try {
            return computation.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for what is under way, for as long as a step of the largest cohort may take; nothing begins after it. A
     * process that ends through {@link System#exit} or by a signal has it done; who halts one does it first.
     */
    public static void end() {
        try {
            // The lock is kept: what waits for it has nothing to come back to.
            if (!UNDER_WAY.writeLock().tryLock(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("the engine has computed for " + LONGEST_SECONDS + " s since this process was told"
                        + " to end; it ends now, perhaps with a fault inside the engine");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
