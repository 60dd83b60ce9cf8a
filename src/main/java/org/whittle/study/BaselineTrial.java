package org.whittle.study;

import java.util.ArrayList;
import java.util.List;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Rung;
import org.whittle.work.Budget;
import org.whittle.work.Start;
import org.whittle.work.TaskId;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Trial 0 by itself: trained as the study would train it, without one. */
public final class BaselineTrial {

    private static final int BRACKET = 0;

    private BaselineTrial() {
    }

    /** The rung in which the study would train it, in full, on all folds, with the same seeds. */
    public static Rung rung(StudySpec spec) {
        int epochs = spec.scheduler().maxEpochs();
        List<TrialTask> tasks = new ArrayList<>();
        for (int fold = 0; fold < spec.scheduler().folds(); fold++) {
            tasks.add(new TrialTask(TrialId.BASELINE, BRACKET, 0, spec.baseline(), new Start.Fresh(),
                    new Budget(epochs), BracketRun.seed(spec, new TaskId(TrialId.BASELINE, fold)), fold));
        }
        return new Rung(BRACKET, 0, epochs, 0, tasks);
    }

    /** What it came to: the mean over the folds, if there are several. */
    public static TrialOutcome outcome(StudySpec spec, List<TrialOutcome> ofTasks) {
        return ofTasks.size() == 1 ? ofTasks.get(0) : new FoldCurves(spec.objectives()).means(ofTasks).get(0);
    }
}
