package org.whittle.train.brought;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.ParameterLayout;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.score.model.Network;
import org.whittle.score.model.NetworkBlocks;
import org.whittle.score.model.StoredNetwork;
import org.whittle.work.Rows;

/**
 * The layers of a trained network but the last, which gave its outputs.
 *
 * <p>A network that has them first has their tensors first, too: so trunk and head are put together by putting their
 * numbers one behind the other.
 *
 * @param whole the network with its last layer
 */
record Trunk(StoredNetwork whole) {

    private Architecture network() {
        return whole.architecture();
    }

    private List<Layer> layers() {
        return network().layers().subList(0, network().layers().size() - 1);
    }

    /** What it gives for a row. */
    InputShape.Vector features() {
        List<InputShape> after = network().shapes().after();
        InputShape last = layers().isEmpty() ? network().input() : after.get(after.size() - 2);
        return new InputShape.Vector(last.features());
    }

    /** Why it cannot take rows of a shape; {@code null} if it can. */
    String misfit(InputShape rows) {
        InputShape own = network().input();
        boolean fits = own instanceof InputShape.Image ? own.equals(rows) : own.features() == rows.features();
        return fits ? null : "it was trained on rows of %s, and these are of %s".formatted(own.text(), rows.text());
    }

    /** Trunk and head as one network on the trunk's rows. */
    Architecture with(Architecture head) {
        List<Layer> all = new ArrayList<>(layers());
        all.addAll(head.layers());
        return new Architecture(network().input(), all);
    }

    /** Numbers of its parameters: the first ones of the whole network. */
    private float[] parameters() {
        ParameterLayout layout = ParameterLayout.trained(network());
        List<ParameterLayout.Tensor> tensors = layout.tensors();
        // The last layer is a weight and a bias.
        return Arrays.copyOf(whole.trained(), tensors.get(tensors.size() - 2).offset());
    }

    /** Its parameters, and behind them others. */
    float[] parametersBefore(float[] others) {
        return joined(parameters(), others);
    }

    /** Its statistics, and behind them others. */
    float[] statisticsBefore(float[] others) {
        return joined(whole.statistics(), others);
    }

    private static float[] joined(float[] first, float[] second) {
        float[] all = Arrays.copyOf(first, Math.addExact(first.length, second.length));
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Sets the first of parameters and statistics to its own. */
    void begin(float[] parameters, float[] statistics) {
        float[] own = parameters();
        System.arraycopy(own, 0, parameters, 0, own.length);
        System.arraycopy(whole.statistics(), 0, statistics, 0, whole.statistics().length);
    }

    /** What it gives for rows, on a core: {@code count × features}, row-major. */
    float[] features(Rows rows) {
        int width = features().features();
        float[] all = new float[Math.multiplyExact(rows.count(), width)];
        int[] done = {0};
        int slab = Network.slabRows(network());
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            SequentialBlock block =
                    NetworkBlocks.block(network(), whole.trained(), whole.statistics(), manager);
            block.removeLastBlock();
            rows.blocks().read(values -> {
                int count = values.remaining() / rows.width();
                for (int from = 0; from < count; from += slab) {
                    int some = Math.min(slab, count - from);
                    try (NDManager ofCall = manager.newSubManager(); NDScope scope = new NDScope()) {
                        scope.suppressNotUsedWarning();
                        HostTensor input = new HostTensor(ofCall, new Shape(some, rows.width()));
                        input.write(values.slice(from * rows.width(), some * rows.width()));
                        NDArray given = layers().isEmpty() ? input.array() : block.forward(
                                new ParameterStore(ofCall, false), new NDList(input.array()), false).singletonOrThrow();
                        HostTensor.read(given, all, done[0] * width);
                        done[0] += some;
                    }
                }
            });
        }
        return all;
    }
}
