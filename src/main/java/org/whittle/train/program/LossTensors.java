package org.whittle.train.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.whittle.net.loss.LossFunction;
import org.whittle.score.engine.HostTensor;

/**
 * What a program's losses need of their members and rows.
 *
 * @param manager owns what is made
 * @param losses one for each network, all of one class
 */
record LossTensors(NDManager manager, List<LossFunction> losses) {

    private boolean classifies() {
        return losses.get(0).kinds() > 0;
    }

    /** Of rows: class indices, or numbers. */
    NDArray targets(float[] all) {
        if (!classifies()) {
            return manager.create(all);
        }
        return HostTensor.indices(manager, losses.get(0).kindsOf(all));
    }

    /** Sets targets that were made before. */
    void refill(NDArray targets, float[] all) {
        if (classifies()) {
            HostTensor.fillIndices(targets, losses.get(0).kindsOf(all));
        } else {
            HostTensor.fill(targets, all);
        }
    }

    /**
     * What each class, or each weighted row, is as a target, {@code networks (or 1) × outputs × kinds}; nothing where
     * targets are numbers.
     */
    NDArray encoded() {
        if (!classifies()) {
            return manager.zeros(new Shape(1, 1, 1));
        }
        int kinds = losses.get(0).kinds();
        int copies = losses.stream().distinct().count() == 1 ? 1 : losses.size();
        float[] all = new float[0];
        for (int i = 0; i < copies; i++) {
            float[] one = losses.get(i).encodedKinds();
            all = i == 0 ? Arrays.copyOf(one, Math.multiplyExact(copies, one.length)) : all;
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        return manager.create(all, new Shape(copies, all.length / copies / kinds, kinds));
    }

    /** Of each member's loss its constant. */
    NDArray constants() {
        float[] all = new float[losses.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) losses.get(i).constant();
        }
        return manager.create(all, new Shape(all.length, 1, 1));
    }
}
