package org.whittle.train.cohort;

import java.io.IOException;
import org.whittle.random.RandomStream;
import org.whittle.train.descent.EarlyStopping;
import org.whittle.train.graph.Architecture;
import org.whittle.train.graph.BatchNormalization;
import org.whittle.train.store.Checkpoint;
import org.whittle.work.FileStore;
import org.whittle.work.Start;
import org.whittle.work.TrialTask;

/**
 * A trial that is about to be trained.
 *
 * @param stream the trial's own
 * @param from where it begins; for a fresh trial what it is initialized with
 */
record MemberStart(TrainingSettings settings, RandomStream stream, Checkpoint from) {

    /**
     * @throws IOException if there is a checkpoint to go on from, and it cannot be read
     */
    static MemberStart of(TrialTask task, TrainingSettings settings, FileStore files) throws IOException {
        RandomStream stream = RandomStream.ofSeed(task.seed());
        if (task.start() instanceof Start.Resume resume) {
            Checkpoint saved = Checkpoint.decode(files.read(resume.checkpoint()), settings.network(),
                    settings.optimizer().create(0).state().keySet(), files.locate(resume.checkpoint()));
            return new MemberStart(settings, stream, resume.copied() ? saved.copy() : saved);
        }
        return fresh(settings, stream);
    }

    /** Begins with initial weights. */
    static MemberStart fresh(TrainingSettings settings, RandomStream stream) {
        Architecture network = settings.network();
        float[] parameters = settings.initialization().draw(network, stream.child("weights"));
        return new MemberStart(settings, stream, new Checkpoint(network, 0, 0, EarlyStopping.START, parameters,
                BatchNormalization.freshStatistics(network), settings.optimizer().create(parameters.length).state()));
    }
}
