package org.whittle.study;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.TrialOutcome;

/**
 * What is left of {@code stop.epochs}. A bracket reserves all that it may train when it is opened, so that nothing that
 * was begun has to be broken off; whatever its trials turn out not to use (because they diverged, failed, ran out of
 * patience, or left places of the next rung empty) comes back with every rung that is committed. So epochs that are
 * spent and reserved never exceed the limit.
 */
final class EpochBudget {

    private final OptionalLong limit;
    private long spent;
    // By bracket: what it may still train.
    private final Map<Integer, Long> reserved = new TreeMap<>();
    // The sum of these.
    private long promised;

    EpochBudget(OptionalLong limit) {
        this.limit = limit;
    }

    /**
     * Of a study. Where the best trials race over further folds when the search has ended, a third of the limit is
     * kept for them.
     */
    static OptionalLong ofSearch(StudySpec spec) {
        OptionalLong limit = spec.stop().epochs();
        return limit.isPresent() && spec.scheduler().racesOverFolds()
                ? OptionalLong.of(limit.getAsLong() - limit.getAsLong() / 3) : limit;
    }

    /** Epochs trained so far. */
    long spent() {
        return spent;
    }

    /** Epochs that can be promised to a bracket; as good as endless without a limit. */
    long left() {
        return limit.orElse(Long.MAX_VALUE) - spent - promised;
    }

    /** Promises so many epochs to a bracket, beside what it was promised. */
    void reserve(int bracket, long epochs) {
        promise(bracket, reserved.getOrDefault(bracket, 0L) + epochs);
    }

    /** Takes note of a committed rung of a bracket that is promised epochs rung by rung. */
    void settle(RungFinished rung) {
        spend(rung);
        promise(rung.bracket(), 0);
    }

    /** Takes back what was promised to brackets that are broken off. */
    void release() {
        reserved.clear();
        promised = 0;
    }

    /** Takes note of a rung for which nothing was reserved. */
    void spend(RungFinished rung) {
        spent += rung.epochsTrained();
    }

    /**
     * Takes note of a committed rung.
     *
     * @param copies trials that begin in the bracket's next rung as copies of others
     */
    void settle(BracketPlan plan, RungFinished rung, int copies) {
        spent += rung.epochsTrained();
        long goOn = copies;
        RungPlan now = plan.rungs().get(rung.rung());
        boolean moreFolds = plan.rungs().get(plan.rungs().size() - 1).folds() > now.folds();
        for (int i = 0; i < rung.outcomes().size(); i++) {
            boolean promoted = rung.decisions().get(i).verdict() == Verdict.PROMOTED;
            boolean trains = rung.outcomes().get(i) instanceof TrialOutcome.Completed c
                    && (moreFolds || !c.stoppedEarly());
            goOn += promoted && trains ? 1 : 0;
        }
        long more = 0;
        long before = now.spent();
        for (RungPlan next : plan.rungs().subList(rung.rung() + 1, plan.rungs().size())) {
            more += Math.min(next.trials(), goOn) * (next.spent() - before);
            before = next.spent();
        }
        promise(plan.number(), more);
    }

    private void promise(int bracket, long epochs) {
        Long before = epochs == 0 ? reserved.remove(bracket) : reserved.put(bracket, epochs);
        promised += epochs - (before == null ? 0 : before);
    }
}
