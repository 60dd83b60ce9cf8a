package org.whittle.study;

import java.util.List;
import java.util.Optional;
import org.whittle.goal.Curve;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.work.Execution;
import org.whittle.work.Sums;

/**
 * What a study knows of one trial.
 *
 * @param origin baseline, enqueued, the name of the sampler that proposed it, or copy
 * @param parent the trial it began as a copy of, if it did
 * @param rung index of the last rung of its bracket that it reported from; −1 before the first
 * @param reason of the last decision, or of the failure; empty before the first rung's end
 * @param curve all epochs it has trained itself
 * @param stoppedEarly whether it ran out of patience
 * @param executions one for each rung it reported from
 * @param folds on which it was trained so far, at least 1: its curve is the mean over them
 */
public record Trial(TrialId id, int bracket, Configuration configuration, String origin,
                    Optional<Parent> parent, int rung, State state, String reason, Curve curve, boolean stoppedEarly,
                    List<Execution> executions, int folds) {

    /** Origin of a trial that began as a copy of another. */
    public static final String COPY = "copy";

    /**
     * @param epoch total epochs of the parent when it was copied
     */
    public record Parent(TrialId trial, int epoch) {
    }

    /**
     * A trial's life.
     *
     * <pre>
     *   RUNNING --(promoted)--> RUNNING
     *      |--(not promoted)--> STOPPED
     *      |--(last rung)-----> FINISHED
     *      |--(NaN, infinity)-> DIVERGED
     *      +--(cannot train)--> FAILED
     * </pre>
     */
    public enum State { RUNNING, STOPPED, FINISHED, DIVERGED, FAILED }

    public Trial {
        executions = List.copyOf(executions);
    }

    /** On one fold. */
    public Trial(TrialId id, int bracket, Configuration configuration, String origin, Optional<Parent> parent, int rung,
                 State state, String reason, Curve curve, boolean stoppedEarly, List<Execution> executions) {
        this(id, bracket, configuration, origin, parent, rung, state, reason, curve, stoppedEarly, executions, 1);
    }

    /** The same on so many folds. */
    Trial on(int count) {
        return new Trial(id, bracket, configuration, origin, parent, rung, state, reason, curve, stoppedEarly,
                executions, count);
    }

    /** Whether it has a result to compare: it neither diverged nor failed, and reported at least once. */
    public boolean isComparable() {
        return state != State.DIVERGED && state != State.FAILED && !curve.epochs().isEmpty();
    }

    /** The epoch that speaks for the trial; see {@link Objectives#representative}. */
    public Optional<EpochRecord> representative(Objectives objectives) {
        return objectives.representative(curve, stoppedEarly);
    }

    /** The first goal's metric at the representative epoch; {@code NaN} if the trial is not comparable. */
    public double value(Objectives objectives) {
        return standing(objectives).value();
    }

    /** What it is worth, see {@link Objectives#standing}. */
    public Standing standing(Objectives objectives) {
        return isComparable() ? objectives.standing(id, curve, stoppedEarly) : new Standing(id, objectives.none());
    }

    /** This trial, ended by something else than a rung's decision. */
    Trial stopped(String why) {
        return new Trial(
                id, bracket, configuration, origin, parent, rung, State.STOPPED, why, curve, stoppedEarly, executions,
                folds);
    }

    /** Epochs that its network has trained, those before it was copied included. */
    public int epochs() {
        return curve.last().map(EpochRecord::epoch).orElse(parent.map(Parent::epoch).orElse(0));
    }

    /** Wall time of all its rungs. */
    public double seconds() {
        return Sums.of(executions.stream().mapToDouble(Execution::seconds));
    }
}
