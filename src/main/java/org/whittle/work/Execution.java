package org.whittle.work;

import java.io.Serializable;

/**
 * Where and how long a task ran. Nothing here is part of the study's reproducible result.
 *
 * @param host name of the executor's node
 * @param device for instance {@code cpu} or {@code gpu(1)}
 * @param cohort name of the cohort it was trained in, for instance {@code 1.0.3} (bracket, rung, index);
 *     {@code 1.0.3a} and {@code 1.0.3b} are the halves of one that memory did not suffice for, {@code 1.0.3ab} a
 *     quarter
 * @param attempt Spark's attempt number, from 0
 * @param seconds wall time of the task's training, evaluation and checkpoint
 * @param trainingSeconds the part of {@code seconds} spent in training steps
 * @param machine its kind, as {@link Machine#text} has it: on machines of one kind training gives the same bits; empty
 *     if nobody looked
 */
public record Execution(String host, String device, String cohort, int attempt, double seconds,
                        double trainingSeconds, String machine) implements Serializable {

    /** On a machine of unknown kind. */
    public Execution(String host, String device, String cohort, int attempt, double seconds, double trainingSeconds) {
        this(host, device, cohort, attempt, seconds, trainingSeconds, "");
    }
}
