package org.whittle.study;

import java.util.List;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Rung;
import org.whittle.work.Budget;
import org.whittle.work.Start;
import org.whittle.work.TrialTask;

/** Trial 0 by itself: trained as the study would train it, without one. */
public final class BaselineTrial {

    private static final int BRACKET = 0;

    private BaselineTrial() {
    }

    /** The rung in which the study would train it, in full, with the same seed. */
    public static Rung rung(StudySpec spec) {
        TrialId trial = new TrialId(0);
        int epochs = spec.scheduler().maxEpochs();
        return new Rung(BRACKET, 0, epochs, 0, List.of(new TrialTask(trial, BRACKET, 0, spec.baseline(),
                new Start.Fresh(), new Budget(epochs), BracketRun.seed(spec, trial))));
    }
}
