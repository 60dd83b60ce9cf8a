package org.whittle.bench.cohorts;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import org.whittle.work.Rows;

/**
 * Training one network at a time the way DJL's documentation shows it: a {@code Trainer}, its gradient collector (that
 * is, PyTorch's autograd) and its Adam. The yardstick of one-by-one training.
 */
final class DjlLoop {

    private DjlLoop() {
    }

    /** Samples a second over so many epochs, after one epoch to warm up. */
    static double samplesPerSecond(int[] sizes, int batchSize, Rows rows, int epochs) {
        SequentialBlock block = new SequentialBlock();
        for (int layer = 1; layer < sizes.length; layer++) {
            block.add(Linear.builder().setUnits(sizes[layer]).build());
            if (layer < sizes.length - 1) {
                block.add(Activation.reluBlock());
            }
        }
        Loss loss = Loss.softmaxCrossEntropyLoss();
        try (Model model = Engine.getInstance().newModel("loop", Device.cpu())) {
            model.setBlock(block);
            DefaultTrainingConfig config = new DefaultTrainingConfig(loss).optDevices(new Device[] {Device.cpu()})
                    .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(batchSize, sizes[0]));
                NDManager manager = trainer.getManager();
                NDArray features = manager.create(rows.features(), new Shape(rows.count(), rows.width()));
                NDArray labels = manager.create(rows.targets()).toType(DataType.INT64, false);
                epoch(trainer, loss, features, labels, batchSize);
                long start = System.nanoTime();
                for (int i = 0; i < epochs; i++) {
                    epoch(trainer, loss, features, labels, batchSize);
                }
                long batches = rows.count() / batchSize;
                return epochs * batches * batchSize / ((System.nanoTime() - start) / 1e9);
            }
        }
    }

    private static void epoch(Trainer trainer, Loss loss, NDArray features, NDArray labels, int batchSize) {
        long rows = features.getShape().get(0);
        for (long from = 0; from + batchSize <= rows; from += batchSize) {
            try (NDManager step = trainer.getManager().newSubManager()) {
                descend(step, trainer, loss, features.get(from + ":" + (from + batchSize)),
                        labels.get(from + ":" + (from + batchSize)));
            }
        }
    }

    /**
     * Trains a batch.
     *
     * @param step owns the batch and all that comes of it
     * @return its loss
     */
    static NDArray descend(NDManager step, Trainer trainer, Loss loss, NDArray features, NDArray labels) {
        features.attach(step);
        labels.attach(step);
        NDArray value;
        try (GradientCollector collector = trainer.newGradientCollector()) {
            NDList outputs = trainer.forward(new NDList(features));
            value = loss.evaluate(new NDList(labels), outputs);
            collector.backward(value);
        }
        trainer.step();
        return value;
    }
}
