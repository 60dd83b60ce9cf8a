package org.whittle.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/**
 * A study's numbers as a source of Spark's metrics system, {@code APPLICATION.driver.whittle.NAME}: whatever sinks a
 * site has, JMX or Prometheus or Graphite, have them beside Spark's own.
 */
public final class StudyMetrics implements Source, AutoCloseable {

    private static final String NAME = "whittle";

    private final SparkContext context;
    private final MetricRegistry registry = new MetricRegistry();

    private StudyMetrics(SparkContext context) {
        this.context = context;
    }

    /**
     * Adds numbers to those of a Spark, until it is closed; with them goes {@code busy-share}, the share of all slots
     * that run a task.
     *
     * @param numbers by name, asked for whenever a sink wants them
     */
    public static StudyMetrics register(SparkContext context, Map<String, Supplier<Number>> numbers) {
        StudyMetrics metrics = new StudyMetrics(context);
        numbers.forEach((name, number) -> metrics.registry.register(name, (Gauge<Number>) number::get));
        metrics.registry.register("busy-share", (Gauge<Double>) metrics::busyShare);
        SparkEnv.get().metricsSystem().registerSource(metrics);
        return metrics;
    }

    private double busyShare() {
        if (context.isStopped()) {
            return 0;
        }
        int slots = slots(context);
        int tasks = executors(context).stream().mapToInt(ExecutorSummary::activeTasks).sum();
        return slots == 0 ? 0 : Math.min(1, (double) tasks / slots);
    }

    /** Tasks that the executors which a Spark has now run at once. */
    public static int slots(SparkContext context) {
        return executors(context).stream().mapToInt(ExecutorSummary::maxTasks).sum();
    }

    private static List<ExecutorSummary> executors(SparkContext context) {
        return JavaConverters.seqAsJavaList(context.statusStore().executorList(true));
    }

    @Override
    public String sourceName() {
        return NAME;
    }

    @Override
    public MetricRegistry metricRegistry() {
        return registry;
    }

    /** Takes the numbers away again; does nothing once Spark has stopped. */
    @Override
    public void close() {
        SparkEnv environment = SparkEnv.get();
        if (!context.isStopped() && environment != null) {
            environment.metricsSystem().removeSource(this);
        }
    }
}
