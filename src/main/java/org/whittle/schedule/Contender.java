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
import org.whittle.trial.Objectives;
import org.whittle.trial.Standing;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialOutcome;

/**
 * A trial at the rung that is to be judged.
 *
 * @param outcome of that rung
 * @param curve all epochs of the trial in the bracket
 * @param values of the study's goals at the {@linkplain Objective#representative representative} epoch; {@code NaN} if
 *     the trial diverged or failed
 */
record Contender(TrialOutcome outcome, Curve curve, List<Double> values) {

    /** The trials of the rung that was finished last, in its order. */
    static List<Contender> of(List<RungResult> finished, Objectives objectives) {
        Map<TrialId, List<EpochRecord>> epochs = new HashMap<>();
        for (RungResult rung : finished) {
            for (TrialOutcome outcome : rung.outcomes()) {
                epochs.computeIfAbsent(outcome.trial(), id -> new ArrayList<>()).addAll(outcome.epochs());
            }
        }
        return finished.get(finished.size() - 1).outcomes().stream()
                .map(outcome -> of(outcome, new Curve(epochs.get(outcome.trial())), objectives)).toList();
    }

    private static Contender of(TrialOutcome outcome, Curve curve, Objectives objectives) {
        EpochRecord epoch = outcome instanceof TrialOutcome.Completed completed
                ? objectives.first().representative(curve, completed.stoppedEarly()) : null;
        return new Contender(outcome, curve, epoch == null ? objectives.none() : objectives.of(epoch));
    }

    TrialId trial() {
        return outcome.trial();
    }

    /** Of the first goal's metric. */
    double value() {
        return values.get(0);
    }

    boolean completed() {
        return standing().completed();
    }

    boolean stoppedEarly() {
        return outcome instanceof TrialOutcome.Completed completed && completed.stoppedEarly();
    }

    Standing standing() {
        return new Standing(trial(), values);
    }

    /** Why the trial cannot be compared, if it cannot. */
    Optional<String> trouble(Objectives objectives) {
        if (completed()) {
            return Optional.empty();
        }
        if (outcome instanceof TrialOutcome.Diverged diverged) {
            return Optional.of("diverged: " + diverged.reason());
        }
        if (outcome instanceof TrialOutcome.Failed failed) {
            return Optional.of("failed: " + failed.reason());
        }
        List<String> missing = new ArrayList<>();
        for (int g = 0; g < values.size(); g++) {
            if (Double.isNaN(values.get(g))) {
                missing.add(objectives.goals().get(g).metric());
            }
        }
        return Optional.of("reported no " + String.join(", ", missing));
    }

    /** The goals' metrics with their values, as reasons print them. */
    String shows(Objectives objectives) {
        List<String> shown = new ArrayList<>();
        for (int g = 0; g < values.size(); g++) {
            shown.add(objectives.goals().get(g).metric() + " " + print(values.get(g)));
        }
        return String.join(", ", shown);
    }

    /** A value as reasons print it, the same in every locale. */
    static String print(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
