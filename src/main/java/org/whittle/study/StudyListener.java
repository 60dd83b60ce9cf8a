package org.whittle.study;

import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Rung;
import org.whittle.work.TrialOutcome;

/** Told what happens while it happens; called from several threads. For progress only: it decides nothing. */
public interface StudyListener {

    /** @param plannedEpochs epochs of the whole search if nothing ends early */
    default void searchStarted(StudySpec spec, long plannedEpochs) {
    }

    default void rungStarted(Rung rung) {
    }

    default void trialReported(Rung rung, TrialOutcome outcome) {
    }

    default void rungFinished(Rung rung, LedgerEvent.RungFinished result) {
    }

    /** A trial that is a bracket of its own goes on to its next rung. On the search's thread. */
    default void goesOn(BracketPlan bracket) {
    }

    /** All that can be committed and opened is: the search waits for the next rung of a bracket. On its own thread. */
    default void awaiting(BracketPlan bracket) {
    }

    /** Likewise, for the next rung of any bracket: {@link InFlight.Order#ARRIVAL}. */
    default void awaitingAny() {
    }

    /** A stop rule ended the search, and its best trials train on: epochs beyond those that were planned. */
    default void finalistsEntered(LedgerEvent.FinalistsEntered entered) {
    }

    /** A rung is taken from the ledger of an earlier run instead of being trained. */
    default void rungRecalled(LedgerEvent.RungFinished result) {
    }

    default void searchEnded(String reason) {
    }

    /** There is something to know before believing the rest. The study's final output says it again. */
    default void warned(Warning warning) {
    }

    /** A step after the search: refit, test, tables. */
    default void step(String what) {
    }
}
