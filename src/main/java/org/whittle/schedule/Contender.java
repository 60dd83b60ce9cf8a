package org.whittle.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.whittle.goal.Curve;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Goal;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.work.TrialOutcome;

/**
 * A trial at the rung that is to be judged.
 *
 * @param outcome of that rung
 * @param curve all epochs of the trial in the bracket
 * @param standing what it is worth, see {@link Objectives#standing}
 */
record Contender(TrialOutcome outcome, Curve curve, Standing standing) {

    /** The trials of the rung that was finished last, in its order. */
    static List<Contender> of(List<RungResult> finished, Objectives objectives) {
        Map<TrialId, Curve> curves = new LinkedHashMap<>();
        for (RungResult rung : finished) {
            for (TrialOutcome outcome : rung.outcomes()) {
                curves.merge(outcome.trial(), new Curve(outcome.epochs()), (before, now) -> before.then(now.epochs()));
            }
        }
        return finished.get(finished.size() - 1).outcomes().stream()
                .map(outcome -> of(outcome, curves.get(outcome.trial()), objectives)).toList();
    }

    private static Contender of(TrialOutcome outcome, Curve curve, Objectives objectives) {
        return new Contender(outcome, curve, outcome instanceof TrialOutcome.Completed completed
                ? objectives.standing(outcome.trial(), curve, completed.stoppedEarly())
                : new Standing(outcome.trial(), objectives.none()));
    }

    /** One for each goal; {@code NaN} if the trial cannot be compared. */
    List<Double> values() {
        return standing.values();
    }

    TrialId trial() {
        return outcome.trial();
    }

    /** Of the first goal's metric. */
    double value() {
        return standing.value();
    }

    boolean completed() {
        return standing.completed();
    }

    boolean stoppedEarly() {
        return outcome instanceof TrialOutcome.Completed completed && completed.stoppedEarly();
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
        List<String> missing = objectives.goals().stream()
                .filter(goal -> objectives
                        .representative(curve, stoppedEarly())
                        .map(goal::of)
                        .orElse(Double.NaN)
                        .isNaN())
                .map(Goal::metric)
                .toList();
        return Optional.of("reported no " + String.join(", ", missing));
    }

    /** The goals' metrics with their values, and the epoch they are of if it is not the last, as reasons print them. */
    String shows(Objectives objectives) {
        List<String> shown = new ArrayList<>();
        for (int g = 0; g < values().size(); g++) {
            shown.add(objectives.goals().get(g).metric() + " " + print(values().get(g)));
        }
        boolean last = curve.last().map(EpochRecord::epoch).equals(Optional.of(standing.epoch()));
        return String.join(", ", shown) + (last ? "" : " in epoch " + standing.epoch());
    }

    /** A value as reasons print it, the same in every locale. */
    static String print(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
