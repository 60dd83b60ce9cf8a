package org.whittle.study;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.whittle.sampler.gp.RegretBound;
import org.whittle.trial.Objective;

/**
 * When to stop before the scheduler is done. Whichever rule is met first ends the search; selection, refit, test and
 * tables follow as usual. Every rule but wall time stops at the same point in every run.
 *
 * @param trials at most this many trials are started, the baseline included
 * @param epochs at most this many epochs are trained
 * @param wallTime no rung is started later than this after the study was opened (this run of it)
 * @param target the search ends once a trial's objective is at least as good; with several goals, the first one's metric
 * @param plateau the search ends when it no longer gains
 * @param regret the search ends when, by the {@linkplain RegretBound upper bound} of a surrogate, less than this is left
 *     to gain of the objective; looked at whenever a bracket ends
 */
public record StopRules(OptionalInt trials, OptionalLong epochs, Optional<Duration> wallTime, OptionalDouble target,
                        Optional<Plateau> plateau, OptionalDouble regret) {

    /** Rules without one on regret. */
    public StopRules(OptionalInt trials, OptionalLong epochs, Optional<Duration> wallTime, OptionalDouble target,
                     Optional<Plateau> plateau) {
        this(trials, epochs, wallTime, target, plateau, OptionalDouble.empty());
    }

    /**
     * @param trials number of judged trials to look back on
     * @param epsilon a gain of the best objective at or below this is none; with several goals, it is a gain if a trial
     *     joins the front, by whatever little
     */
    public record Plateau(int trials, double epsilon) {
    }

    /** Whether there is a target and the value is at least as good. */
    public boolean reachesTarget(Objective objective, double value) {
        return target.isPresent() && !Double.isNaN(value) && !objective.isBetter(target.getAsDouble(), value);
    }

    /** No rule: the scheduler decides alone. */
    public static final StopRules NONE = new StopRules(OptionalInt.empty(), OptionalLong.empty(), Optional.empty(),
            OptionalDouble.empty(), Optional.empty());
}
