package org.whittle.study;

import java.util.OptionalInt;

/**
 * Whether another bracket is to be opened, the baseline's aside: whenever one has ended, or until as many trials are in
 * flight as the study asks for. Left to itself, a sampler that learns is given every result it can have; for others,
 * slots that idle at the end of one rung work for other brackets. Nothing of the cluster is asked.
 *
 * @param trials in flight; empty if brackets are counted
 * @param brackets in flight, where trials are not counted
 */
record Room(OptionalInt trials, int brackets) {

    /** Brackets in flight of a sampler that does not learn, for a scheduler with fewer of them in an iteration. */
    private static final int LEAST_BRACKETS = 4;
    /** Trials in flight where they go on one by one and the study file does not say how many: as many as cohorts. */
    private static final int ALONE = 16;

    static Room of(StudySpec spec) {
        OptionalInt trials = spec.scheduler().asynchronous().isPresent()
                ? OptionalInt.of(spec.parallel().orElse(ALONE))
                : spec.parallel();
        boolean learns = spec.sampler().in(spec.space()).learns();
        return new Room(trials, learns ? 1 : Math.max(LEAST_BRACKETS, spec.scheduler().brackets(0, 1).size()));
    }

    /** Whether there is room beside what is in flight. */
    boolean beside(int flyingTrials, int flyingBrackets) {
        return trials.isPresent() ? flyingTrials < trials.getAsInt() : flyingBrackets < brackets;
    }
}
