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

/**
 * A split's rows on a device, for every trial that runs there. Never written after it was made.
 *
 * @param count number of rows
 * @param width features a row
 * @param own targets as their rows have them: class indices, or in their own unit
 * @param features {@code count × width}
 * @param targets class indices, or standardised targets
 */
public record DeviceRows(int count, int width, double[] own, NDArray features, float[] targets) {

    private static final int LEAST_SLAB = 64;

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
        int first = 0;
        for (Rows split : splits) {
            int[] row = {first};
            split.blocks().read(block -> {
                int rows = block.remaining() / width;
                HostTensor.writeRows(features, row[0], block);
                row[0] += rows;
            });
            System.arraycopy(split.targets(), 0, own, first, split.count());
            first += split.count();
        }
        return new DeviceRows(count, width, own, features, standardize(own, task));
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
        for (int i = 0; i < most; i++) {
            ownOfChosen[i] = own[chosen[i]];
            targetsOfChosen[i] = targets[chosen[i]];
        }
        try (NDManager passing = manager.newSubManager()) {
            NDArray some = features.get(HostTensor.indices(passing, chosen));
            some.attach(manager);
            return new DeviceRows(most, width, ownOfChosen, some, targetsOfChosen);
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
