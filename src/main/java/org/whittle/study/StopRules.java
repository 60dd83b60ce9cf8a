package org.whittle.study;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.whittle.goal.Objective;
import org.whittle.sampler.gp.RegretBound;

/**
 * When to stop before the scheduler is done. Whichever rule is met first ends the search; selection, refit, test and
 * tables follow as usual. Every rule stops at the same point in every
 * run, but for wall time and a gain per time.
 *
 * @param trials at most this many trials are started, the baseline included
 * @param epochs at most this many epochs are trained
 * @param wallTime no rung is started once the study's runs have been searching for so long, all together
 * @param target the search ends once a trial's objective is at least as good; with several goals, the first one's
 *     metric
 * @param plateau the search ends when it no longer gains
 * @param regret the search ends when, by the {@linkplain RegretBound upper bound} of a surrogate, less than this is
 *     left to gain of the objective; looked at whenever a bracket ends
 * @param marginal the search ends when that bound, over what the next rung costs, falls below
 * @param finalists how many of the best trials train on to R if the rule on trials, on epochs or on a plateau ends the
 *     search, see {@link Finalists}; 0 or more
 */
public record StopRules(OptionalInt trials, OptionalLong epochs, Optional<Duration> wallTime, OptionalDouble target,
                        Optional<Plateau> plateau, OptionalDouble regret, Optional<Marginal> marginal, int finalists) {

    /** Rules without finalists. */
    public StopRules(OptionalInt trials, OptionalLong epochs, Optional<Duration> wallTime, OptionalDouble target,
                     Optional<Plateau> plateau, OptionalDouble regret, Optional<Marginal> marginal) {
        this(trials, epochs, wallTime, target, plateau, regret, marginal, 0);
    }

    /** Rules without one on gain per cost. */
    public StopRules(OptionalInt trials, OptionalLong epochs, Optional<Duration> wallTime, OptionalDouble target,
                     Optional<Plateau> plateau, OptionalDouble regret) {
        this(trials, epochs, wallTime, target, plateau, regret, Optional.empty());
    }

    /** Rules without one on what is left to gain. */
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

    /**
     * The least gain that is worth its cost. What is left to gain is bounded from above, so the search goes on as long
     * as it may be worth it.
     *
     * @param gain of the objective, above 0
     * @param per the cost that must bring it
     */
    public record Marginal(double gain, Cost per) {
    }

    /** What a search is paid in. */
    public sealed interface Cost {

        /** As in study files. */
        String text();

        /** @param epochs of all trials together, at least 1 */
        record Epochs(long epochs) implements Cost {
            @Override
            public String text() {
                return epochs + (epochs == 1 ? " epoch" : " epochs");
            }
        }

        /**
         * @param time of the whole search; what an epoch takes is known from the rungs before, so it depends on the
         *     machine
         */
        record Time(Duration time) implements Cost {
            @Override
            public String text() {
                return time.toMillis() + " ms";
            }
        }
    }

    /** These rules, with other finalists. */
    public StopRules withFinalists(int number) {
        return new StopRules(trials, epochs, wallTime, target, plateau, regret, marginal, number);
    }

    /** Whether there is a target and the value is at least as good. */
    public boolean reachesTarget(Objective objective, double value) {
        return target.isPresent() && !Double.isNaN(value) && !objective.isBetter(target.getAsDouble(), value);
    }

    /** No rule: the scheduler decides alone. */
    public static final StopRules NONE = new StopRules(OptionalInt.empty(), OptionalLong.empty(), Optional.empty(),
            OptionalDouble.empty(), Optional.empty());
}
