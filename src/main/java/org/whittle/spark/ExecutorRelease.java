package org.whittle.spark;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.whittle.work.Trainer;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * Frees what executors hold of a study, when it has ended and they live on.
 *
 * <p>A small task goes to each executor, by preference: one that is busy with something else is not waited for long.
 * What is missed goes by itself when nobody has asked for it for some minutes.
 */
public final class ExecutorRelease {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ExecutorRelease() {
    }

    /** A task that frees what its JVM holds. */
    private record Release(Trainer trainer) implements VoidFunction<String> {
        @Override
        public void call(String executor) {
            trainer.release();
        }
    }

    /** @param trainer of the study; what it holds in this JVM is left alone */
    public static void of(SparkContext context, Trainer trainer) {
        if (context.isLocal() || context.isStopped()) {
            return;
        }
        List<Tuple2<String, Seq<String>>> tasks = JavaConverters.seqAsJavaList(context.statusStore().executorList(true))
                .stream().filter(executor -> !executor.id().equals("driver"))
                .map(executor -> new Tuple2<>(executor.id(), location(executor))).toList();
        if (tasks.isEmpty()) {
            return;
        }
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
        spark.setLocalProperty("callSite.short", "release of memory");
        JavaFutureAction<Void> job = context.<String>makeRDD(
                        JavaConverters.asScalaBuffer(tasks), ClassTag$.MODULE$.apply(String.class))
                .toJavaRDD()
                .foreachAsync(new Release(trainer));
        try {
            job.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException missed) {
            job.cancel(true);
        } catch (InterruptedException e) {
            job.cancel(true);
            Thread.currentThread().interrupt();
        } finally {
            spark.setLocalProperty("callSite.short", null);
        }
    }

    /** As Spark spells an executor as a place; see its TaskLocation. */
    private static Seq<String> location(ExecutorSummary executor) {
        String host = executor.hostPort().replaceFirst(":[0-9]+$", "");
        return JavaConverters.asScalaBuffer(List.of("executor_%s_%s".formatted(host, executor.id())));
    }
}
