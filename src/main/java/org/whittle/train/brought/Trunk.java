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

    /** What it was trained on. */
    InputShape input() {
        return whole.architecture().input();
    }

    List<Layer> layers() {
        List<Layer> all = whole.architecture().layers();
        return all.subList(0, all.size() - 1);
    }

    /** What its first layers give for a row. */
    InputShape after(int layers) {
        return layers == 0 ? input() : whole.architecture().shapes().after().get(layers - 1);
    }

    /** Why it cannot take rows of a shape; {@code null} if it can. */
    String misfit(InputShape rows) {
        InputShape own = input();
        boolean fits = own instanceof InputShape.Image ? own.equals(rows) : own.features() == rows.features();
        return fits ? null : "it was trained on rows of %s, and these are of %s".formatted(own.text(), rows.text());
    }

    /** Its layers but the first ones, and a head behind them. */
    Architecture from(int first, Architecture head) {
        List<Layer> all = new ArrayList<>(layers().subList(first, layers().size()));
        all.addAll(head.layers());
        return new Architecture(after(first), all);
    }

    /** Numbers of parameters of its first layers, which are the first of the whole network. */
    int parameters(int layers) {
        return ParameterLayout.trained(input(), layers().subList(0, layers)).size();
    }

    private int statistics(int layers) {
        return ParameterLayout.statistics(input(), layers().subList(0, layers)).size();
    }

    /** The parameters of its first layers, and behind them others. */
    float[] parametersBefore(int layers, float[] others) {
        return joined(whole.trained(), parameters(layers), others);
    }

    /** The statistics of its first layers, and behind them others. */
    float[] statisticsBefore(int layers, float[] others) {
        return joined(whole.statistics(), statistics(layers), others);
    }

    private static float[] joined(float[] first, int count, float[] second) {
        float[] all = Arrays.copyOf(first, Math.addExact(count, second.length));
        System.arraycopy(second, 0, all, count, second.length);
        return all;
    }

    /** Sets the first of parameters and statistics to those of its layers but the first ones. */
    void begin(int first, float[] parameters, float[] statistics) {
        int at = parameters(first);
        System.arraycopy(whole.trained(), at, parameters, 0, parameters(layers().size()) - at);
        int kept = statistics(first);
        System.arraycopy(whole.statistics(), kept, statistics, 0, whole.statistics().length - kept);
    }

    /** What its first layers give for rows, on a core: {@code count × features}, row-major; images channels last. */
    float[] features(int first, Rows rows) {
        InputShape given = after(first);
        int width = given.features();
        float[] all = new float[Math.multiplyExact(rows.count(), width)];
        int[] done = {0};
        int slab = Network.slabRows(whole.architecture());
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            SequentialBlock block = NetworkBlocks.block(input(), layers().subList(0, first), whole.trained(),
                    whole.statistics(), manager);
            rows.blocks().read(values -> {
                int count = values.remaining() / rows.width();
                for (int from = 0; from < count; from += slab) {
                    int some = Math.min(slab, count - from);
                    try (NDManager ofCall = manager.newSubManager();
                            NDScope scope = new NDScope()) {
                        scope.suppressNotUsedWarning();
                        HostTensor input = new HostTensor(ofCall, new Shape(some, rows.width()));
                        input.write(values.slice(from * rows.width(), some * rows.width()));
                        NDArray made = block.forward(
                                        new ParameterStore(ofCall, false), new NDList(input.array()), false)
                                .singletonOrThrow();
                        HostTensor.read(
                                given instanceof InputShape.Image ? made.transpose(0, 2, 3, 1) : made,
                                all,
                                done[0] * width);
                        done[0] += some;
                    }
                }
            });
        }
        return all;
    }
}
