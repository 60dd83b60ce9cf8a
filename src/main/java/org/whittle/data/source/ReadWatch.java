package org.whittle.data.source;

import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.TaskCompletionListener;
import org.whittle.study.InvalidInputException;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Ends reads that compute without end. Where a run of numbers is cut short, ORC's reader counts through all of them
 * that an int can count, again and again, and looks neither at the file's end nor at its thread's interruption.
 *
 * <p>A slow read is none of these: who waits for a disk or a network does not compute. A read is given up if, for a
 * single batch or row, its thread has computed for {@link #SECONDS}, and {@link #SECONDS_A_BYTE} more for each byte of
 * the block that it reads: a thousand times what decoding takes.
 *
 * <p>A thread beside the task looks on. It tells the driver by an accumulator, which comes with the next heartbeat, and
 * the driver cancels the stage. The reading thread cannot be ended; it ends with its process.
 */
public final class ReadWatch implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final double SECONDS = 5;
    private static final double SECONDS_A_BYTE = 1e-4;
    private static final double MOST_SECONDS = 1800;
    private static final Pattern GIVEN_UP = Pattern.compile("reading (\\S+) does not end");

    /** Contexts know nothing of what hangs on them, and the watch nothing of its context. */
    private static final Map<SparkContext, ReadWatch> WATCHES = Collections.synchronizedMap(new WeakHashMap<>());

    /** Files whose reading does not end. */
    private final CollectionAccumulator<String> endless = new CollectionAccumulator<>();

    private ReadWatch() {
    }

    /** The watch of a driver. */
    public static ReadWatch on(SparkContext context) {
        return WATCHES.computeIfAbsent(context, key -> {
            ReadWatch watch = new ReadWatch();
            context.register(watch.endless, "whittle.endless");
            context.addSparkListener(new Canceller(context, watch.endless.id()));
            return watch;
        });
    }

    /** What to tell the user, if a job was ended by a watch. */
    public static Optional<InvalidInputException> problem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            Matcher told = GIVEN_UP.matcher(String.valueOf(cause.getMessage()));
            if (told.find()) {
                return Optional.of(
                        new InvalidInputException(("%s is damaged: its reader computes on and on and comes to no "
                                        + "end; put a sound copy in its place, or name another table")
                                .formatted(told.group(1))));
            }
        }
        return Optional.empty();
    }

    /** The same rows or batches, watched; to be called, and gone through, by a task's own thread. */
    <T> Iterator<T> watched(Iterator<T> read) {
        Watched<T> watched = new Watched<>(read, Thread.currentThread().getId());
        // Threads inherit which file their parent reads.
        Thread onlooker = new Thread(() -> watched.look(endless), "read watch");
        onlooker.setDaemon(true);
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> onlooker.interrupt());
        onlooker.start();
        return watched;
    }

    /** A read, and how often it was asked for something. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread counts, another looks
    private static final class Watched<T> implements Iterator<T> {

        private final Iterator<T> read;
        private final long thread;
        /** Odd while a call is under way. */
        private volatile long calls;

        Watched(Iterator<T> read, long thread) {
            this.read = read;
            this.thread = thread;
        }

        @Override
        public boolean hasNext() {
            calls++;
            try {
                return read.hasNext();
            } finally {
                calls++;
            }
        }

        @Override
        public T next() {
            calls++;
            try {
                return read.next();
            } finally {
                calls++;
            }
        }

        void look(CollectionAccumulator<String> endless) {
            long call = 0;
            double begun = 0;
            try {
                while (true) {
                    Thread.sleep(1000);
                    long now = calls;
                    double seconds = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread) / 1e9;
                    if (now % 2 == 0 || now != call) {
                        call = now;
                        begun = seconds;
                    } else if (seconds - begun > patience(InputFileBlockHolder.getLength())) {
                        endless.add(InputFileBlockHolder.getInputFilePath().toString());
                        return;
                    }
                }
            } catch (InterruptedException read) {
                Thread.currentThread().interrupt();
            }
        }

        private static double patience(long bytes) {
            return bytes < 0 ? MOST_SECONDS : Math.min(MOST_SECONDS, SECONDS + SECONDS_A_BYTE * bytes);
        }
    }

    /** Cancels the stages whose tasks tell of a read without end. */
    private static final class Canceller extends SparkListener {

        private final SparkContext context;
        private final long accumulator;

        Canceller(SparkContext context, long accumulator) {
            this.context = context;
            this.accumulator = accumulator;
        }

        @Override
        public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
            for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task
                    : JavaConverters.seqAsJavaList(update.accumUpdates())) {
                for (AccumulableInfo info : JavaConverters.seqAsJavaList(task._4())) {
                    if (info.id() == accumulator && info.update().isDefined()
                            && info.update().get() instanceof java.util.List<?> files && !files.isEmpty()) {
                        context.cancelStage((Integer) task._2(), "reading %s does not end".formatted(files.get(0)));
                    }
                }
            }
        }
    }
}
