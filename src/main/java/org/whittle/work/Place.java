package org.whittle.work;

import java.io.Serializable;
import java.util.List;

/**
 * What a Spark task was given to train on.
 *
 * @param gpus addresses of the GPUs assigned to the task; empty to train on a core
 * @param cohort name of the cohort, as in {@link Execution#cohort}
 * @param attempt Spark's attempt number, from 0
 * @param files folder of the files that Spark has brought to the node; empty for the working directory
 */
public record Place(String host, List<String> gpus, String cohort, int attempt, String files) implements Serializable {
    public Place {
        gpus = List.copyOf(gpus);
    }

    /** A place to which no files were brought. */
    public Place(String host, List<String> gpus, String cohort, int attempt) {
        this(host, gpus, cohort, attempt, "");
    }
}
