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
import org.whittle.train.graph.PaddedNetwork;

/**
 * Dropout's multipliers of several steps for networks of the same layers, made in Java as {@link MaskFeed} makes those
 * of perceptrons: step by step, layer by layer, network by network, each under its own key. Of what a network is padded
 * with nothing is kept.
 */
final class LayerMasks implements Masks {

    private final List<InputShape> shapes;
    private final List<double[]> rates;
    private final List<List<PaddedNetwork.Spread>> spreads;
    private final List<RandomStream> streams;
    private final int rows;
    private final int stepSize;
    private final HostTensor masks;
    private final DropoutHash hash;
    private final int[] scratch;
    private final int[] block;

    /**
     * @param manager owns the masks
     * @param common that the networks are padded to
     * @param networks of a cohort
     * @param padded the same
     * @param streams of each trial; {@code child(epoch).child(batch).child(layer)} keys a mask
     * @param steps at most, of a call
     * @param rows of a batch
     */
    LayerMasks(NDManager manager, Architecture common, List<Architecture> networks, List<PaddedNetwork> padded,
               List<RandomStream> streams, int steps, int rows) {
        this.streams = streams;
        this.rows = rows;
        shapes = shapes(common);
        rates = networks.stream().map(LayerMasks::rates).toList();
        spreads = padded.stream().map(PaddedNetwork::dropped).toList();
        stepSize = Math.multiplyExact(networks.size(), Math.multiplyExact(rows, elements(shapes)));
        masks = new HostTensor(manager, new Shape(Math.multiplyExact(steps, stepSize)));
        int largest = Math.multiplyExact(rows, shapes.stream().mapToInt(InputShape::features).max().orElse(1));
        hash = new DropoutHash(largest);
        scratch = new int[largest];
        block = new int[largest];
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

    @Override
    public NDArray array() {
        return masks.array();
    }

    @Override
    public int stepSize() {
        return stepSize;
    }

    @Override
    public void draw(int epoch, int firstBatch, int steps) {
        for (int step = 0; step < steps; step++) {
            int at = step * stepSize;
            for (int layer = 0; layer < shapes.size(); layer++) {
                for (int network = 0; network < rates.size(); network++) {
                    PaddedNetwork.Spread spread = spreads.get(network).get(layer);
                    int size = spread.blocks() * spread.own() * rows;
                    double rate = rates.get(network)[layer];
                    if (rate > 0) {
                        long key = streams.get(network).child(epoch).child(firstBatch + step).child(layer).nextLong();
                        hash.fill(scratch, size, key, rate);
                    } else {
                        Arrays.fill(scratch, 0, size, Float.floatToIntBits(1));
                    }
                    put(at, size, spread, shapes.get(layer) instanceof InputShape.Image);
                    at += shapes.get(layer).features() * rows;
                }
            }
        }
        masks.publish();
    }

    /** An image's channels lie beside each other, a vector's units have a row of rows each. */
    private void put(int at, int size, PaddedNetwork.Spread spread, boolean image) {
        int own = image ? spread.own() : spread.own() * rows;
        int common = image ? spread.common() : spread.common() * rows;
        if (own == common) {
            masks.putBits(at, scratch, size);
            return;
        }
        for (int from = 0, to = at; from < size; from += own, to += common) {
            System.arraycopy(scratch, from, block, 0, own);
            masks.putBits(to, block, own);
        }
    }
}
