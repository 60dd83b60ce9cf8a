package org.whittle.spark;

import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.TaskContext;

/** What a task of a stage does on its executor. It is sent there with every task, so it is to be small. */
@FunctionalInterface
interface StageWork<I extends Serializable, R extends Serializable> extends Serializable {

    /** @throws IOException for Spark to try the task again, here or elsewhere */
    R apply(I input, TaskContext context) throws IOException;
}
