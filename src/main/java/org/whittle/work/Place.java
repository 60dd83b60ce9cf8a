package org.whittle.work;

import java.io.Serializable;
import java.util.List;

/**
 * What a Spark task was given to train on.
 *
 * @param gpus addresses of the GPUs assigned to the task; empty to train on a core
 * @param cohort name of the cohort, as in {@link Execution#cohort}
 * @param attempt Spark's attempt number, from 0
 */
public record Place(String host, List<String> gpus, String cohort, int attempt) implements Serializable {
    public Place {
        gpus = List.copyOf(gpus);
    }
}
