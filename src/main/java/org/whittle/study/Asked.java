package org.whittle.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.whittle.goal.ClassRule;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.study.LedgerEvent.FittedRule;
import org.whittle.work.HeldOut;
import org.whittle.work.HeldOutTask;
import org.whittle.work.RowPredictions;
import org.whittle.work.TaskId;

/**
 * Trials that are trained once more, on the training rows alone and as they were, each for as long as speaks for it:
 * for what their networks say of single validation rows, or with cross-validation of the rows of every fold.
 */
final class Asked {

    private final StudySpec spec;
    private final Study.Ports ports;
    private final List<Trial> trials;

    Asked(StudySpec spec, Study.Ports ports, StudyState past) {
        this.spec = spec;
        this.ports = ports;
        this.trials = past.trials();
    }

    /**
     * What they say, by trial and fold in their order: a stage.
     *
     * @param resamples of the rows, for standard errors; 0: none
     */
    List<HeldOut> about(List<TrialId> asked, int resamples) {
        List<HeldOutTask> tasks = new ArrayList<>();
        for (TrialId trial : asked) {
            int epochs = trials.get(trial.value()).standing(spec.objectives()).epoch();
            int folds = spec.scheduler().folds();
            for (int fold = 0; fold < folds; fold++) {
                int part = fold;
                tasks.add(new HeldOutTask(trial, fold, Refitting.segments(trials, trial, epochs,
                        id -> BracketRun.seed(spec, new TaskId(id, part))), resamples,
                        RandomStream.ofSeed(spec.seed()).child("held-out").child(trial.value()).child(fold).seed()));
            }
        }
        return ports.finals().heldOut(tasks);
    }

    /**
     * Keeps what networks said, by their own probabilities: of all rows, for tables of how well these are calibrated;
     * and what the first said of the rows of each fold, if the study file asks for that.
     */
    void keep(List<TrialId> asked, List<HeldOut> said, List<FittedRule> rules) {
        write(RowPredictions.OF_VALIDATION, asked, said, rules);
        for (int fold = 0; spec.winner().outOfFold() && fold < spec.scheduler().folds(); fold++) {
            int part = fold;
            write(RowPredictions.ofFold(fold), asked.subList(0, 1),
                    said.stream().filter(one -> one.fold() == part).toList(), rules);
        }
    }

    private void write(String path, List<TrialId> asked, List<HeldOut> said, List<FittedRule> rules) {
        List<RowPredictions.Model> models = new ArrayList<>();
        double[] labels = new double[0];
        int classes = 0;
        for (TrialId trial : asked) {
            HeldOutRows rows = HeldOutRows.of(trial, said).orElse(null);
            if (rows == null) {
                continue;
            }
            labels = rows.labels();
            classes = rows.classes();
            ClassRule rule = rules.get(asked.indexOf(trial)).rule();
            models.add(new RowPredictions.Model(trial, rows.probabilities(1), rows.predicted(rule)));
        }
        List<String> names = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            names.add(String.valueOf(c));
        }
        try {
            ports.files().write(path, new RowPredictions(names, labels, models).encode());
        } catch (IOException e) {
            throw InfrastructureException.of("%s could not be written".formatted(ports.files().locate(path)), e);
        }
    }
}
