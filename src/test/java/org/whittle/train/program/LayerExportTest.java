package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.whittle.train.program.LayerNetworks.conv;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DeferredTranslatorFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.net.Architecture;
import org.whittle.net.LearningTask;
import org.whittle.score.model.DamagedModelException;
import org.whittle.score.model.ModelDescription;
import org.whittle.score.model.Network;
import org.whittle.score.step.Digest;
import org.whittle.train.DirectoryFiles;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Graph;
import org.whittle.train.model.StoredModel;
import org.whittle.train.store.Checkpoint;

/** Networks of every layer, stored and loaded again, predict what their graph does. */
class LayerExportTest {

    private static final LearningTask TASK = new LearningTask.Classification(List.of("a", "b", "c"));

    @TempDir
    Path directory;

    static Stream<Arguments> networks() {
        return LayerGradientsTest.networks();
    }

    /** Single precision: some dozen roundings of 6e-8 on values of order 1. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aStoredNetworkPredictsWhatItsGraphDoes(String name, Architecture network) throws IOException {
        DeviceRows rows = LayerNetworks.rows(network.input(), 20, 3, 5);
        Graph.Joining member = LayerNetworks.fresh(network, LayerNetworks.values("batch-size", 5), 1);
        MemoryFiles files = new MemoryFiles();
        try (Graph graph = LayerGraph.of(List.of(member), rows, LayerNetworks.ORDER)) {
            graph.epoch(1, (one, batch, batches) -> 1e-3);
            Graph.State state = graph.state(0);
            StoredModel.write(files, "model", new ModelDescription(network, TASK), state.parameters(),
                    state.statistics());
            float[] expected = graph.predict(rows, false).outputs()[0];
            try (Network stored = StoredModel.load(files, "model", Synthetic.CORE)) {
                double[] outputs = stored.outputs(rows.features().toFloatArray(), rows.count());
                assertThat(stored.width()).isEqualTo(network.inputs());
                for (int i = 0; i < outputs.length; i++) {
                    assertThat(outputs[i]).isCloseTo(expected[i], within(1e-5));
                }
            }
        }
        byte[] file = files.read("model/" + ModelDescription.FILE);
        assertThat(ModelDescription.decode(file, "it").architecture()).isEqualTo(network);
        assertThat(new String(file, StandardCharsets.UTF_8)).contains("\"version\": 3");
    }

    /** And so a checkpoint, with its optimizer. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aCheckpointHasAllOfANetwork(String name, Architecture network) throws IOException {
        Graph.Joining member = LayerNetworks.fresh(network, LayerNetworks.values("batch-size", 5), 1);
        Graph.State state = LayerNetworks.train(List.of(member), LayerNetworks.rows(network.input(), 20, 3, 5), 1, 1)
                .get(0);
        Checkpoint saved = new Checkpoint(network, 1, state.steps(),
                org.whittle.train.descent.EarlyStopping.START, state.parameters(), state.statistics(),
                state.optimizer());
        Checkpoint read = Checkpoint.decode(saved.encode(), network, state.optimizer().keySet(), "it");
        assertThat(read.encode()).isEqualTo(saved.encode());
        assertThat(read.parameters()).isEqualTo(state.parameters());
        assertThat(read.statistics()).isEqualTo(state.statistics());
    }

    @Test
    void plainDjlLoadsAConvolutionalNetwork() throws Exception {
        Architecture network = (Architecture) LayerGradientsTest.networks()
                .filter(one -> one.get()[0].equals("projected residual")).findFirst().orElseThrow().get()[1];
        DeviceRows rows = LayerNetworks.rows(network.input(), 20, 3, 5);
        Graph.Joining member = LayerNetworks.fresh(network, LayerNetworks.values("batch-size", 5), 1);
        Graph.State state = LayerNetworks.train(List.of(member), rows, 1, 1).get(0);
        DirectoryFiles files = new DirectoryFiles(directory);
        StoredModel.write(files, "model", new ModelDescription(network, TASK), state.parameters(), state.statistics());
        float[] features = rows.features().toFloatArray();
        double[] ours;
        try (Network stored = StoredModel.load(files, "model", Synthetic.CORE)) {
            ours = stored.predict(features, rows.count());
        }
        Criteria<float[], Classifications> criteria = Criteria.builder().setTypes(float[].class, Classifications.class)
                .optModelUrls(directory.resolve("model").toUri().toString())
                .optTranslatorFactory(new DeferredTranslatorFactory()).build();
        try (ZooModel<float[], Classifications> loaded = criteria.loadModel();
             Predictor<float[], Classifications> predictor = loaded.newPredictor()) {
            for (int row = 0; row < rows.count(); row++) {
                Classifications theirs = predictor.predict(Arrays.copyOfRange(features, row * network.inputs(),
                        (row + 1) * network.inputs()));
                assertThat(theirs.get("b").getProbability()).isCloseTo(ours[3 * row + 1], within(1e-5));
            }
        }
    }

    @Test
    void whatIsNoNetworkIsRefusedWithALine() {
        refused("\"layer\": \"flatten\"", "\"layer\": \"flatter\"", "there is no layer flatter");
        refused("\"kernel\": 3,", "", "a layer convolution has no kernel");
        refused("\"kernel\": 3,", "\"kernel\": 300,", "");
        refused("\"kernel\": 3,", "\"kernel\": 2000000000,", "more than 2³¹");
        refused("\"padding\": \"same\"", "\"padding\": \"some\"", "no padding that is some");
        refused("\"height\": 6,", "\"height\": -6,", "-6 x 6 x 1");
        refused("\"units\": 3\n", "\"units\": 4\n", "its network has 4 outputs, and 3 are named");
        refused("\"layer\": \"flatten\"", "\"layer\": \"residual\"", "no layers");
    }

    /** @param why part of the message; nothing where this is refused for its parameters, which are read elsewhere */
    private static void refused(String from, String to, String why) {
        Architecture network = LayerNetworks.of(new org.whittle.net.InputShape.Image(6, 6, 1), conv(2, 3),
                new org.whittle.net.Layer.Flatten(), new org.whittle.net.Layer.Dense(3));
        String text = new String(new ModelDescription(network, TASK).withParameters("0".repeat(64)).encode(),
                StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        String changed = text.substring(0, text.lastIndexOf(",\n")).replace(from, to);
        String sealed =
                changed + ",\n  \"sha256\": \"" + Digest.of(changed.getBytes(StandardCharsets.UTF_8)) + "\"\n}\n";
        byte[] file = sealed.getBytes(StandardCharsets.UTF_8);
        if (why.isEmpty() || why.startsWith("more")) {
            MemoryFiles files = new MemoryFiles();
            assertThatThrownBy(() -> {
                files.write("model/" + ModelDescription.FILE, file);
                files.write("model/mlp-0000.params", new byte[100]);
                Network.check(StoredModel.files(files, "model"));
            }).isInstanceOf(DamagedModelException.class);
            return;
        }
        assertThatThrownBy(() -> ModelDescription.decode(file, "it")).isInstanceOf(DamagedModelException.class)
                .hasMessageContaining(why);
    }
}
