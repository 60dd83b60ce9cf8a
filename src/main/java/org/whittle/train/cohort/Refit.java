package org.whittle.train.cohort;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.whittle.goal.Metric;
import org.whittle.net.Architecture;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;
import org.whittle.score.model.ModelDescription;
import org.whittle.train.brought.TrunkKind;
import org.whittle.train.engine.DeviceData;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.engine.TaskDevice;
import org.whittle.train.model.StoredModel;
import org.whittle.train.store.Checkpoint;
import org.whittle.work.FinalModel;
import org.whittle.work.Place;
import org.whittle.work.RefitTask;

/**
 * Trains on training and validation rows together, and exports the network. Nothing stops it early: it trains as long
 * as the trial that it repeats, with the configurations that this trial and those it descends from had, each for as
 * long.
 */
final class Refit {

    private final DjlTrainer trainer;
    private final RefitTask task;
    private final Place place;
    private final Evaluation evaluation;

    Refit(DjlTrainer trainer, RefitTask task, Place place) {
        this.trainer = trainer;
        this.task = task;
        this.place = place;
        this.evaluation = new Evaluation(trainer.data().task(), trainer.topK(), trainer.objectives());
    }

    /** The model, saved if the task {@linkplain RefitTask#admits admits} it. */
    FinalModel run() throws IOException {
        long start = System.nanoTime();
        Device device = TaskDevice.of(place);
        try (DeviceData.Lease lease = DeviceData.acquireTogether(trainer.data(), device)) {
            DeviceRows together = lease.data().training();
            Checkpoint reached = null;
            Architecture network = null;
            double loss = Double.NaN;
            double ofConstant = Double.NaN;
            for (RefitTask.Segment segment : task.segments()) {
                try (BatchedTraining training = BatchedTraining.of(List.of(start(segment, reached)), together,
                        trainer.batchOrder(0), trainer.data().input(), trainer.data().derived())) {
                    Member member = training.members().get(0);
                    do {
                        loss = training.train()[0];
                    } while (member.epoch() < segment.epochs() && Double.isFinite(loss));
                    reached = training.checkpoint(member);
                    network = member.settings().network();
                    if (Double.isFinite(loss)) {
                        // An epoch's training loss is that of networks on the way, with units left out.
                        loss = evaluation.measure(training, together).get(0).get(Metric.VALIDATION_LOSS.key());
                    }
                    ofConstant = member.settings().loss().ofBestConstant(together.targets());
                }
                if (!Double.isFinite(loss)) {
                    break;
                }
            }
            FinalModel model = new FinalModel(task.trial(), reached.epoch(), task.directory(), loss, ofConstant,
                    trainer.data().validation().count(),
                    (System.nanoTime() - start) / 1e9);
            if (task.admits(model)) {
                store(network, reached);
            }
            return model;
        }
    }

    private void store(Architecture network, Checkpoint reached) throws IOException {
        Optional<TrunkKind> trunk = trainer.pretrained();
        Architecture whole = trunk.map(kind -> kind.whole(network)).orElse(network);
        float[] parameters = trunk.map(kind -> kind.wholeParameters(reached.parameters())).orElse(reached.parameters());
        float[] statistics = trunk.map(kind -> kind.wholeStatistics(reached.statistics())).orElse(reached.statistics());
        StoredModel.write(trainer.files(), task.directory(), new ModelDescription(whole, trainer.data().task()),
                parameters, statistics, exported(network, reached));
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

    private MemberStart start(RefitTask.Segment segment, Checkpoint reached) {
        TrainingSettings settings = trainer.settings(segment.configuration(), trainer.data());
        RandomStream trial = RandomStream.ofSeed(segment.seed());
        return reached == null ? MemberStart.fresh(settings, trial) : new MemberStart(settings, trial, reached);
    }
}
