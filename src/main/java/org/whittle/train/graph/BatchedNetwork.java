package org.whittle.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.whittle.net.Mlp;
import org.whittle.net.ParameterLayout;
import org.whittle.net.activation.Activation;
import org.whittle.net.optimizer.Descent;
import org.whittle.score.engine.Scalars;
import org.whittle.score.engine.TensorArithmetic;

/**
 * The multilayer perceptrons of a cohort as one batched graph, with a forward and a backward pass written in array
 * operations. See {@link CohortShape} for how networks of different depth, width and activation share one.
 *
 * <p>Activations are {@code networks × units × rows}. So the first layer, whose input all networks share, is one
 * product of all their weights, {@code (networks · units) × inputs}, with the batch; every other product is a batch of
 * small ones; and nothing has to be rearranged in between.
 *
 * <p>Parameters live twice: as stacks of tensors for the engine, and as a flat array a network for its
 * {@link Descent}. Gradients go to flat arrays of the same layout. Callers hold an open
 * {@link ai.djl.ndarray.NDScope} around {@link #train} and {@link #infer}: it frees everything that a pass leaves
 * behind.
 */
public final class BatchedNetwork {

    private static final int NETWORKS = 0;
    private static final int[] ROWS = {2};

    private final CohortShape shape;
    private final Scalars scalars;
    private final TensorArithmetic arithmetic;
    private final List<float[]> parameters;
    private final List<float[]> gradients;
    private final List<float[]> statistics;
    private final List<TensorStack> trained = new ArrayList<>();
    private final List<TensorStack> running = new ArrayList<>();
    private final List<Linear> hidden = new ArrayList<>();
    private final List<BatchNormalization> normalizations = new ArrayList<>();
    private final List<TensorStack> scales = new ArrayList<>();
    private final List<TensorStack> shifts = new ArrayList<>();
    /** Output layers by depth; {@code null} where no network has that depth. */
    private final List<Linear> heads = new ArrayList<>();

    /** A linear layer of consecutive networks. */
    private record Linear(int networks, int outputs, int inputs, TensorStack weight, TensorStack bias) {

        /** All networks' weights as one matrix: a view, which does not outlast the next {@link #parametersChanged}. */
        NDArray flat() {
            return weight.array().reshape((long) networks * outputs, inputs);
        }

        /** Each network's weights transposed: a view, which does not outlast the next {@link #parametersChanged}. */
        NDArray transposed() {
            return weight.array().swapAxes(1, 2);
        }
    }

    /** What the backward pass needs to know of a hidden layer. */
    private record Trace(NDArray input, BatchNormalization.Normalized normalized,
                         List<Activation.Activated<NDArray>> activated, NDArray mask) {
    }

    /** All layers' traces, and what went into the output layers, by depth. */
    private record Traces(List<Trace> layers, List<NDArray> last) {
    }

    /**
     * @param manager owns the networks' native memory
     * @param parameters of each network, in the order of its padded architecture's {@link ParameterLayout#trained};
     *     kept, and read again when they have {@linkplain #parametersChanged changed}
     * @param gradients of the same sizes; kept, and written by {@link #train}
     * @param statistics in the order of {@link ParameterLayout#statistics}; kept
     */
    public BatchedNetwork(NDManager manager, CohortShape shape, List<float[]> parameters, List<float[]> gradients,
                   List<float[]> statistics) {
        this.shape = shape;
        this.scalars = new Scalars(manager);
        this.arithmetic = new TensorArithmetic(scalars);
        this.parameters = parameters;
        this.gradients = gradients;
        this.statistics = statistics;
        for (int layer = 0; layer < shape.depth(); layer++) {
            addHidden(manager, layer);
        }
        for (int depth = 0; depth <= shape.depth(); depth++) {
            int first = shape.networks(depth);
            int count = (depth == 0 ? shape.size() : shape.networks(depth - 1)) - first;
            heads.add(count == 0 ? null : linear(manager, first, count, depth));
        }
        parametersChanged();
        running.forEach(stack -> stack.push(statistics));
    }

    private void addHidden(NDManager manager, int layer) {
        int count = shape.networks(layer);
        Mlp network = shape.padded(0);
        hidden.add(linear(manager, 0, count, layer));
        if (network.batchNormalization()) {
            List<ParameterLayout.Tensor> layout = ParameterLayout.trained(network.architecture()).tensors();
            List<ParameterLayout.Tensor> moving = ParameterLayout.statistics(network.architecture()).tensors();
            int units = network.fanOut(layer);
            TensorStack scale = new TensorStack(manager, 0, count, layout.get(4 * layer + 2), units, 1);
            TensorStack shift = new TensorStack(manager, 0, count, layout.get(4 * layer + 3), units, 1);
            TensorStack mean = new TensorStack(manager, 0, count, moving.get(2 * layer), units, 1);
            TensorStack variance = new TensorStack(manager, 0, count, moving.get(2 * layer + 1), units, 1);
            trained.add(scale);
            trained.add(shift);
            scales.add(scale);
            shifts.add(shift);
            running.add(mean);
            running.add(variance);
            normalizations.add(new BatchNormalization(scale.array(), shift.array(), mean.array(), variance.array(),
                    scalars));
        }
    }

    private Linear linear(NDManager manager, int first, int count, int layer) {
        Mlp network = shape.padded(first);
        List<ParameterLayout.Tensor> layout = ParameterLayout.trained(network.architecture()).tensors();
        int tensor = layer * (network.batchNormalization() ? 4 : 2);
        int in = network.fanIn(layer);
        int out = network.fanOut(layer);
        TensorStack weight = new TensorStack(manager, first, count, layout.get(tensor), out, in);
        TensorStack bias = new TensorStack(manager, first, count, layout.get(tensor + 1), out, 1);
        trained.add(weight);
        trained.add(bias);
        return new Linear(count, out, in, weight, bias);
    }

    public Scalars scalars() {
        return scalars;
    }

    /** Lets the engine see what the flat arrays of parameters hold now. */
    public void parametersChanged() {
        trained.forEach(stack -> stack.push(parameters));
    }

    /** Writes the running statistics of batch normalization to their flat arrays. */
    public void pullStatistics() {
        running.forEach(stack -> stack.pull(stack.array(), statistics));
    }

    /**
     * Outputs for rows, without dropout.
     *
     * @param rows {@code rows × inputs}, the same for all networks
     * @return {@code networks × outputs × rows}
     */
    public NDArray infer(NDArray rows) {
        return forward(rows, List.of(), false, new Traces(new ArrayList<>(), new ArrayList<>()));
    }

    /**
     * Forward and backward pass over a batch; the gradients are then in their flat arrays.
     *
     * @param rows {@code rows × inputs}, the same for all networks
     * @param targets what {@link BatchedLoss#encode} made of the rows' targets
     * @param masks multipliers of each hidden layer, {@code networks × units × rows}; empty without dropout
     * @return the batch's {@linkplain BatchedLoss#scores scores}
     */
    public NDArray train(NDArray rows, NDArray targets, BatchedLoss loss, List<NDArray> masks) {
        Traces traces = new Traces(new ArrayList<>(), new ArrayList<>());
        NDArray outputs = forward(rows, masks, true, traces);
        NDArray scores = loss.scores(outputs);
        backward(loss.gradient(outputs, scores, targets), traces);
        return scores;
    }

    private NDArray forward(NDArray rows, List<NDArray> masks, boolean training, Traces traces) {
        NDList outputs = new NDList();
        NDArray h = null;
        for (int depth = 0; depth <= shape.depth(); depth++) {
            Linear head = heads.get(depth);
            NDArray last = rows;
            NDArray next = rows;
            if (depth > 0) {
                NDList parts = head == null || depth == shape.depth() ? new NDList(h, h)
                        : h.split(new long[] {shape.networks(depth)}, NETWORKS);
                next = parts.get(0);
                last = parts.get(1);
            }
            traces.last().add(last);
            if (head != null) {
                outputs.add(0, apply(head, last, depth));
            }
            if (depth < shape.depth()) {
                h = hidden(depth, next, masks, training, traces.layers());
            }
        }
        return outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, NETWORKS);
    }

    private NDArray hidden(int layer, NDArray input, List<NDArray> masks, boolean training, List<Trace> traces) {
        NDArray z = apply(hidden.get(layer), input, layer);
        BatchNormalization.Normalized normalized = null;
        if (!normalizations.isEmpty() && training) {
            normalized = normalizations.get(layer).train(z);
            z = normalized.output();
        } else if (!normalizations.isEmpty()) {
            z = normalizations.get(layer).infer(z);
        }
        List<Activation.Activated<NDArray>> activated = activate(z, layer);
        NDArray h = activated.get(0).output();
        if (activated.size() > 1) {
            h = NDArrays.concat(new NDList(activated.stream().map(Activation.Activated::output).toList()), NETWORKS);
        }
        NDArray mask = masks.isEmpty() ? null : masks.get(layer);
        traces.add(new Trace(input, normalized, activated, mask));
        return mask == null ? h : h.mul(mask);
    }

    private List<Activation.Activated<NDArray>> activate(NDArray z, int layer) {
        List<Activation> activations = shape.activations(layer);
        if (activations.size() == 1) {
            return List.of(activations.get(0).apply(arithmetic, z));
        }
        NDList parts = z.split(shape.activationCuts(layer), NETWORKS);
        List<Activation.Activated<NDArray>> activated = new ArrayList<>(activations.size());
        for (int i = 0; i < activations.size(); i++) {
            activated.add(activations.get(i).apply(arithmetic, parts.get(i)));
        }
        return activated;
    }

    private void backward(NDArray byOutputs, Traces traces) {
        List<NDArray> byHead = split(byOutputs);
        NDArray byLead = null;
        for (int depth = shape.depth(); depth >= 0; depth--) {
            NDArray byTail = heads.get(depth) == null ? null
                    : headBack(heads.get(depth), byHead.get(depth), traces.last().get(depth), depth);
            if (depth > 0) {
                NDArray delta = byLead == null ? byTail : byTail == null ? byLead
                        : NDArrays.concat(new NDList(byLead, byTail), NETWORKS);
                byLead = hiddenBack(depth - 1, delta, traces.layers().get(depth - 1));
            }
        }
    }

    /** The outputs' gradient, by the depth of networks. */
    private List<NDArray> split(NDArray byOutputs) {
        NDList parts = shape.headCuts().length == 0 ? new NDList(byOutputs)
                : byOutputs.split(shape.headCuts(), NETWORKS);
        List<NDArray> byHead = new ArrayList<>();
        int next = parts.size() - 1;
        for (Linear head : heads) {
            byHead.add(head == null ? null : parts.get(next--));
        }
        return byHead;
    }

    private NDArray hiddenBack(int layer, NDArray delta, Trace trace) {
        if (trace.mask() != null) {
            delta.muli(trace.mask());
        }
        List<Activation.Activated<NDArray>> activated = trace.activated();
        List<Activation> activations = shape.activations(layer);
        NDList parts = activated.size() == 1 ? new NDList(delta)
                : delta.split(shape.activationCuts(layer), NETWORKS);
        for (int i = 0; i < activated.size(); i++) {
            activations.get(i).back(arithmetic, activated.get(i), parts.get(i));
        }
        NDArray byLinear = delta;
        if (trace.normalized() != null) {
            BatchNormalization.Gradients by = normalizations.get(layer).backward(delta, trace.normalized());
            scales.get(layer).pull(by.scale(), gradients);
            shifts.get(layer).pull(by.shift(), gradients);
            byLinear = by.input();
        }
        Linear linear = hidden.get(layer);
        // Normalization takes out what a bias adds: its gradient is 0. Computed, it would be rounding noise, which an
        // optimizer that divides by the gradient's size would take for a signal.
        if (trace.normalized() == null) {
            linear.bias().pull(byLinear.sum(ROWS), gradients);
        }
        return weightBack(linear, byLinear, trace.input(), layer);
    }

    private NDArray apply(Linear linear, NDArray input, int layer) {
        NDArray product = layer == 0
                ? linear.flat().matMul(input.swapAxes(0, 1)).reshape(linear.networks(), linear.outputs(), -1)
                : linear.weight().array().batchMatMul(input);
        return product.addi(linear.bias().array());
    }

    private NDArray headBack(Linear head, NDArray delta, NDArray input, int depth) {
        head.bias().pull(delta.sum(ROWS), gradients);
        return weightBack(head, delta, input, depth);
    }

    /** Keeps the weights' gradient; returns that of the input, or {@code null} for the rows. */
    private NDArray weightBack(Linear linear, NDArray delta, NDArray input, int layer) {
        if (layer == 0) {
            linear.weight().pull(delta.reshape((long) linear.networks() * linear.outputs(), -1).matMul(input),
                    gradients);
            return null;
        }
        linear.weight().pull(delta.batchMatMul(input.swapAxes(1, 2)), gradients);
        return linear.transposed().batchMatMul(delta);
    }
}
