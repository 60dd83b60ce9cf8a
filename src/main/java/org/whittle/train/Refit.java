package org.whittle.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Arrays;
import org.whittle.random.RandomStream;
import org.whittle.trial.FinalModel;
import org.whittle.trial.Place;
import org.whittle.trial.RefitTask;
import org.whittle.trial.Rows;

/**
 * Trains a configuration on training and validation rows together, and exports it. Nothing stops it early: it trains
 * as long as the trial that it repeats.
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
        TrainingSettings settings = trainer.settings(task.configuration());
        Rows rows = together(trainer.data().training(), trainer.data().validation());
        try (NDManager manager = TorchEngine.newManager(device);
             TrialTraining training = new TrialTraining(settings,
                     DeviceRows.copy(rows, trainer.data().task(), manager), RandomStream.ofSeed(task.seed()),
                     trainer.batchOrder())) {
            double loss = Double.NaN;
            do {
                loss = training.train();
            } while (training.epoch() < task.epochs() && Double.isFinite(loss));
            ModelDirectory.write(trainer.files(), task.directory(),
                    new ModelDescription(settings.network(), trainer.data().task()), training.network().parameters(),
                    training.network().statistics());
            return new FinalModel(task.trial(), training.epoch(), task.directory(), loss,
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private static Rows together(Rows first, Rows second) {
        float[] features = Arrays.copyOf(first.features(), Math.addExact(first.features().length,
                second.features().length));
        System.arraycopy(second.features(), 0, features, first.features().length, second.features().length);
        float[] targets = Arrays.copyOf(first.targets(), first.count() + second.count());
        System.arraycopy(second.targets(), 0, targets, first.count(), second.count());
        return new Rows(first.count() + second.count(), first.width(), features, targets);
    }
}
