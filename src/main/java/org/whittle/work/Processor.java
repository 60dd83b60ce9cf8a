package org.whittle.work;

/**
 * Kinds of processors for whose rates cohorts can be planned. A study names one, and is planned alike wherever it runs;
 * {@code scripts/bench calibrate} measures one, and {@code train.plan.Rates} reads what was measured.
 */
public enum Processor {
    /** A core of a server with AVX-512, 1 MiB of second-level and 32 MiB of third-level cache. */
    AVX512_1M,
    /** A core of a server with AVX-512 and AMX, and 2 MiB of second-level cache. */
    AVX512_2M;

    /** Where a study names none. */
    public static final Processor STANDARD = AVX512_1M;
}
