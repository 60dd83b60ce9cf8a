package org.whittle.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** What Spark's UI would show of stages and tasks. */
final class StageLog extends SparkListener {

    record Submitted(String name, String description, String pool, int tasks) {
    }

    private final List<Submitted> stages = new ArrayList<>();
    private final List<Integer> started = new ArrayList<>();
    private int running;

    synchronized List<Submitted> stages() {
        return List.copyOf(stages);
    }

    /** Indices of tasks, in the order in which they were started. */
    synchronized List<Integer> started() {
        return List.copyOf(started);
    }

    synchronized int running() {
        return running;
    }

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
        stages.add(new Submitted(event.stageInfo().name(), event.properties().getProperty("spark.job.description"),
                event.properties().getProperty("spark.scheduler.pool"), event.stageInfo().numTasks()));
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart event) {
        started.add(event.taskInfo().index());
        running++;
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        running--;
    }
}
