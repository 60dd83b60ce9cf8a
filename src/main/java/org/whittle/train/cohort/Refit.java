package org.whittle.train.cohort;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Optional;
import org.whittle.net.Architecture;
import org.whittle.score.engine.TorchEngine;
import org.whittle.score.model.ModelDescription;
import org.whittle.train.brought.TrunkKind;
import org.whittle.train.model.StoredModel;
import org.whittle.train.store.Checkpoint;
import org.whittle.work.FinalModel;
import org.whittle.work.Place;
import org.whittle.work.RefitTask;

/**
 * Trains on training and validation rows together, and exports the network.
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

    /** The model, saved if the task {@linkplain RefitTask#admits admits} it. */
    FinalModel run() throws IOException {
        long start = System.nanoTime();
        SingleTraining.Result trained = new SingleTraining(trainer, task.segments(), trainer.data(),
                trainer.batchOrder(0), place).onAllRows();
        FinalModel model = new FinalModel(task.trial(), trained.reached().epoch(), task.directory(), trained.loss(),
                trained.ofConstant(), trainer.data().validation().count(), (System.nanoTime() - start) / 1e9);
        if (task.admits(model)) {
            store(trained.settings(), trained.reached());
        }
        return model;
    }

    private void store(TrainingSettings settings, Checkpoint reached) throws IOException {
        Optional<TrunkKind> trunk = settings.pretrained();
        int frozen = settings.frozen();
        Architecture network = settings.network();
        Architecture whole = trunk.map(kind -> kind.network(settings.values(), network.outputs(), 0)).orElse(network);
        StoredModel.write(trainer.files(), task.directory(), new ModelDescription(whole, trainer.data().task())
                        .withRule(task.rule()),
                trunk.map(kind -> kind.wholeParameters(frozen, reached.parameters())).orElse(reached.parameters()),
                trunk.map(kind -> kind.wholeStatistics(frozen, reached.statistics())).orElse(reached.statistics()),
                exported(network, reached));
    }

    private byte[] exported(Architecture network, Checkpoint reached) throws IOException {
        if (network.brought().isEmpty()) {
            return new byte[0];
        }
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            return trainer.blocks().exported(network.brought().get(), network.input(), reached.parameters(),
                    reached.statistics(), manager);
        }
    }
}
