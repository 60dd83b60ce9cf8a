package org.whittle.train.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.whittle.net.loss.LossFunction;
import org.whittle.score.engine.HostTensor;

/**
 * What a program's losses need of their members and rows.
 *
 * @param manager owns what is made
 * @param losses one for each network, all of one class
 * @param outputs of a network
 */
record LossTensors(NDManager manager, List<LossFunction> losses, int outputs) {

    private boolean classifies() {
        return losses.get(0).encode(new float[] {0}).length > 1;
    }

    /** Of rows: class indices, or numbers. */
    NDArray targets(float[] all) {
        if (!classifies()) {
            return manager.create(all);
        }
        return HostTensor.indices(manager, classes(all));
    }

    /** Sets targets that were made before. */
    void refill(NDArray targets, float[] all) {
        if (classifies()) {
            HostTensor.fillIndices(targets, classes(all));
        } else {
            HostTensor.fill(targets, all);
        }
    }

    private static int[] classes(float[] all) {
        int[] classes = new int[all.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (int) all[i];
        }
        return classes;
    }

    /**
     * What each class is as a target, {@code networks (or 1) × outputs × classes}; nothing where targets are numbers.
     */
    NDArray encoded() {
        if (!classifies()) {
            return manager.zeros(new Shape(1, 1, 1));
        }
        float[] classes = new float[outputs];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = i;
        }
        int copies = losses.stream().distinct().count() == 1 ? 1 : losses.size();
        float[] all = new float[copies * classes.length * classes.length];
        for (int i = 0; i < copies; i++) {
            float[] one = losses.get(i).encode(classes);
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        return manager.create(all, new Shape(copies, classes.length, classes.length));
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
