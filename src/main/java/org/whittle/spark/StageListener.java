package org.whittle.spark;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;

/**
 * Follows the tasks of our stages on Spark's event bus.
 *
 * <p>The bus tells late, and under great load not everything. So whoever asks waits for the news, but not for ever:
 * what is asked here is worth knowing and decides nothing.
 */
final class StageListener extends SparkListener {

    private static final class Watched {
        private int running;
        private boolean ended;
        private double idleSeconds;
    }

    private final String property;
    private final BarrierIdle idle;
    private final Map<String, Watched> watched = new HashMap<>();
    private final Map<Integer, String> namesByStage = new HashMap<>();
    private final Map<Integer, Integer> stagesByJob = new HashMap<>();
    private boolean applicationEnded;

    /**
     * @param property of a job, under which it carries the name it is asked for by
     * @param slotsOfExecutor how many tasks an executor runs at once
     */
    StageListener(String property, ToIntFunction<String> slotsOfExecutor) {
        this.property = property;
        this.idle = new BarrierIdle(slotsOfExecutor);
    }

    /** To be called before the job is submitted, and followed by {@link #forget}. */
    synchronized void watch(String name) {
        watched.put(name, new Watched());
    }

    synchronized void forget(String name) {
        watched.remove(name);
        namesByStage.values().remove(name);
    }

    /** Slot-seconds that were spent waiting for the stage, once its job has ended; see {@link BarrierIdle}. */
    synchronized double idleSeconds(String name, Duration patience) throws InterruptedException {
        Watched stage = watched.get(name);
        await(() -> stage.ended, patience);
        return stage.idleSeconds;
    }

    /** Waits until the job has ended and none of its tasks runs any more. */
    synchronized void awaitStandstill(String name, Duration patience) throws InterruptedException {
        Watched stage = watched.get(name);
        await(() -> stage.ended && stage.running == 0, patience);
    }

    private void await(BooleanSupplier news, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!news.getAsBoolean() && !applicationEnded) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart event) {
        String name = event.properties() == null ? null : event.properties().getProperty(property);
        if (name != null && watched.containsKey(name)) {
            StageInfo stage = event.stageInfos().head();
            namesByStage.put(stage.stageId(), name);
            stagesByJob.put(event.jobId(), stage.stageId());
            idle.stageStarted(stage.stageId(), stage.numTasks(), event.time());
        }
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart event) {
        TaskInfo task = event.taskInfo();
        idle.taskStarted(task.taskId(), event.stageId(), task.index(), task.executorId(), task.launchTime());
        running(event.stageId(), 1);
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        TaskInfo task = event.taskInfo();
        idle.taskEnded(task.taskId(), event.reason() == Success$.MODULE$, task.finishTime());
        running(event.stageId(), -1);
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        idle.executorLost(event.executorId(), event.time());
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd event) {
        Integer stage = stagesByJob.remove(event.jobId());
        if (stage != null) {
            double idleSeconds = idle.stageEnded(stage, event.time());
            Watched ended = watched.get(namesByStage.get(stage));
            if (ended != null) {
                ended.ended = true;
                ended.idleSeconds = idleSeconds;
                notifyAll();
            }
        }
    }

    @Override
    public synchronized void onApplicationEnd(SparkListenerApplicationEnd event) {
        applicationEnded = true;
        notifyAll();
    }

    private void running(int stage, int change) {
        Watched task = watched.get(namesByStage.get(stage));
        if (task != null) {
            task.running += change;
            notifyAll();
        }
    }
}
