package org.whittle.spark;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.whittle.study.InfrastructureException;
import org.whittle.work.DeviceProbe;
import org.whittle.work.DeviceProfile;

/**
 * Asks an executor what tasks train on, by a stage of one task: the driver may be on a gateway that has none of it. A
 * cluster whose tasks are given no GPU is not asked: cores are planned for alike.
 */
public final class SparkDeviceProbe {

    private static final String GPUS_A_TASK = "spark.task.resource.gpu.amount";

    private SparkDeviceProbe() {
    }

    /**
     * What a task has.
     *
     * @throws InfrastructureException if the GPU that Spark gives to tasks is not one for the engine, or no executor
     *     answers
     * @throws InterruptedException if this thread was interrupted
     */
    public static DeviceProfile ask(SparkContext context, DeviceProbe probe) throws InterruptedException {
        double each = gpusATask(context.getConf());
        if (each == 0) {
            return DeviceProfile.CORE;
        }
        AtomicReference<DeviceProfile> answer = new AtomicReference<>();
        try (StageRunner stages = new StageRunner(context)) {
            stages.run(new Stage<>("probe of the device", SparkSettings.FINAL_POOL, List.of("device"),
                    new Look(probe)), (index, profile) -> answer.set(profile));
        }
        return answer.get().shared(each < 1 ? (int) Math.floor(1 / each) : 1);
    }

    private static double gpusATask(SparkConf conf) {
        return Double.parseDouble(conf.get(GPUS_A_TASK, "0"));
    }

    private record Look(DeviceProbe probe) implements StageWork<String, DeviceProfile> {
        @Override
        public DeviceProfile apply(String input, TaskContext context) {
            return probe.look(TaskPlace.of(context, input));
        }
    }
}
