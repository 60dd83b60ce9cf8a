package org.whittle.run;

import org.whittle.goal.EpochRecord;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Decision;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.LockBoxOpened;
import org.whittle.study.LedgerEvent.RefitRejected;
import org.whittle.study.LedgerEvent.WinnerSelected;
import org.whittle.study.StudyListener;
import org.whittle.work.FileStore;
import org.whittle.work.FinalModel;
import org.whittle.work.TestResult;

/**
 * Told what happens in a study while it happens: implement what you want to know.
 *
 * <p>In the order in which a study goes ({@code ·} may come often):
 * <pre>
 *   opened  searchStarted  · bracketOpened  · rungStarted  · trialReported  · epochTrained  · decided  · rungFinished
 *   searchEnded  winnerSelected  · refitRejected  · refitted  lockBoxOpened  · tested  reported
 * </pre>
 * and {@code noted}, {@code step}, {@code warned} and {@code failed} where there is reason to. A study that is resumed
 * tells of the rungs that it already had by {@link #rungRecalled}, and not again of what else lies behind it.
 *
 * <p>One event is told at a time, on whichever thread it happens. Listeners decide nothing, and the study waits for
 * them: be quick. One that throws is told nothing more; the study goes on, and its log has what was thrown.
 */
public interface TuningListener extends StudyListener {

    /** Something that a person may want to read: where the study lies, what is done with the rows. */
    default void noted(String line) {
    }

    /** The study directory is this run's from now on; another driver cannot have it until the run ends. */
    default void opened(FileStore files) {
    }

    /** Trials were proposed, and are laid out in rungs; is committed. */
    default void bracketOpened(BracketOpened bracket) {
    }

    /**
     * A trial has trained an epoch. Told when its cohort reports, at the end of its part of the rung, epoch by epoch.
     *
     * @param epoch its number and what was measured after it, on validation rows
     */
    default void epochTrained(TrialId trial, EpochRecord epoch) {
    }

    /** Whether a trial goes on, and why; is committed. */
    default void decided(Decision decision) {
    }

    /** The winner was chosen, by validation alone; is committed. */
    default void winnerSelected(WinnerSelected winner) {
    }

    /** A refit is not used; is committed. */
    default void refitRejected(RefitRejected refit) {
    }

    /** The winner, or the baseline beside it, was refitted; is committed. */
    default void refitted(FinalModel model) {
    }

    /** The test rows are about to be read; is committed. */
    default void lockBoxOpened(LockBoxOpened opening) {
    }

    /** What the winner, or the baseline beside it, scored on the test rows; is committed. */
    default void tested(TestResult result) {
    }

    /** Tables and page have been written: at the end, or because a study that fails leaves them too. */
    default void reported(TuningResult result) {
    }

    /**
     * The study failed or was cancelled, and everything that it had opened is closed: what {@link TuningRun#await}
     * throws.
     */
    default void failed(Throwable failure) {
    }
}
