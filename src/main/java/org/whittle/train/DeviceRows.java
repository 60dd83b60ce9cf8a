package org.whittle.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.whittle.trial.LearningTask;
import org.whittle.trial.Rows;

/**
 * A split's rows on a device, for every trial that runs there. Never written after it was made.
 *
 * @param features {@code count × width}
 * @param targets class indices, or standardised targets
 */
record DeviceRows(Rows rows, NDArray features, float[] targets) {

    private static final int LEAST_SLAB = 64;

    /** @param manager owns the copy, and decides on the device */
    static DeviceRows copy(Rows rows, LearningTask task, NDManager manager) {
        HostTensor tensor = new HostTensor(manager, new Shape(rows.count(), rows.width()));
        tensor.write(rows.features(), 0);
        return new DeviceRows(rows, tensor.array(), standardize(rows.targets(), task));
    }

    /**
     * The features as views of consecutive rows, for a forward pass each.
     *
     * @param size rows of a slab; at least some are taken
     */
    NDList slabs(int size) {
        int slab = Math.max(LEAST_SLAB, size);
        long[] cuts = new long[Math.max(0, rows.count() - 1) / slab];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = (i + 1L) * slab;
        }
        return rows.count() == 0 ? new NDList() : features.split(cuts, 0);
    }

    Device device() {
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
