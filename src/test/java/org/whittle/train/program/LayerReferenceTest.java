package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.whittle.train.program.LayerNetworks.activate;
import static org.whittle.train.program.LayerNetworks.conv;
import static org.whittle.train.program.LayerNetworks.max;

import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.ParameterLayout;
import org.whittle.net.Pooling;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.LayerNorm;
import org.whittle.net.setting.Values;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Graph;

/** Networks of layers beside PyTorch's, whose numbers layers.py has written: a step of descent, then predictions. */
class LayerReferenceTest {

    private static final int ROWS = 6;
    private static final int CLASSES = 3;
    private static final Layer RELU = activate("relu");
    private static final Layer NORM = new Layer.Normalize(new BatchNorm());
    private static final Layer OUT = new Layer.Dense(CLASSES);

    /** What PyTorch gives. */
    static final class Case {
        private String name;
        private double loss;
        private double[] gradient;
        private double[] outputs;

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() throws IOException {
        try (Reader reader = new InputStreamReader(LayerReferenceTest.class.getResourceAsStream("layers.json"),
                StandardCharsets.UTF_8)) {
            return List.of(new Gson().fromJson(reader, Case[].class));
        }
    }

    private static Architecture network(String name) {
        return switch (name) {
            case "lenet" -> LayerNetworks.of(new InputShape.Image(8, 7, 2), conv(4, 3, 1, Padding.VALID, 1, 1), RELU,
                    max(2), new Layer.Flatten(), new Layer.Dense(5), activate("tanh"), OUT);
            case "residual" -> LayerNetworks.of(new InputShape.Image(8, 8, 3), conv(4, 3), NORM, RELU,
                    new Layer.Residual(List.of(conv(4, 3), NORM, RELU, conv(4, 3))), RELU, new Layer.Residual(List.of(
                            conv(6, 3, 2, Padding.SAME, 1, 1), NORM, RELU, conv(6, 3))), RELU,
                    new Layer.GlobalPool(Pooling.AVERAGE), OUT);
            case "kinds" -> LayerNetworks.of(new InputShape.Image(7, 7, 2), conv(4, 4, 1, Padding.SAME, 2, 1),
                    activate("gelu"), new Layer.Pool(Pooling.AVERAGE, 2, 1), conv(6, 3, 1, Padding.SAME, 1, 2),
                    new Layer.Normalize(new GroupNorm(3)), activate("tanh"), new Layer.Pool(Pooling.MAX, 3, 2),
                    conv(4, 2), new Layer.Normalize(new LayerNorm()), new Layer.GlobalPool(Pooling.MAX),
                    new Layer.Dense(6), new Layer.Normalize(new LayerNorm()), activate("tanh"), OUT);
            default -> throw new AssertionError("Write the network " + name + " here, as layers.py has it");
        };
    }

    private static float number(int i, int seed) {
        return (float) Math.sin(1.7 * i + seed);
    }

    /** 32-bit floats, of gradients and outputs of about 1, by some hundred sums. */
    @ParameterizedTest
    @MethodSource("cases")
    void aStepAndPredictions(Case expected) {
        Architecture network = network(expected.name);
        ParameterLayout layout = ParameterLayout.trained(network);
        float[] parameters = layout.fresh();
        assertThat(parameters).hasSize(expected.gradient.length);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) (parameters[i] + 0.4 * number(i, 1));
        }
        int width = network.inputs();
        float[] features = new float[ROWS * width];
        for (int i = 0; i < features.length; i++) {
            features[i] = number(i, 2);
        }
        DeviceRows rows = new DeviceRows(ROWS, width, new double[] {0, 1, 2, 0, 1, 2}, LayerNetworks.MANAGER.create(
                features, new Shape(ROWS, width)), new float[] {0, 1, 2, 0, 1, 2});
        Values values = LayerNetworks.values("optimizer", "sgd", "momentum", 0.0, "batch-size", ROWS);
        Graph.Joining fresh = LayerNetworks.fresh(network, values, 1);
        List<Graph.Joining> members = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            members.add(LayerNetworks.from(fresh, new Graph.State(parameters,
                    ParameterLayout.statistics(network).fresh(), 0, fresh.from().optimizer())));
        }
        try (Graph graph = LayerGraph.of(members, rows, LayerNetworks.ORDER)) {
            double[] losses = graph.epoch(1, (member, batch, batches) -> 1);
            Graph.Predictions predictions = graph.predict(rows, false);
            for (int member = 0; member < members.size(); member++) {
                assertThat(losses[member]).isCloseTo(expected.loss, within(1e-6));
                float[] after = graph.state(member).parameters();
                for (int i = 0; i < after.length; i++) {
                    assertThat((double) parameters[i] - after[i]).as("parameter %d", i)
                            .isCloseTo(expected.gradient[i], within(5e-6));
                }
                for (int i = 0; i < expected.outputs.length; i++) {
                    assertThat((double) predictions.outputs()[member][i]).isCloseTo(expected.outputs[i], within(2e-5));
                }
            }
        }
    }
}
