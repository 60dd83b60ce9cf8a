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
 */
public record CohortLimits(int maxSize, int minPerRung, Duration minTime, int maxMebibytes) implements Serializable {
}
