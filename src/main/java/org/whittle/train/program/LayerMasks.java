package org.whittle.train.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.train.graph.DropoutHash;

/**
 * Dropout's multipliers of several steps for networks of the same layers, made in Java as {@link MaskFeed} makes those
 * of perceptrons: step by step, layer by layer, network by network, each under its own key.
 */
final class LayerMasks {

    private final List<InputShape> shapes;
    private final List<double[]> rates;
    private final List<RandomStream> streams;
    private final int rows;
    private final int stepSize;
    private final HostTensor masks;
    private final DropoutHash hash;
    private final int[] scratch;

    /**
     * @param manager owns the masks
     * @param networks of a cohort
     * @param streams of each trial; {@code child(epoch).child(batch).child(layer)} keys a mask
     * @param steps at most, of a call
     * @param rows of a batch
     */
    LayerMasks(NDManager manager, List<Architecture> networks, List<RandomStream> streams, int steps, int rows) {
        this.streams = streams;
        this.rows = rows;
        shapes = shapes(networks.get(0));
        rates = networks.stream().map(LayerMasks::rates).toList();
        stepSize = Math.multiplyExact(networks.size(), Math.multiplyExact(rows, elements(shapes)));
        masks = new HostTensor(manager, new Shape(Math.multiplyExact(steps, stepSize)));
        int largest = Math.multiplyExact(rows, shapes.stream().mapToInt(InputShape::features).max().orElse(1));
        hash = new DropoutHash(largest);
        scratch = new int[largest];
    }

    /** Whether any of the networks leaves units out. */
    static boolean isNeeded(List<Architecture> networks) {
        return networks.stream().anyMatch(network -> Arrays.stream(rates(network)).anyMatch(rate -> rate > 0));
    }

    /** What goes into layers of dropout, in their order. */
    static List<InputShape> shapes(Architecture network) {
        List<InputShape> shapes = new ArrayList<>();
        add(network.layers(), network.input(), shapes, new ArrayList<>());
        return shapes;
    }

    /** Its rates of dropout, in the order of layers. */
    static double[] rates(Architecture network) {
        List<Double> rates = new ArrayList<>();
        add(network.layers(), network.input(), new ArrayList<>(), rates);
        return rates.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void add(List<Layer> layers, InputShape input, List<InputShape> shapes, List<Double> rates) {
        List<InputShape> after = LayerShapes.of(input, layers).after();
        for (int i = 0; i < layers.size(); i++) {
            InputShape before = i == 0 ? input : after.get(i - 1);
            if (layers.get(i) instanceof Layer.Dropout dropout) {
                shapes.add(before);
                rates.add(dropout.rate());
            } else if (layers.get(i) instanceof Layer.Residual residual) {
                add(residual.layers(), before, shapes, rates);
            }
        }
    }

    /** Of a row and network. */
    static int elements(List<InputShape> shapes) {
        return shapes.stream().mapToInt(InputShape::features).reduce(0, Math::addExact);
    }

    NDArray array() {
        return masks.array();
    }

    /** Draws the masks of consecutive batches of an epoch. */
    void draw(int epoch, int firstBatch, int steps) {
        for (int step = 0; step < steps; step++) {
            int at = step * stepSize;
            for (int layer = 0; layer < shapes.size(); layer++) {
                int size = shapes.get(layer).features() * rows;
                for (int network = 0; network < rates.size(); network++) {
                    double rate = rates.get(network)[layer];
                    if (rate > 0) {
                        long key = streams.get(network).child(epoch).child(firstBatch + step).child(layer).nextLong();
                        hash.fill(scratch, size, key, rate);
                    } else {
                        Arrays.fill(scratch, 0, size, Float.floatToIntBits(1));
                    }
                    masks.putBits(at, scratch, size);
                    at += size;
                }
            }
        }
        masks.publish();
    }
}
