package org.whittle.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs of a measurement, some at once. */
final class Together {

    private Together() {
    }

    /**
     * What the runs give, in their order.
     *
     * @param what they are of, for whoever reads that one failed
     * @param threads how many at once
     */
    static <T> List<T> run(String what, List<Callable<T>> runs, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> run : pool.invokeAll(runs)) {
                results.add(run.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("%s: %s".formatted(what, e.getCause()), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
