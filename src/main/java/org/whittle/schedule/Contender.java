package org.whittle.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.whittle.trial.Curve;
import org.whittle.trial.EpochRecord;
import org.whittle.trial.Objective;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialOutcome;

/**
 * A trial at the rung that is to be judged.
 *
 * @param outcome of that rung
 * @param curve all epochs of the trial in the bracket
 * @param value the objective at the {@linkplain Objective#representative representative} epoch; {@code NaN} if the trial
 *     diverged or failed
 */
record Contender(TrialOutcome outcome, Curve curve, double value) {

    /** The trials of the rung that was finished last, in its order. */
    static List<Contender> of(List<RungResult> finished, Objective objective) {
        Map<TrialId, List<EpochRecord>> epochs = new HashMap<>();
        for (RungResult rung : finished) {
            for (TrialOutcome outcome : rung.outcomes()) {
                epochs.computeIfAbsent(outcome.trial(), id -> new ArrayList<>()).addAll(outcome.epochs());
            }
        }
        return finished.get(finished.size() - 1).outcomes().stream()
                .map(outcome -> of(outcome, new Curve(epochs.get(outcome.trial())), objective)).toList();
    }

    private static Contender of(TrialOutcome outcome, Curve curve, Objective objective) {
        double value = Double.NaN;
        if (outcome instanceof TrialOutcome.Completed completed) {
            EpochRecord epoch = objective.representative(curve, completed.stoppedEarly());
            value = epoch == null ? Double.NaN : objective.of(epoch);
        }
        return new Contender(outcome, curve, value);
    }

    TrialId trial() {
        return outcome.trial();
    }

    boolean completed() {
        return !Double.isNaN(value);
    }

    boolean stoppedEarly() {
        return outcome instanceof TrialOutcome.Completed completed && completed.stoppedEarly();
    }

    Objective.Standing standing() {
        return new Objective.Standing(trial(), value);
    }

    /** Why the trial cannot be compared, if it cannot. */
    Optional<String> trouble(Objective objective) {
        if (completed()) {
            return Optional.empty();
        }
        if (outcome instanceof TrialOutcome.Diverged diverged) {
            return Optional.of("diverged: " + diverged.reason());
        }
        if (outcome instanceof TrialOutcome.Failed failed) {
            return Optional.of("failed: " + failed.reason());
        }
        return Optional.of("reported no " + objective.metric());
    }

    /** A value of the objective as reasons print it, the same in every locale. */
    static String print(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
