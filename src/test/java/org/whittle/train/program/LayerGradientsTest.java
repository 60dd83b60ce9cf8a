package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.whittle.train.program.LayerNetworks.activate;
import static org.whittle.train.program.LayerNetworks.conv;
import static org.whittle.train.program.LayerNetworks.max;
import static org.whittle.train.program.LayerNetworks.of;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.Pooling;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.LayerNorm;
import org.whittle.net.setting.Values;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.DropoutHash;
import org.whittle.train.graph.Graph;

/** Gradients and predictions of every layer, in a cohort of three, against a reference in double precision. */
class LayerGradientsTest {

    private static final int ROWS = 6;
    private static final int CLASSES = 3;
    private static final InputShape IMAGE = new InputShape.Image(6, 5, 2);
    private static final Layer BATCH = new Layer.Normalize(new BatchNorm());
    private static final Layer LAYER = new Layer.Normalize(new LayerNorm());
    private static final Layer FLATTEN = new Layer.Flatten();
    private static final Layer MEAN = new Layer.GlobalPool(Pooling.AVERAGE);
    private static final Layer OUT = new Layer.Dense(CLASSES);

    static Stream<Arguments> networks() {
        Layer tanh = activate("tanh");
        Layer relu = activate("relu");
        return Stream.of(
                network("LeNet", IMAGE, conv(4, 3), relu, max(2), FLATTEN, new Layer.Dense(5), relu, OUT),
                network(
                        "activation before a mean",
                        IMAGE,
                        conv(4, 3),
                        relu,
                        new Layer.Pool(Pooling.AVERAGE, 2, 1),
                        FLATTEN,
                        OUT),
                network(
                        "overlapping pool after gelu",
                        IMAGE,
                        conv(3, 3),
                        activate("gelu"),
                        new Layer.Pool(Pooling.MAX, 3, 2),
                        FLATTEN,
                        OUT),
                network("valid, stride", IMAGE, conv(4, 3, 2, Padding.VALID, 1, 1), tanh, FLATTEN, OUT),
                network("same, stride", IMAGE, conv(4, 3, 2, Padding.SAME, 1, 1), tanh, conv(3, 3), MEAN, OUT),
                network("even kernel", IMAGE, conv(4, 2), tanh, conv(4, 4, 3, Padding.SAME, 1, 1), FLATTEN, OUT),
                network(
                        "groups",
                        IMAGE,
                        conv(4, 3, 1, Padding.SAME, 2, 1),
                        tanh,
                        conv(8, 3, 1, Padding.SAME, 4, 1),
                        FLATTEN,
                        OUT),
                network("dilation", IMAGE, conv(4, 3), tanh, conv(3, 3, 1, Padding.SAME, 1, 2), FLATTEN, OUT),
                network("global largest", IMAGE, conv(4, 3), relu, new Layer.GlobalPool(Pooling.MAX), OUT),
                network("batch normalization", IMAGE, conv(4, 3), BATCH, relu, conv(3, 3), max(2), BATCH, FLATTEN, OUT),
                network(
                        "layer and group normalization",
                        IMAGE,
                        conv(4, 3),
                        LAYER,
                        tanh,
                        conv(6, 3),
                        new Layer.Normalize(new GroupNorm(3)),
                        FLATTEN,
                        OUT),
                network(
                        "normalized vectors",
                        new InputShape.Vector(7),
                        new Layer.Dense(6),
                        LAYER,
                        tanh,
                        new Layer.Dense(8),
                        new Layer.Normalize(new GroupNorm(2)),
                        new Layer.Dense(4),
                        BATCH,
                        OUT),
                network("normalized inputs", IMAGE, BATCH, tanh, conv(4, 3), FLATTEN, LAYER, OUT),
                network("pooled inputs", IMAGE, max(2), tanh, FLATTEN, OUT),
                network(
                        "residual",
                        IMAGE,
                        conv(4, 3),
                        new Layer.Residual(List.of(conv(4, 3), tanh, conv(4, 3))),
                        tanh,
                        new Layer.Residual(List.of(conv(4, 3), relu)),
                        MEAN,
                        OUT),
                network(
                        "projected residual",
                        IMAGE,
                        conv(4, 3),
                        BATCH,
                        relu,
                        new Layer.Residual(List.of(conv(6, 3, 2, Padding.SAME, 1, 1), BATCH, relu, conv(6, 3), BATCH)),
                        relu,
                        MEAN,
                        OUT),
                network(
                        "residual of inputs",
                        new InputShape.Image(6, 4, 2),
                        new Layer.Residual(List.of(tanh, conv(2, 3))),
                        new Layer.Residual(List.of(max(2), conv(3, 1))),
                        FLATTEN,
                        OUT),
                network(
                        "residual of vectors",
                        new InputShape.Vector(4),
                        new Layer.Residual(List.of(new Layer.Dense(5), tanh)),
                        new Layer.Residual(List.of(new Layer.Dense(5))),
                        OUT),
                network(
                        "nested residual, then normalized",
                        IMAGE,
                        conv(3, 1),
                        new Layer.Residual(List.of(new Layer.Residual(List.of(conv(3, 3), tanh)), conv(3, 3))),
                        BATCH,
                        MEAN,
                        OUT),
                network(
                        "dropout",
                        IMAGE,
                        conv(3, 3),
                        tanh,
                        new Layer.Dropout(0.4),
                        new Layer.Residual(List.of(conv(3, 3), new Layer.Dropout(0.3))),
                        FLATTEN,
                        new Layer.Dense(4),
                        tanh,
                        new Layer.Dropout(0.2),
                        OUT),
                network("dropout of inputs", IMAGE, new Layer.Dropout(0.3), conv(3, 3), MEAN, OUT));
    }

    private static Arguments network(String name, InputShape input, Layer... layers) {
        return Arguments.of(name, of(input, layers));
    }

    /**
     * A step of plain descent at rate 1 subtracts the gradient. Weights of about 1 are rounded to 6e-8, and so are some
     * hundred sums of a gradient.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradients(String name, Architecture network) {
        DeviceRows rows = LayerNetworks.rows(network.input(), ROWS, CLASSES, 5);
        Values values = LayerNetworks.values("optimizer", "sgd", "momentum", 0.0, "learning-rate", 1.0, "batch-size",
                ROWS);
        List<Graph.Joining> members = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            members.add(LayerNetworks.fresh(network, values, seed));
        }
        List<Graph.State> after = LayerNetworks.train(members, rows, 1, 1);
        int[] order = LayerNetworks.ORDER.child(1).permutation(ROWS);
        double[][] features = wide(rows, order);
        int[] classes = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            classes[row] = (int) rows.targets()[order[row]];
        }
        for (int i = 0; i < members.size(); i++) {
            float[] before = members.get(i).from().parameters();
            double[] gradient = new PlainLayers(network, wide(before), masks(network, members.get(i)), null)
                    .gradient(features, classes);
            double[] step = new double[before.length];
            for (int p = 0; p < step.length; p++) {
                step[p] = before[p] - after.get(i).parameters()[p];
            }
            assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow()).isGreaterThan(1e-3);
            assertThat(step).containsExactly(gradient, within(2e-6));
        }
    }

    /** Without dropout, by statistics that are not those of the batch. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void predictions(String name, Architecture network) {
        DeviceRows rows = LayerNetworks.rows(network.input(), ROWS, CLASSES, 5);
        Values values = LayerNetworks.values("batch-size", 3);
        List<Graph.Joining> members = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            members.add(LayerNetworks.fresh(network, values, seed));
        }
        try (Graph graph = LayerGraph.of(members, rows, LayerNetworks.ORDER)) {
            graph.epoch(1, (member, batch, batches) -> 1e-3);
            Graph.Predictions predictions = graph.predict(rows, false);
            for (int i = 0; i < members.size(); i++) {
                Graph.State state = graph.state(i);
                double[][] outputs = new PlainLayers(network, wide(state.parameters()), new double[0][][],
                        wide(state.statistics())).outputs(wide(rows, null));
                for (int row = 0; row < ROWS; row++) {
                    for (int c = 0; c < CLASSES; c++) {
                        // Outputs of about 1, by some hundred sums of 32-bit floats.
                        assertThat((double) predictions.outputs()[i][row * CLASSES + c])
                                .isCloseTo(outputs[row][c], within(1e-5));
                    }
                }
            }
        }
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static double[][] wide(DeviceRows rows, int[] order) {
        float[] all = rows.features().toFloatArray();
        double[][] wide = new double[rows.count()][rows.width()];
        for (int row = 0; row < wide.length; row++) {
            for (int i = 0; i < rows.width(); i++) {
                wide[row][i] = all[(order == null ? row : order[row]) * rows.width() + i];
            }
        }
        return wide;
    }

    /** Of the first batch of epoch 1: of an image row by row, of a vector unit by unit. */
    private static double[][][] masks(Architecture network, Graph.Joining member) {
        List<InputShape> shapes = LayerMasks.shapes(network);
        double[] rates = LayerMasks.rates(network);
        double[][][] masks = new double[shapes.size()][ROWS][];
        for (int layer = 0; layer < masks.length; layer++) {
            int features = shapes.get(layer).features();
            int[] bits = new int[features * ROWS];
            new DropoutHash(bits.length).fill(bits, bits.length,
                    member.dropout().child(1).child(0).child(layer).nextLong(), rates[layer]);
            for (int row = 0; row < ROWS; row++) {
                masks[layer][row] = new double[features];
                for (int i = 0; i < features; i++) {
                    masks[layer][row][i] = Float.intBitsToFloat(bits[shapes.get(layer) instanceof InputShape.Image
                            ? row * features + i : i * ROWS + row]);
                }
            }
        }
        return masks;
    }
}
