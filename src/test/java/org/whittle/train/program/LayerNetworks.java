package org.whittle.train.program;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.ParameterLayout;
import org.whittle.net.Pooling;
import org.whittle.net.Training;
import org.whittle.net.activation.Activations;
import org.whittle.net.initial.He;
import org.whittle.net.loss.LossFunction;
import org.whittle.net.loss.Losses;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Graph;
import org.whittle.train.graph.InitialWeights;

/** Small networks of every layer, rows for them, and their graphs. */
final class LayerNetworks {

    static final RandomStream ORDER = RandomStream.ofSeed(99).child("batch-order");
    static final NDManager MANAGER = TorchEngine.newManager(Device.cpu());

    private LayerNetworks() {
    }

    static Layer conv(int filters, int kernel, int stride, Padding padding, int groups, int dilation) {
        return new Layer.Convolution(filters, kernel, stride, padding, groups, dilation);
    }

    static Layer conv(int filters, int kernel) {
        return conv(filters, kernel, 1, Padding.SAME, 1, 1);
    }

    static Layer max(int size) {
        return new Layer.Pool(Pooling.MAX, size, size);
    }

    static Layer activate(String key) {
        return new Layer.Activate(Activations.ofKey(key));
    }

    static Architecture of(InputShape input, Layer... layers) {
        return new Architecture(input, List.of(layers));
    }

    /** Rows of which the class is where an image is brightest, so that there is something to learn. */
    static DeviceRows rows(InputShape input, int count, int classes, long seed) {
        RandomStream random = RandomStream.ofSeed(seed);
        int width = input.features();
        float[] features = new float[count * width];
        float[] targets = new float[count];
        double[] own = new double[count];
        for (int row = 0; row < count; row++) {
            int wanted = (int) Math.floorMod(random.nextLong(), (long) classes);
            for (int i = 0; i < width; i++) {
                features[row * width + i] = (float) ((random.nextLong() >>> 11) * 0x1p-53 * 2 - 1
                        + (i * classes / width == wanted ? 0.8 : 0));
            }
            targets[row] = wanted;
            own[row] = wanted;
        }
        return new DeviceRows(count, width, own, MANAGER.create(features, new Shape(count, width)), targets);
    }

    static Values values(Object... changes) {
        SortedMap<String, Object> all = new TreeMap<>(Values.standard(List.copyOf(Training.settings())).all());
        for (int i = 0; i < changes.length; i += 2) {
            all.put((String) changes[i], changes[i + 1]);
        }
        return new Values(all);
    }

    /** A fresh member. */
    static Graph.Joining fresh(Architecture network, Values values, long seed) {
        Optimizer optimizer = Optimizers.ofKey(values.of(Optimizers.SETTING));
        RandomStream stream = RandomStream.ofSeed(seed);
        float[] parameters = InitialWeights.draw(network, new He(), stream.child("weights"));
        // Biases and normalizations that do not begin at 0 and 1, so that what they do is seen.
        RandomStream noise = stream.child("noise");
        for (ParameterLayout.Tensor tensor : ParameterLayout.trained(network).tensors()) {
            for (int i = tensor.offset(); tensor.shape().size() == 1 && i < tensor.offset() + tensor.size(); i++) {
                parameters[i] += (float) ((noise.nextLong() >>> 11) * 0x1p-53 - 0.5) / 2;
            }
        }
        SortedMap<String, float[]> state = new TreeMap<>();
        optimizer.state(values).forEach(name -> state.put(name, new float[parameters.length]));
        return new Graph.Joining(network, loss(values, network.outputs()), optimizer, values, stream.child("dropout"),
                new Graph.State(parameters, ParameterLayout.statistics(network).fresh(), 0, state));
    }

    private static LossFunction loss(Values values, int outputs) {
        return Losses.of(values.of(Losses.SETTING), outputs > 1).of(values, outputs);
    }

    /** The same member from a later state. */
    static Graph.Joining from(Graph.Joining member, Graph.State state) {
        return new Graph.Joining(member.network(), member.loss(), member.optimizer(), member.values(),
                member.dropout(), state);
    }

    /** All of a graph's members, at the default rate of each. */
    static List<Graph.State> train(List<Graph.Joining> members, DeviceRows rows, int from, int to) {
        try (Graph graph = LayerGraph.of(members, rows, ORDER)) {
            for (int epoch = from; epoch <= to; epoch++) {
                graph.epoch(epoch, (member, batch, batches) ->
                        members.get(member).values().of(Optimizer.LEARNING_RATE));
            }
            return states(graph, members.size());
        }
    }

    static List<Graph.State> states(Graph graph, int members) {
        List<Graph.State> states = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            states.add(graph.state(i));
        }
        return states;
    }
}
