package org.whittle.run;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;

/**
 * Marks the Spark jobs of a study, so that those that are left when it ends, because it was cancelled, can be told from
 * its neighbours' and be ended too. A tag is left to a thread's later threads; a job group of the caller's stays what
 * it is.
 */
final class StudyJobs implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final SparkContext context;
    private final String tag;

    private StudyJobs(SparkContext context, String tag) {
        this.context = context;
        this.tag = tag;
    }

    /** Marks what this thread, and those that it starts, submit from now on. To be closed by this thread. */
    static StudyJobs of(SparkContext context) {
        StudyJobs jobs = new StudyJobs(context, "whittle-study-" + NUMBERS.incrementAndGet());
        context.addJobTag(jobs.tag);
        context.setInterruptOnCancel(true);
        return jobs;
    }

    /** Ends what is left of the study's jobs, and waits until Spark says that they have ended, but not for ever. */
    void end() {
        close();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!context.isStopped() && active() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean active() {
        int[] running = context.statusTracker().getActiveJobIds();
        return Arrays.stream(context.statusTracker().getJobIdsForTag(tag))
                .anyMatch(job -> IntStream.of(running).anyMatch(active -> active == job));
    }

    /** Ends what is left of the study's jobs. */
    @Override
    public void close() {
        if (!context.isStopped()) {
            context.cancelJobsWithTag(tag);
        }
    }
}
