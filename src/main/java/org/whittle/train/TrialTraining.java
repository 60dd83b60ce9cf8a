package org.whittle.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.whittle.random.RandomStream;
import org.whittle.trial.Objective;

/**
 * One network under training: everything between two checkpoints. Owns its native memory.
 */
final class TrialTraining implements AutoCloseable {

    private final TrainingSettings settings;
    private final NDManager manager;
    private final Network network;
    private final Optimizer optimizer;
    private final BatchFeed feed;
    private final DropoutMasks masks;
    private final DropoutMasks lastMasks;
    private int epoch;
    private EarlyStopping stopping = EarlyStopping.START;
    private long trainingNanos;

    /**
     * A fresh trial.
     *
     * @param rows to train on; their device is the trial's
     * @param trial the trial's own streams
     * @param order the study's stream for the order of rows
     */
    TrialTraining(TrainingSettings settings, DeviceRows rows, RandomStream trial, RandomStream order) {
        this(settings, rows, trial, order, settings.initialization().draw(settings.network(), trial.child("weights")),
                Network.freshStatistics(settings.network()));
    }

    /** A trial that goes on. */
    TrialTraining(TrainingSettings settings, DeviceRows rows, RandomStream trial, RandomStream order,
                  Checkpoint checkpoint) {
        this(settings, rows, trial, order, checkpoint.parameters(), checkpoint.statistics());
        optimizer.restore(checkpoint.steps(), checkpoint.optimizerState());
        epoch = checkpoint.epoch();
        stopping = checkpoint.stopping();
    }

    private TrialTraining(TrainingSettings settings, DeviceRows rows, RandomStream trial, RandomStream order,
                          float[] parameters, float[] statistics) {
        this.settings = settings;
        Device device = rows.device();
        manager = TorchEngine.newManager(device);
        try {
            network = new Network(manager, settings.network(), parameters, statistics);
            optimizer = settings.optimizer().create(parameters.length);
            feed = new BatchFeed(manager, rows, settings.loss(), settings.network().outputs(), settings.batchSize(),
                    settings.network().batchNormalization(), order);
            RandomStream dropout = trial.child("dropout");
            masks = new DropoutMasks(manager, settings.network(), feed.batchSize(), dropout);
            lastMasks = feed.lastBatchSize() == feed.batchSize() ? masks
                    : new DropoutMasks(manager, settings.network(), feed.lastBatchSize(), dropout);
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /** Epochs trained since the trial was fresh. */
    int epoch() {
        return epoch;
    }

    boolean stoppedEarly() {
        return stopping.stopped();
    }

    /** Time spent in training steps since this object was made. */
    double trainingSeconds() {
        return trainingNanos / 1e9;
    }

    Network network() {
        return network;
    }

    /**
     * Trains one epoch.
     *
     * @return mean loss of the epoch's rows; not finite if training diverged, which may end the epoch before its time
     */
    double train() {
        long start = System.nanoTime();
        epoch++;
        double loss = feed.epoch(epoch, (index, features, targets) -> {
            DropoutMasks dropout = index == feed.batches() - 1 ? lastMasks : masks;
            NDArray scores = network.train(features, targets, settings.loss(), dropout.draw(epoch, index));
            double rate = settings.schedule().at((epoch - 1L) * feed.batches() + index, feed.batches());
            optimizer.step(network.parameters(), network.gradient(), rate);
            network.parametersChanged();
            return scores;
        });
        trainingNanos += System.nanoTime() - start;
        return loss;
    }

    /** Takes note of what the epoch reached, for early stopping. */
    void judge(double objectiveValue, Objective objective) {
        stopping = stopping.after(objectiveValue, objective, settings.patience(), settings.minDelta());
    }

    Checkpoint checkpoint() {
        return new Checkpoint(settings.network(), epoch, optimizer.steps(), stopping, network.parameters(),
                network.statistics(), optimizer.state());
    }

    @Override
    public void close() {
        manager.close();
    }
}
