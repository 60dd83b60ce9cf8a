package org.whittle.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.goal.CutRule;
import org.whittle.goal.Metric;
import org.whittle.goal.Objectives;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.WinnerSpec;

/** Reads {@code selection}, but for what is said of fronts: which trial becomes the final model, and how it is read. */
final class WinnerReader {

    /** Losses of training are measured by what trains. */
    private static final Set<String> OF_TRAINING = new TreeSet<>(List.of(Metric.VALIDATION_LOSS.key(),
            Metric.TRAIN_LOSS.key()));

    private final Settings settings;

    WinnerReader(Settings settings) {
        this.settings = settings;
    }

    /**
     * @param ownTrainer whether a trainer of the user's trains, which tells nothing of single rows
     * @param folds of cross-validation; 1: none
     */
    WinnerSpec read(Objectives objectives, Task task, boolean ownTrainer, int folds) {
        WinnerSpec.Rule rule = settings.get("selection.rule", Kind.constant(WinnerSpec.Rule.class));
        CutRule threshold = settings.get("selection.threshold", Kind.constant(CutRule.class));
        CutRule.Costs costs = new CutRule.Costs(cost("false-positive"), cost("false-negative"));
        WinnerSpec.Calibration calibration = settings.get("selection.calibration",
                Kind.constant(WinnerSpec.Calibration.class));
        if (rule != WinnerSpec.Rule.BEST) {
            String path = "selection.rule";
            String written = "%s = %s".formatted(path, Kind.key(rule));
            refuseOwn(path, written, ownTrainer);
            if (objectives.several()) {
                settings.problem(
                        path, written + " is of one objective; among several, write selection.of-front = knee");
            } else if (OF_TRAINING.contains(objectives.first().metric())) {
                settings.problem(path, ("%s needs a metric of what is predicted, and the objective is %s; write "
                        + "objective.metric = %s").formatted(written, objectives.first().metric(),
                        task == Task.REGRESSION ? Metric.RMSE.key() : Metric.LOG_LOSS.key()));
            }
        }
        if (threshold != CutRule.FIXED) {
            ofClasses("selection.threshold", Kind.key(threshold), task, ownTrainer);
        } else if (costs.falsePositive() != 1 || costs.falseNegative() != 1) {
            settings.problem(
                    "selection.costs",
                    "selection.costs is read only with selection.threshold = cost; write that, or leave it out");
        }
        if (threshold == CutRule.COST && costs.falsePositive() == 0 && costs.falseNegative() == 0) {
            settings.problem(
                    "selection.costs", "selection.costs: an error must cost something; write false-negative = 1");
        }
        if (calibration != WinnerSpec.Calibration.NONE) {
            ofClasses("selection.calibration", Kind.key(calibration), task, ownTrainer);
        }
        boolean outOfFold = settings.get("selection.out-of-fold", Kind.flag());
        if (outOfFold) {
            refuseOwn("selection.out-of-fold", "selection.out-of-fold = true", ownTrainer);
            if (folds == 1) {
                settings.problem("selection.out-of-fold",
                        "selection.out-of-fold = true needs folds; write data.split.folds.k = 5");
            }
        }
        return new WinnerSpec(rule, threshold, costs, calibration, outOfFold);
    }

    private double cost(String error) {
        return settings.get("selection.costs." + error, Kind.real(0, 1e9));
    }

    private void ofClasses(String path, String value, Task task, boolean ownTrainer) {
        String written = "%s = %s".formatted(path, value);
        refuseOwn(path, written, ownTrainer);
        if (task == Task.REGRESSION) {
            settings.problem(path, written + " has no meaning for regression, which has no classes; leave it out");
        }
    }

    private void refuseOwn(String path, String written, boolean ownTrainer) {
        if (ownTrainer) {
            settings.problem(path, written + " asks networks about single rows, of which a trainer of your own tells "
                    + "nothing; leave it out");
        }
    }
}
