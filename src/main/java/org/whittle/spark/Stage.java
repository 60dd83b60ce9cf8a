package org.whittle.spark;

import java.io.Serializable;
import java.util.List;

/**
 * A Spark job of one stage, with one task for each input.
 *
 * @param title what people see in the Spark UI
 * @param pool of the fair scheduler
 * @param inputs one for each task, in the order in which they are to be started
 * @param work what each task does
 */
record Stage<I extends Serializable, R extends Serializable>(String title, String pool, List<I> inputs,
                                                             StageWork<I, R> work) {
    Stage {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("A stage needs an input.");
        }
    }
}
