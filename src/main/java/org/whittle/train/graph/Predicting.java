package org.whittle.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.whittle.net.loss.LossFunction;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.Scalars;
import org.whittle.score.engine.TensorArithmetic;
import org.whittle.train.engine.DeviceRows;

/**
 * What a cohort's networks make of a split: a forward pass for each slab of its rows.
 *
 * <p>Outputs are {@code networks × outputs × rows}, with one column for each row of data, so that the softmax, which
 * runs over the few classes, is vectorized over the many rows. Losses are added up in double precision in Java.
 *
 * @param losses one for each network, all of one class
 * @param outputs of a network
 * @param widestLayer units of all networks together in the layer that has most, with the outputs as a layer
 * @param infer {@code rows × inputs} to {@code networks × outputs × rows}
 */
public record Predicting(List<LossFunction> losses, int outputs, int widestLayer, UnaryOperator<NDArray> infer) {

    // Activations of a layer that stay in a core's second-level cache.
    private static final int SLAB_ELEMENTS = 1 << 17;

    /** See {@link Graph#predict}. */
    public Graph.Predictions of(DeviceRows split, boolean logProbabilities) {
        int members = losses.size();
        int size = Math.multiplyExact(split.count(), outputs);
        Graph.Predictions all = new Graph.Predictions(new float[members][size],
                new double[members][logProbabilities ? size : 0], new double[members]);
        int done = 0;
        try (NDManager ofCall = split.features().getManager().newSubManager(); NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            TensorArithmetic arithmetic = new TensorArithmetic(new Scalars(ofCall));
            for (NDArray slab : split.slabs(SLAB_ELEMENTS / widestLayer)) {
                done += slab(slab, arithmetic, split, done, all, logProbabilities);
            }
        }
        return all;
    }

    private int slab(NDArray slab, TensorArithmetic arithmetic, DeviceRows split, int done, Graph.Predictions all,
                     boolean logProbabilities) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray columns = infer.apply(slab);
            int members = losses.size();
            int size = Math.toIntExact(columns.getShape().get(2));
            HostTensor.read(columns.swapAxes(1, 2), values -> {
                for (int member = 0; member < members; member++) {
                    values.get(member * size * outputs, all.outputs()[member], done * outputs, size * outputs);
                }
            });
            float[] scores = new float[members * size * outputs];
            HostTensor.read(losses.get(0).scores(arithmetic, columns), scores, 0);
            float[] targets = Arrays.copyOfRange(split.targets(), done, done + size);
            double[] weights = split.weights();
            for (int member = 0; member < members; member++) {
                all.losses()[member] += losses.get(member).sum(scores, member * size * outputs, targets,
                        row -> weights == null ? 1 : weights[done + row]);
            }
            if (logProbabilities) {
                int count = split.count();
                HostTensor.readDoubles(columns.toType(DataType.FLOAT64, false).logSoftmax(1), values -> {
                    for (int member = 0; member < members; member++) {
                        for (int c = 0; c < outputs; c++) {
                            values.get((member * outputs + c) * size, all.logProbabilities()[member], c * count + done,
                                    size);
                        }
                    }
                });
            }
            return size;
        }
    }
}
