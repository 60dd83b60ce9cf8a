package org.whittle.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.study.LedgerEvent.CheapestTaken;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.HeldOut;

/**
 * The rule of one standard error: of the trials within one of the best, the one with the fewest parameters; of equals
 * the one with fewer epochs, then the better one.
 *
 * <p>With cross-validation the standard error is that of the best trial's mean over its folds. Without, its objective
 * is resampled over the validation rows, for which it is trained once more. For an accuracy of 0.95 on 400 rows:
 *
 * <pre>
 *   standard error  √(0.95 · 0.05 / 400) = 0.0109
 *   trial        7       12        3        5
 *   accuracy  0.9500   0.9425   0.9400   0.9350      5 is too far away
 *   parameters  9100     4200     1100      900      3 wins
 * </pre>
 */
final class Cheapest {

    private static final int RESAMPLES = 400;

    private final StudySpec spec;
    private final Study.Ports ports;
    private final StudyState past;

    /** @param winner among the trials; {@code why} it is taken */
    record Choice(Trial winner, CheapestTaken why) {
    }

    Cheapest(StudySpec spec, Study.Ports ports, StudyState past) {
        this.spec = spec;
        this.ports = ports;
        this.past = past;
    }

    /** @param left trials that may be taken */
    Choice within(Trial best, List<Trial> left) {
        Standing standing = best.standing(spec.objectives());
        double error = standardError(best.id(), standing.epoch());
        List<Trial> candidates = new ArrayList<>();
        for (Trial trial : StudyState.candidates(left, spec)) {
            if (trial.equals(best) || behind(standing.value(), trial.value(spec.objectives())) <= error) {
                candidates.add(trial);
            }
        }
        Comparator<Standing> better = spec.objective().ranking();
        candidates.sort((a, b) -> better.compare(a.standing(spec.objectives()), b.standing(spec.objectives())));
        Trial winner = candidates.get(0);
        int fewest = parameters(winner);
        for (Trial trial : candidates) {
            int parameters = parameters(trial);
            if (parameters < fewest || parameters == fewest && epochs(trial) < epochs(winner)) {
                winner = trial;
                fewest = parameters;
            }
        }
        return new Choice(winner, new CheapestTaken(best.id(), standing.value(), error, candidates.size(),
                parameters(best), fewest));
    }

    private double behind(double best, double value) {
        Objective objective = spec.objective();
        return objective.direction() == Direction.MAXIMIZE ? best - value : value - best;
    }

    private int parameters(Trial trial) {
        return ports.finals().parameters(trial.configuration());
    }

    private int epochs(Trial trial) {
        return trial.standing(spec.objectives()).epoch();
    }

    /** Of the best trial's value; 0 if it cannot be told, so that only equals compete. */
    private double standardError(TrialId trial, int epoch) {
        if (spec.scheduler().folds() > 1) {
            FoldCurves curves = new FoldCurves(spec.objectives());
            past.rungs().stream().map(RungFinished::folds).forEach(curves::means);
            double error = curves.standardError(trial, epoch);
            return Double.isNaN(error) ? 0 : error;
        }
        ports.listener().step("training the best trial (%s) once more, to tell how certain its result is"
                .formatted(trial));
        HeldOut said = new Asked(spec, ports, past).about(List.of(trial), RESAMPLES).get(0);
        return Double.isNaN(said.standardError()) ? 0 : said.standardError();
    }
}
