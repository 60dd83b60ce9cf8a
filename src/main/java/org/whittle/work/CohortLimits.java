package org.whittle.work;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a study divides a rung into cohorts.
 *
 * @param maxSize most trials in a cohort
 * @param minPerRung a rung is divided into at least this many cohorts, unless they would be too short
 * @param minTime a cohort that is estimated to train for less than twice as long is not divided
 * @param maxMebibytes most memory that a cohort of several trials is estimated to need
 * @param processor for whose rates costs are estimated, wherever the study runs
 */
public record CohortLimits(int maxSize, int minPerRung, Duration minTime, int maxMebibytes, Processor processor)
        implements Serializable {

    /** By the rates of the {@linkplain Processor#STANDARD usual} processor. */
    public CohortLimits(int maxSize, int minPerRung, Duration minTime, int maxMebibytes) {
        this(maxSize, minPerRung, minTime, maxMebibytes, Processor.STANDARD);
    }
}
