package org.whittle.study;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Threads of brackets: each waits for a stage of the cluster most of its time. */
final class BracketThreads {

    /** What needs them. */
    interface Work {
        void with(ExecutorService threads) throws InterruptedException;
    }

    private BracketThreads() {
    }

    /** Does the work, and cancels what the threads still train then. */
    static void during(Work work) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "whittle-bracket");
            thread.setDaemon(true);
            return thread;
        });
        try {
            work.with(threads);
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }
}
