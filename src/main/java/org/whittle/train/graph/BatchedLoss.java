package org.whittle.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.whittle.net.loss.LossFunction;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.Scalars;
import org.whittle.score.engine.TensorArithmetic;

/**
 * The losses of networks that are trained as one: of one kind, but each with its own constants.
 *
 * <p>Outputs, scores and targets are {@code networks × outputs × rows}, with one column for each row of data, so that
 * the softmax, which runs over the few classes, is vectorized over the many rows. Gradients are computed on the device,
 * in every step; the losses themselves, which nothing in a step depends on, are added up in double precision in Java
 * from what the steps left behind.
 */
public final class BatchedLoss {

    private final List<LossFunction> losses;
    private final boolean uniform;
    private final TensorArithmetic arithmetic;
    private final NDManager manager;
    /** Of each, if they have any. */
    private final HostTensor constants;

    /**
     * @param manager owns what the losses hold
     * @param losses one for each network, all of one class
     */
    public BatchedLoss(NDManager manager, List<LossFunction> losses, Scalars scalars) {
        this.manager = manager;
        this.losses = List.copyOf(losses);
        arithmetic = new TensorArithmetic(scalars);
        uniform = losses.stream().distinct().count() == 1;
        constants = losses.get(0).constant() == 0 ? null : constants();
    }

    private HostTensor constants() {
        HostTensor constants = new HostTensor(manager, new Shape(losses.size(), 1, 1));
        float[] values = new float[losses.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) losses.get(i).constant();
        }
        constants.write(values, 0);
        return constants;
    }

    /**
     * The targets of rows as {@link #gradient} wants them, once if they are the same for all networks.
     *
     * @param targets class indices or standardised targets, one for each row
     * @return {@code networks (or 1) × outputs × rows}
     */
    public NDArray encode(float[] targets) {
        int copies = uniform ? 1 : losses.size();
        float[] first = losses.get(0).encode(targets);
        HostTensor encoded = new HostTensor(manager, new Shape(copies, first.length / targets.length, targets.length));
        for (int i = 0; i < copies; i++) {
            float[] one = i == 0 ? first : losses.get(i).encode(targets);
            encoded.put(i * one.length, one, 0, one.length);
        }
        encoded.publish();
        return encoded.array();
    }

    /** What a forward pass leaves for {@link #sum}: log-probabilities, or the networks' outputs. */
    public NDArray scores(NDArray outputs) {
        return losses.get(0).scores(arithmetic, outputs);
    }

    /**
     * Gradients of the mean losses by the networks' outputs.
     *
     * @param scores of these outputs; not changed
     */
    NDArray gradient(NDArray outputs, NDArray scores, NDArray targets) {
        NDArray ofRows = losses.get(0).gradient(arithmetic, outputs, scores, targets,
                constants == null ? null : constants.array());
        return arithmetic.multiply(ofRows, 1.0 / outputs.getShape().get(2));
    }

    /**
     * Adds up the losses of rows.
     *
     * @param scores row-major, {@code networks × outputs × rows}
     * @param targets class indices or standardised targets, one for each row
     * @param sums of each network; added to
     */
    public void sum(float[] scores, float[] targets, double[] sums) {
        int size = scores.length / losses.size();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += losses.get(i).sum(scores, i * size, targets);
        }
    }
}
