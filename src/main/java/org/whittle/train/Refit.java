package org.whittle.train;

import ai.djl.Device;
import java.io.IOException;
import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.trial.FinalModel;
import org.whittle.trial.Place;
import org.whittle.trial.RefitTask;

/**
 * Trains on training and validation rows together, and exports the network. Nothing stops it early: it trains as long as
 * the trial that it repeats, with the configurations that this trial and those it descends from had, each for as long.
 */
final class Refit {

    private final DjlTrainer trainer;
    private final RefitTask task;
    private final Place place;

    Refit(DjlTrainer trainer, RefitTask task, Place place) {
        this.trainer = trainer;
        this.task = task;
        this.place = place;
    }

    /** The saved model. If training diverged, its loss is not finite, and neither will its predictions be. */
    FinalModel run() throws IOException {
        long start = System.nanoTime();
        Device device = TorchEngine.device(place);
        try (DeviceData.Lease lease = DeviceData.acquireTogether(trainer.data(), device)) {
            DeviceRows together = lease.data().training();
            Checkpoint reached = null;
            double loss = Double.NaN;
            for (RefitTask.Segment segment : task.segments()) {
                try (BatchedTraining training = BatchedTraining.of(List.of(start(segment, reached)), together,
                        trainer.batchOrder())) {
                    Member member = training.members().get(0);
                    do {
                        loss = training.train()[0];
                    } while (member.epoch() < segment.epochs() && Double.isFinite(loss));
                    reached = member.checkpoint();
                }
                if (!Double.isFinite(loss)) {
                    break;
                }
            }
            ModelDirectory.write(trainer.files(), task.directory(),
                    new ModelDescription(reached.architecture(), trainer.data().task()), reached.parameters(),
                    reached.statistics());
            return new FinalModel(task.trial(), reached.epoch(), task.directory(), loss,
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private MemberStart start(RefitTask.Segment segment, Checkpoint reached) {
        TrainingSettings settings = trainer.settings(segment.configuration());
        RandomStream trial = RandomStream.ofSeed(segment.seed());
        return reached == null ? MemberStart.fresh(settings, trial) : new MemberStart(settings, trial, reached);
    }
}
