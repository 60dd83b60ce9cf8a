package org.whittle.run;

import org.whittle.data.PreparedData;
import org.whittle.study.CohortPlanner;
import org.whittle.study.StudySpec;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.train.plan.BatchedCohorts;
import org.whittle.train.plan.CohortCost;
import org.whittle.work.FileStore;
import org.whittle.work.Trainer;

/**
 * What trains a study's trials, and how they are grouped for it. {@link #of} is the only place that chooses.
 *
 * @param release frees what the trainer holds in this JVM, once the study has ended here
 */
record TrialTraining(Trainer trainer, CohortPlanner cohorts, Runnable release) implements AutoCloseable {

    /** As the specification wants it. */
    static TrialTraining of(StudySpec spec, PreparedData data, FileStore files) {
        return networks(spec, data, files);
    }

    private static TrialTraining networks(StudySpec spec, PreparedData data, FileStore files) {
        DjlTrainer trainer = new DjlTrainer(spec.training(), data.training(), files, spec.objectives(),
                spec.scheduler().maxEpochs(), spec.topK(), spec.seed());
        CohortCost cost = new CohortCost(spec.training(), data.training().width(), data.training().task().outputs(),
                data.summary().training().rows());
        return new TrialTraining(trainer, new BatchedCohorts(cost, spec.cohorts())::plan, trainer::release);
    }

    @Override
    public void close() {
        release.run();
    }
}
