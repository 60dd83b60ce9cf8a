package org.whittle.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One multilayer perceptron on a device, with a forward and a backward pass written in array operations.
 *
 * <p>Parameters live twice: as tensors for the engine, and as one flat array for the {@link Optimizer}. Gradients go to
 * a flat array of the same layout. Callers hold an open {@link ai.djl.ndarray.NDScope} around {@link #train} and
 * {@link #infer}: it frees everything that a pass leaves behind.
 */
final class Network {

    private static final int[] ROWS = {0};
    private static final int[] COLUMNS = {1};

    private final Architecture architecture;
    private final Scalars scalars;
    private final FlatTensors parameters;
    private final ParameterLayout layout;
    private final float[] gradient;
    private final FlatTensors statistics;
    private final List<Layer> layers = new ArrayList<>();

    /** A linear layer; a hidden one may have batch normalization, else that is {@code null}. */
    private record Layer(NDArray weight, NDArray bias, int firstTensor, BatchNormalization normalization) {
    }

    /** What the backward pass needs to know of a hidden layer. */
    private record Trace(NDArray input, BatchNormalization.Normalized normalized, Activation.Activated activated,
                         NDArray mask) {
    }

    /**
     * @param manager owns the network's native memory
     * @param parameters in the order of {@link ParameterLayout#trained}; kept, and updated by training
     * @param statistics in the order of {@link ParameterLayout#statistics}
     */
    Network(NDManager manager, Architecture architecture, float[] parameters, float[] statistics) {
        this.architecture = architecture;
        scalars = new Scalars(manager);
        layout = ParameterLayout.trained(architecture);
        this.parameters = new FlatTensors(manager, layout, parameters);
        gradient = new float[layout.size()];
        this.statistics = new FlatTensors(manager, ParameterLayout.statistics(architecture), statistics);
        this.parameters.push();
        this.statistics.push();
        int tensor = 0;
        for (int i = 0; i <= architecture.hiddenLayers(); i++) {
            boolean normalized = architecture.batchNormalization() && i < architecture.hiddenLayers();
            layers.add(new Layer(this.parameters.tensor(tensor), this.parameters.tensor(tensor + 1), tensor,
                    normalized ? new BatchNormalization(this.parameters.tensor(tensor + 2),
                            this.parameters.tensor(tensor + 3), this.statistics.tensor(2 * i),
                            this.statistics.tensor(2 * i + 1), scalars) : null));
            tensor += normalized ? 4 : 2;
        }
    }

    /** Running statistics of a fresh network: mean 0, variance 1. */
    static float[] freshStatistics(Architecture architecture) {
        ParameterLayout layout = ParameterLayout.statistics(architecture);
        float[] flat = new float[layout.size()];
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            if (tensor.name().endsWith("running_var")) {
                Arrays.fill(flat, tensor.offset(), tensor.offset() + tensor.size(), 1);
            }
        }
        return flat;
    }

    Scalars scalars() {
        return scalars;
    }

    /** The parameters, flat. After changing them call {@link #parametersChanged}. */
    float[] parameters() {
        return parameters.flat();
    }

    void parametersChanged() {
        parameters.push();
    }

    /** The gradient that the last {@link #train} computed, flat. */
    float[] gradient() {
        return gradient;
    }

    /** The running statistics of batch normalization, flat. */
    float[] statistics() {
        statistics.pull();
        return statistics.flat();
    }

    /**
     * Outputs for rows, without dropout.
     *
     * @return {@code outputs × rows}
     */
    NDArray infer(NDArray rows) {
        NDArray h = rows;
        for (Layer layer : layers.subList(0, architecture.hiddenLayers())) {
            NDArray z = linear(h, layer);
            z = layer.normalization() == null ? z : layer.normalization().infer(z);
            h = architecture.activation().apply(z, scalars).output();
        }
        return outputs(h);
    }

    /**
     * Forward and backward pass over a batch; the gradient is then in {@link #gradient}.
     *
     * @param rows {@code rows × inputs}
     * @param targets what {@link LossFunction#encode} made of the rows' targets
     * @param masks multipliers of each hidden layer; empty without dropout
     * @return the batch's {@linkplain LossFunction#scores scores}
     */
    NDArray train(NDArray rows, NDArray targets, LossFunction loss, List<NDArray> masks) {
        List<Trace> traces = new ArrayList<>(architecture.hiddenLayers());
        NDArray h = rows;
        for (int i = 0; i < architecture.hiddenLayers(); i++) {
            Layer layer = layers.get(i);
            NDArray z = linear(h, layer);
            BatchNormalization.Normalized normalized =
                    layer.normalization() == null ? null : layer.normalization().train(z);
            Activation.Activated activated =
                    architecture.activation().apply(normalized == null ? z : normalized.output(), scalars);
            NDArray mask = masks.isEmpty() ? null : masks.get(i);
            traces.add(new Trace(h, normalized, activated, mask));
            h = mask == null ? activated.output() : activated.output().mul(mask);
        }
        NDArray outputs = outputs(h);
        NDArray scores = loss.scores(outputs);
        NDArray delta = loss.gradient(outputs, scores, targets, scalars);
        backward(outputsBackward(delta, h), traces);
        return scores;
    }

    private void backward(NDArray byHidden, List<Trace> traces) {
        NDArray delta = byHidden;
        for (int i = traces.size() - 1; i >= 0; i--) {
            Trace trace = traces.get(i);
            Layer layer = layers.get(i);
            if (trace.mask() != null) {
                delta.muli(trace.mask());
            }
            delta.muli(architecture.activation().derivative(trace.activated(), scalars));
            if (layer.normalization() != null) {
                BatchNormalization.Gradients by = layer.normalization().backward(delta, trace.normalized());
                keep(by.scale(), layer.firstTensor() + 2);
                keep(by.shift(), layer.firstTensor() + 3);
                delta = by.input();
            }
            keep(delta.swapAxes(0, 1).matMul(trace.input()), layer.firstTensor());
            keep(delta.sum(ROWS), layer.firstTensor() + 1);
            if (i > 0) {
                delta = delta.matMul(layer.weight());
            }
        }
    }

    private static NDArray linear(NDArray rows, Layer layer) {
        return Linear.linear(rows, layer.weight(), layer.bias()).singletonOrThrow();
    }

    // The last layer is computed transposed: see LossFunction.
    private NDArray outputs(NDArray hidden) {
        return outputLayer().weight().matMul(hidden.swapAxes(0, 1)).addi(outputLayer().bias().expandDims(1));
    }

    private NDArray outputsBackward(NDArray delta, NDArray hidden) {
        keep(delta.matMul(hidden), outputLayer().firstTensor());
        keep(delta.sum(COLUMNS), outputLayer().firstTensor() + 1);
        return architecture.hiddenLayers() == 0 ? null : delta.swapAxes(0, 1).matMul(outputLayer().weight());
    }

    private Layer outputLayer() {
        return layers.get(architecture.hiddenLayers());
    }

    private void keep(NDArray tensorGradient, int tensor) {
        HostTensor.read(tensorGradient, gradient, layout.tensors().get(tensor).offset());
    }

    /** The tensors of a layout, and the flat array that mirrors them. */
    private static final class FlatTensors {

        private final ParameterLayout layout;
        private final float[] flat;
        private final List<HostTensor> tensors = new ArrayList<>();

        FlatTensors(NDManager manager, ParameterLayout layout, float[] flat) {
            if (flat.length != layout.size()) {
                throw new IllegalArgumentException("%d values for %d elements".formatted(flat.length, layout.size()));
            }
            this.layout = layout;
            this.flat = flat;
            for (ParameterLayout.Tensor tensor : layout.tensors()) {
                long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
                tensors.add(new HostTensor(manager, new Shape(shape)));
            }
        }

        NDArray tensor(int index) {
            return tensors.get(index).array();
        }

        float[] flat() {
            return flat;
        }

        void push() {
            for (int i = 0; i < tensors.size(); i++) {
                ParameterLayout.Tensor tensor = layout.tensors().get(i);
                tensors.get(i).write(flat, tensor.offset());
            }
        }

        void pull() {
            for (int i = 0; i < tensors.size(); i++) {
                HostTensor.read(tensor(i), flat, layout.tensors().get(i).offset());
            }
        }
    }
}
