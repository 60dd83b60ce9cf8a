package org.whittle.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.whittle.study.InfrastructureException;
import scala.Function1;
import scala.Function2;
import scala.collection.JavaConverters;
import scala.concurrent.ExecutionContext;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Runs stages, each from the thread that asks for it, and hands results to that thread as they arrive.
 *
 * <p>Spark's own threads only put results into a queue: a slow receiver delays nobody else's job, and what the receiver
 * throws reaches the caller.
 */
final class StageRunner implements AutoCloseable {

    /** A job's property that names its stage to the listener. */
    private static final String NAME = "whittle.stage";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE_WITH_CANCELLED_TASKS = Duration.ofMinutes(1);
    private static final Pattern LAST_FAILURE =
            Pattern.compile("failed (\\d+) times?, most recent failure: .*?\\((\\S+) executor (\\S+)\\)");
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** News of a running stage. */
    private sealed interface News {

        record Result(int index, byte[] bytes) implements News {
        }

        record End(Try<?> result) implements News {
        }
    }

    private final SparkContext context;
    private final StageListener listener;

    StageRunner(SparkContext context) {
        this.context = context;
        this.listener = new StageListener(NAME, executor -> slots(context, executor));
        context.addSparkListener(listener);
    }

    // Listeners are told when an executor is added, but ours comes too late for those that are there already.
    private static int slots(SparkContext context, String executor) {
        return JavaConverters.seqAsJavaList(context.statusStore().executorList(false)).stream()
                .filter(summary -> summary.id().equals(executor))
                .mapToInt(ExecutorSummary::maxTasks)
                .findFirst()
                .orElse(1);
    }

    /**
     * Returns when every task has delivered.
     *
     * @param arrived called on this thread with the index and result of each task, as they arrive
     * @return slot-seconds that were spent waiting for the stage's last tasks; see {@link BarrierIdle}
     * @throws InfrastructureException if Spark gave up
     * @throws InterruptedException if this thread was interrupted; the tasks have been told to stop, and have stopped,
     *     or do not listen
     */
    <I extends Serializable, R extends Serializable> double run(Stage<I, R> stage, BiConsumer<Integer, R> arrived)
            throws InterruptedException {
        String name = Long.toString(NUMBERS.incrementAndGet());
        listener.watch(name);
        try {
            BlockingQueue<News> news = new LinkedBlockingQueue<>();
            SimpleFutureAction<?> job = submit(stage, name, news);
            boolean finished = false;
            try {
                receive(stage, news, arrived);
                finished = true;
            } finally {
                if (!finished) {
                    job.cancel();
                    listener.awaitStandstill(name, PATIENCE_WITH_CANCELLED_TASKS);
                }
            }
            return listener.idleSeconds(name, PATIENCE);
        } finally {
            listener.forget(name);
        }
    }

    private static <R extends Serializable> void receive(Stage<?, R> stage, BlockingQueue<News> news,
                                                         BiConsumer<Integer, R> arrived)
            throws InterruptedException {
        while (true) {
            News next = news.take();
            if (next instanceof News.Result result) {
                arrived.accept(result.index(), read(result.bytes()));
            } else if (next instanceof News.End end) {
                if (end.result().isFailure()) {
                    Throwable failure = end.result().failed().get();
                    throw InfrastructureException.of(stage.title() + where(failure), failure);
                }
                return;
            }
        }
    }

    private <I extends Serializable, R extends Serializable> SimpleFutureAction<?> submit(
            Stage<I, R> stage, String name, BlockingQueue<News> news) {
        List<byte[]> inputs = stage.inputs().stream().map(StageRunner::write).toList();
        RDD<byte[]> partitions = JavaSparkContext.fromSparkContext(context).parallelize(inputs, inputs.size()).rdd();
        List<Object> all = new ArrayList<>(IntStream.range(0, inputs.size()).boxed().toList());
        Function2<Object, byte[], BoxedUnit> delivered = (index, bytes) -> {
            news.add(new News.Result((Integer) index, bytes));
            return BoxedUnit.UNIT;
        };
        Function1<Try<BoxedUnit>, BoxedUnit> ended = result -> {
            news.add(new News.End(result));
            return BoxedUnit.UNIT;
        };
        Map<String, String> before = describe(Map.of(
                "spark.job.description", stage.title(),
                "callSite.short", stage.title(),
                "spark.scheduler.pool", stage.pool(),
                // Training looks at its thread's interruption; without it a cancelled cohort would train on.
                "spark.job.interruptOnCancel", "true",
                NAME, name));
        try {
            SimpleFutureAction<BoxedUnit> job = context.submitJob(partitions, new TaskBody<>(stage.work()),
                    JavaConverters.asScalaBuffer(all), delivered, () -> BoxedUnit.UNIT);
            job.onComplete(ended, ExecutionContext.fromExecutor(Runnable::run));
            return job;
        } finally {
            describe(before);
        }
    }

    /** Sets this thread's properties of jobs to come; {@code null} removes one. Returns what they were. */
    private Map<String, String> describe(Map<String, String> properties) {
        Map<String, String> before = new HashMap<>();
        properties.forEach((key, value) -> {
            before.put(key, context.getLocalProperty(key));
            context.setLocalProperty(key, value);
        });
        return before;
    }

    /** How often the task failed that ended the job, and where it failed last, as far as Spark tells. */
    private static String where(Throwable failure) {
        Matcher told = LAST_FAILURE.matcher(String.valueOf(failure.getMessage()));
        return told.find()
                ? " (attempt %s, on %s, executor %s)".formatted(told.group(1), told.group(2), told.group(3))
                : "";
    }

    private static byte[] write(Serializable value) {
        try {
            return Wire.write(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <R> R read(byte[] bytes) {
        try {
            return Wire.read(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.removeSparkListener(listener);
    }
}
