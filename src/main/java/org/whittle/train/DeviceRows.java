package org.whittle.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.whittle.trial.LearningTask;
import org.whittle.trial.Rows;

/**
 * A split's rows on a device, for every trial that runs there. Never written after it was made.
 *
 * @param features {@code count × width}
 * @param slabs the features again, as views of consecutive rows, small enough for a forward pass each
 * @param targets class indices, or standardised targets
 */
record DeviceRows(Rows rows, NDArray features, List<NDArray> slabs, float[] targets) {

    private static final int SLAB_ROWS = 4096;

    /** @param manager owns the copy, and decides on the device */
    static DeviceRows copy(Rows rows, LearningTask task, NDManager manager) {
        HostTensor tensor = new HostTensor(manager, new Shape(rows.count(), rows.width()));
        tensor.write(rows.features(), 0);
        NDArray features = tensor.array();
        List<NDArray> slabs = new ArrayList<>();
        if (rows.count() > 0) {
            long[] cuts = new long[(rows.count() - 1) / SLAB_ROWS];
            for (int i = 0; i < cuts.length; i++) {
                cuts[i] = (i + 1L) * SLAB_ROWS;
            }
            slabs.addAll(features.split(cuts, 0));
        }
        float[] targets = rows.targets();
        if (task instanceof LearningTask.Regression regression) {
            targets = standardize(targets, regression);
        }
        return new DeviceRows(rows, features, List.copyOf(slabs), targets);
    }

    Device device() {
        return features.getDevice();
    }

    private static float[] standardize(float[] targets, LearningTask.Regression regression) {
        float[] standardized = new float[targets.length];
        for (int i = 0; i < targets.length; i++) {
            standardized[i] = (float) ((targets[i] - regression.mean()) / regression.deviation());
        }
        return standardized;
    }
}
