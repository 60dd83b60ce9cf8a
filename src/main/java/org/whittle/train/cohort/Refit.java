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
import org.whittle.work.TrainingData;

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
        Checkpoint reached = null;
        TrainingSettings settings = null;
        double loss = Double.NaN;
        double ofConstant = Double.NaN;
        for (RefitTask.Segment segment : task.segments()) {
            do {
                MemberStart from = start(segment, reached, settings);
                settings = from.settings();
                TrainingData rows = trainer.behind(trainer.data(), settings.frozen());
                try (DeviceData.Lease lease = DeviceData.acquireTogether(rows, device);
                        BatchedTraining training = BatchedTraining.of(List.of(from), lease.data().training(),
                                trainer.batchOrder(0), rows.input(), rows.derived())) {
                    DeviceRows together = lease.data().training();
                    Member member = training.members().get(0);
                    do {
                        loss = training.train()[0];
                    } while (!ends(segment, member) && Double.isFinite(loss));
                    reached = training.checkpoint(member);
                    if (Double.isFinite(loss)) {
                        // An epoch's training loss is that of networks on the way, with units left out.
                        loss = evaluation.measure(training, together).get(0).get(Metric.VALIDATION_LOSS.key());
                    }
                    ofConstant = settings.ofBestConstant(together.targets());
                }
            } while (reached.epoch() < segment.epochs() && Double.isFinite(loss));
            if (!Double.isFinite(loss)) {
                break;
            }
        }
        FinalModel model = new FinalModel(task.trial(), reached.epoch(), task.directory(), loss, ofConstant,
                trainer.data().validation().count(),
                (System.nanoTime() - start) / 1e9);
        if (task.admits(model)) {
            store(settings, reached);
        }
        return model;
    }

    /** Whether its epochs are over, or it goes on with layers that were frozen. */
    private boolean ends(RefitTask.Segment segment, Member member) {
        return member.epoch() >= segment.epochs()
                || settings(segment, member.epoch()).frozen() != member.settings().frozen();
    }

    private TrainingSettings settings(RefitTask.Segment segment, int epochs) {
        return trainer.settings(segment.configuration(), trainer.data(), epochs);
    }

    private void store(TrainingSettings settings, Checkpoint reached) throws IOException {
        Optional<TrunkKind> trunk = settings.pretrained();
        int frozen = settings.frozen();
        Architecture network = settings.network();
        Architecture whole = trunk.map(kind -> kind.network(settings.values(), network.outputs(), 0)).orElse(network);
        StoredModel.write(trainer.files(), task.directory(), new ModelDescription(whole, trainer.data().task()),
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

    /**
     * @param reached by segments before; {@code null} at the beginning
     * @param before the settings that it was reached with
     */
    private MemberStart start(RefitTask.Segment segment, Checkpoint reached, TrainingSettings before) {
        RandomStream trial = RandomStream.ofSeed(segment.seed());
        return reached == null ? MemberStart.fresh(settings(segment, 0), trial)
                : new MemberStart(before, trial, reached)
                        .thawed(settings(segment, reached.epoch()));
    }
}
