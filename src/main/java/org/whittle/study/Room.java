package org.whittle.study;

import java.util.Iterator;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Scheduler;

/**
 * Whether another bracket is to be opened, the baseline's aside: until as many trials are in flight as the study asks
 * for, or, where brackets are counted, whenever one has ended. Nothing of the cluster is asked.
 *
 * <p><b>The rule</b> behind {@code search.parallel = auto} follows from sampler, scheduler (so from R, r and η) and
 * stop rules:
 * <ol>
 * <li>a sampler that learns has one bracket in flight, and is given every result that it can have: on LCBench, at equal
 *     epochs, wider searches of {@code auto} were worse by more than a standard error (see
 *     {@code samplers-and-schedulers.md});
 * <li>trials that go on one by one are {@value #ALONE} in flight;
 * <li>where a rule ends the search by what it showed or by the clock, an iteration's brackets are in flight, at least
 *     {@value #LEAST_BRACKETS}: what is under way then is lost;
 * <li>else as many trials as these brackets begin with. Nobody learns from them, so that trials, decisions and winner
 *     are the same however many are in flight; as rungs thin out, others fill the slots.
 * </ol>
 *
 * <p>With R = 27 and η = 3, Hyperband begins 27 + 9 + 6 + 4 = 46 trials.
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
        InFlight asked = spec.inFlight();
        boolean alone = spec.scheduler().asynchronous().isPresent();
        boolean learns = spec.sampler().in(spec.space()).learns();
        int brackets = learns ? 1 : Math.max(LEAST_BRACKETS, spec.scheduler().brackets(0, 1).size());
        OptionalInt trials = asked.trials().isPresent() ? asked.trials()
                : alone ? OptionalInt.of(ALONE)
                : asked.auto() && !learns && !endsByResults(spec.stop())
                        ? OptionalInt.of(begun(spec.scheduler(), brackets)) : OptionalInt.empty();
        return new Room(trials, brackets);
    }

    private static boolean endsByResults(StopRules stop) {
        return stop.wallTime().isPresent() || stop.target().isPresent() || stop.plateau().isPresent()
                || stop.regret().isPresent() || stop.marginal().isPresent();
    }

    /** Trials that the first brackets begin with. */
    private static int begun(Scheduler scheduler, int brackets) {
        Iterator<BracketPlan> first = IntStream.range(0, Math.min(brackets, scheduler.iterations())).boxed()
                .flatMap(iteration -> scheduler.brackets(iteration, 1).stream()).iterator();
        long trials = 0;
        for (int bracket = 0; bracket < brackets && first.hasNext(); bracket++) {
            trials += first.next().trials();
        }
        return (int) Math.min(Integer.MAX_VALUE, trials);
    }

    /** Whether there is room beside what is in flight. */
    boolean beside(int flyingTrials, int flyingBrackets) {
        return trials.isPresent() ? flyingTrials < trials.getAsInt() : flyingBrackets < brackets;
    }
}
