package org.whittle.spark;

import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.whittle.work.Place;

/** What Spark gave a task to work with. */
public final class TaskPlace {

    /** Name of the resource, as in {@code spark.task.resource.gpu.amount}. */
    private static final String GPU = "gpu";

    private TaskPlace() {
    }

    /**
     * The place of the task that runs in this thread. With a fractional {@code spark.task.resource.gpu.amount}, tasks
     * that run at once share an address.
     */
    public static Place of(TaskContext context, String cohort) {
        ResourceInformation gpu = context.resourcesJMap().get(GPU);
        List<String> addresses = gpu == null ? List.of() : List.of(gpu.addresses());
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        return new Place(host, addresses, cohort, context.attemptNumber(), SparkFiles.getRootDirectory());
    }
}
