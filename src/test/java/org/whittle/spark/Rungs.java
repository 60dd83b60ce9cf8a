package org.whittle.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Rung;
import org.whittle.space.Configuration;
import org.whittle.work.Budget;
import org.whittle.work.Start;
import org.whittle.work.TrialTask;

/** Rungs of synthetic trials. */
final class Rungs {

    private Rungs() {
    }

    /** The first rung of a bracket; trials are numbered from 0, one for each behaviour. */
    static Rung of(int bracket, String... behaviours) {
        List<TrialTask> tasks = new ArrayList<>();
        for (int i = 0; i < behaviours.length; i++) {
            tasks.add(new TrialTask(new TrialId(i), bracket, 0, Configuration.of(Map.of("behaviour", behaviours[i])),
                    new Start.Fresh(), new Budget(3), i));
        }
        return new Rung(bracket, 0, 3, 0, tasks);
    }

    /** Cohorts of the given trials. */
    static List<List<TrialTask>> cohorts(Rung rung, int[]... cohorts) {
        List<List<TrialTask>> all = new ArrayList<>();
        for (int[] cohort : cohorts) {
            List<TrialTask> tasks = new ArrayList<>();
            for (int trial : cohort) {
                tasks.add(rung.tasks().get(trial));
            }
            all.add(tasks);
        }
        return all;
    }

    static List<List<TrialTask>> alone(Rung rung) {
        return rung.tasks().stream().map(List::of).toList();
    }
}
