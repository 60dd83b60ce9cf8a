package org.whittle.train.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.work.Rows;
import org.whittle.work.Sums;

/**
 * A split's rows on a device, for every trial that runs there. Never written after it was made.
 *
 * @param count number of rows
 * @param width features a row
 * @param own targets as their rows have them: class indices, or in their own unit
 * @param features {@code count × width}
 * @param targets class indices, or standardised targets
 * @param weights what each row counts, 1 on average; {@code null} where all count the same
 */
public record DeviceRows(int count, int width, double[] own, NDArray features, float[] targets, double[] weights) {

    private static final int LEAST_SLAB = 64;

    /** Rows that all count the same. */
    public DeviceRows(int count, int width, double[] own, NDArray features, float[] targets) {
        this(count, width, own, features, targets, null);
    }

    /** @param manager owns the copy, and decides on the device */
    public static DeviceRows copy(Rows rows, LearningTask task, NDManager manager) {
        return copy(List.of(rows), task, manager);
    }

    /**
     * Rows one after the other, straight from their blocks: there is no copy of them all but this one.
     *
     * @param manager owns the copy, and decides on the device
     */
    public static DeviceRows copy(List<Rows> splits, LearningTask task, NDManager manager) {
        int count = splits.stream().mapToInt(Rows::count).reduce(0, Math::addExact);
        int width = splits.get(0).width();
        NDArray features = manager.zeros(new Shape(count, width), DataType.FLOAT32);
        double[] own = new double[count];
        double[] weights = splits.stream().allMatch(split -> split.weights() == null) ? null : new double[count];
        int first = 0;
        for (Rows split : splits) {
            int[] row = {first};
            split.blocks().read(block -> {
                int rows = block.remaining() / width;
                HostTensor.writeRows(features, row[0], block);
                row[0] += rows;
            });
            System.arraycopy(split.targets(), 0, own, first, split.count());
            if (split.weights() != null) {
                System.arraycopy(split.weights(), 0, weights, first, split.count());
            }
            first += split.count();
        }
        return new DeviceRows(count, width, own, features, standardize(own, task), onAverageOne(weights));
    }

    /**
     * Some of the rows, always the same, in their order: a copy.
     *
     * @param most how many; all if there are no more
     * @param manager owns the copy
     */
    public DeviceRows sample(int most, NDManager manager) {
        if (count <= most) {
            return this;
        }
        int[] chosen = Arrays.copyOf(RandomStream.ofSeed(count).child("training-sample").permutation(count), most);
        Arrays.sort(chosen);
        double[] ownOfChosen = new double[most];
        float[] targetsOfChosen = new float[most];
        double[] weightsOfChosen = weights == null ? null : new double[most];
        for (int i = 0; i < most; i++) {
            ownOfChosen[i] = own[chosen[i]];
            targetsOfChosen[i] = targets[chosen[i]];
            if (weights != null) {
                weightsOfChosen[i] = weights[chosen[i]];
            }
        }
        try (NDManager passing = manager.newSubManager()) {
            NDArray some = features.get(HostTensor.indices(passing, chosen));
            some.attach(manager);
            return new DeviceRows(most, width, ownOfChosen, some, targetsOfChosen, onAverageOne(weightsOfChosen));
        }
    }

    /**
     * The features as views of consecutive rows, for a forward pass each.
     *
     * @param size rows of a slab; at least some are taken
     */
    public NDList slabs(int size) {
        int slab = Math.max(LEAST_SLAB, size);
        long[] cuts = new long[Math.max(0, count - 1) / slab];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = (i + 1L) * slab;
        }
        return count == 0 ? new NDList() : features.split(cuts, 0);
    }

    /** So that learning rates and penalties keep their meaning; a few rows that all count nothing count the same. */
    private static double[] onAverageOne(double[] weights) {
        if (weights == null || weights.length == 0) {
            return null;
        }
        double mean = Sums.mean(weights);
        return Arrays.stream(weights).map(weight -> mean == 0 ? 1 : weight / mean).toArray();
    }

    public Device device() {
        return features.getDevice();
    }

    /** The cast comes last: before it, an offset is gone that would take all of a float's digits. */
    private static float[] standardize(double[] targets, LearningTask task) {
        float[] standardized = new float[targets.length];
        for (int i = 0; i < targets.length; i++) {
            standardized[i] = (float) (task instanceof LearningTask.Regression regression
                    ? (targets[i] - regression.mean()) / regression.deviation() : targets[i]);
        }
        return standardized;
    }
}
