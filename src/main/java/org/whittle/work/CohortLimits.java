package org.whittle.work;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a study divides a rung into cohorts.
 *
 * @param maxSize most trials in a cohort, or {@link #AUTO}
 * @param minPerRung a rung is divided into at least this many cohorts, unless they would be too short
 * @param minTime a cohort that is estimated to train for less than twice as long is not divided
 * @param maxMebibytes most memory that a cohort of several trials is estimated to need, or {@link #AUTO}
 * @param processor for whose rates costs are estimated where tasks train on cores, wherever the study runs
 */
public record CohortLimits(int maxSize, int minPerRung, Duration minTime, int maxMebibytes, Processor processor)
        implements Serializable {

    /** What suits the device. */
    public static final int AUTO = 0;

    private static final int SIZE_ON_A_CORE = 64;
    private static final int MEBIBYTES_ON_A_CORE = 1024;
    private static final int SIZE_ON_A_GPU = 1024;
    /** What a task may use of its part of a GPU: rows lie there too, and the engine has caches of its own. */
    private static final double SHARE_OF_A_GPU = 0.8;

    /** By the rates of the {@linkplain Processor#STANDARD usual} processor. */
    public CohortLimits(int maxSize, int minPerRung, Duration minTime, int maxMebibytes) {
        this(maxSize, minPerRung, minTime, maxMebibytes, Processor.STANDARD);
    }

    /** With numbers for what is left to the device. */
    public CohortLimits on(DeviceProfile device) {
        int size = device.isCore() ? SIZE_ON_A_CORE : SIZE_ON_A_GPU;
        int mebibytes = device.isCore() ? MEBIBYTES_ON_A_CORE
                : (int) Math.max(1, SHARE_OF_A_GPU * device.mebibytes());
        return new CohortLimits(maxSize == AUTO ? size : maxSize, minPerRung, minTime,
                maxMebibytes == AUTO ? mebibytes : maxMebibytes, processor);
    }
}
