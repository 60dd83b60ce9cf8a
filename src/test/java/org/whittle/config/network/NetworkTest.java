package org.whittle.config.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.config.Studies;
import org.whittle.config.StudyFile;
import org.whittle.config.StudySource;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.kind.ConvolutionalKind;
import org.whittle.net.kind.GraphKind;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.setting.Values;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Scale;
import org.whittle.study.EarlierFormats;
import org.whittle.study.StudySpec;

/** What a study file says of its networks. */
class NetworkTest {

    private static final String DATA =
            "data { path = rows.csv, task = classification, image.shape = [8, 8, 1] }\n";
    private static final InputShape DIGIT = new InputShape.Image(8, 8, 1);

    @Test
    void aStudyThatSaysNothingTrainsPerceptrons() {
        assertThat(Studies.read(Studies.DATA + "space.dropout {}").network()).isEqualTo(new MlpKind());
    }

    @Test
    void anEmptySpaceTunesWhatIsUsuallyTuned() {
        StudySpec spec = Studies.read(DATA + "network { kind = convolutional, space = small }, space { }");

        assertThat(spec.network()).isEqualTo(new ConvolutionalKind());
        assertThat(spec.space().names()).containsExactly("units", "dropout", "conv-layers", "filters", "kernel-size",
                "pooling", "learning-rate");
        assertThat(spec.space().dimension("filters").orElseThrow().parameter())
                .isEqualTo(new IntegerParameter("filters", 16, 64, Scale.LOG, 1));
        assertThat(spec.baseline().values()).containsEntry("filters", 32).containsEntry("pooling", "max");
        assertThat(Studies.read(DATA + "network { kind = convolutional, space = small }").space())
                .isEqualTo(spec.space());
        assertThat(Studies.read(Studies.DATA + "network.space = small").space().names())
                .containsExactly("layers", "units", "dropout", "learning-rate");
    }

    @Test
    void whatTheFileNamesItDecides() {
        StudySpec spec = Studies.read(DATA + """
                network { kind = convolutional, space = wide }
                training { kernel-size = 5, conv-layers = 1, dense-layers = 0 }
                space { filters = [4, 8], batch-size {} }
                baseline.filters = 8
                """);

        // No layer follows another, and none has units: what says something of them is gone.
        assertThat(spec.space().names()).containsExactlyInAnyOrder("dropout", "normalization", "filters", "pooling",
                "residual", "learning-rate", "weight-decay", "batch-size");
        assertThat(spec.space().dimension("filters").orElseThrow().parameter())
                .isEqualTo(new ChoiceParameter("filters", List.of(4, 8)));
        assertThat(Studies.read(DATA + "network { kind = convolutional, space = wide }").space().dimension("units")
                .orElseThrow().condition()).hasToString("dense-layers > 0");
    }

    @Test
    void eachLayerMayHaveAValueOfItsOwn() {
        StudySpec spec = Studies.read(DATA + """
                network.kind = convolutional
                space {
                  conv-layers { low = 1, high = 3 }
                  filters { low = 4, high = 32, log = true, per-layer = conv-layers }
                  kernel-size { values = [3, 5], per-layer = conv-layers }
                  dense-layers = [1, 2]
                  units { low = 8, high = 64, per-layer = dense-layers }
                }
                baseline { conv-layers = 2, filters = [8, 16], kernel-size = 5, units = 32 }
                search.staged.groups = [[filters], [units, dense-layers]], search.sampler = staged
                """);

        assertThat(spec.space().names()).contains("filters.1", "filters.3", "kernel-size.2", "units.2");
        assertThat(spec.baseline().values()).containsEntry("filters.2", 16).containsEntry("kernel-size.2", 5)
                .containsEntry("units.1", 32).doesNotContainKeys("filters.3", "units.2");
        assertThat(spec.resolved()).containsEntry("baseline.filters", "[8,16]")
                .containsEntry("space.filters.per-layer", "\"conv-layers\"");
        assertThat(spec.network().network(Values.of(spec.training(), spec.baseline()), DIGIT, 10).layers())
                .filteredOn(Layer.Convolution.class::isInstance).extracting(l -> ((Layer.Convolution) l).filters())
                .containsExactly(8, 16);
        assertThat(Studies.problems(DATA + "network.kind = convolutional, space.filters { low = 4, high = 32, "
                + "per-layer = layers }")).containsExactly("my.conf:2: space.filters.per-layer = layers is not one of "
                        + "conv-layers; write conv-layers");
    }

    @Test
    void ownHyperparametersAreTunedLikeOthers() {
        StudySpec spec = Studies.read(DATA + """
                network {
                  kind = layers
                  parameters { stem = 8, ratio = 0.5, pad = same, filters = 6 }
                  graph = [
                    { conv { filters = stem, padding = pad } }
                    { conv { filters = "filters * ratio", kernel = kernel-size } }
                    { global-pool = average }
                  ]
                }
                space { stem { low = 4, high = 16 }, ratio { low = 0.25, high = 2 }, pad = [same, valid], kernel-size \
                {} }
                """);

        assertThat(spec.network()).isInstanceOf(GraphKind.class);
        assertThat(spec.training()).containsEntry("stem", 8).containsEntry("ratio", 0.5).containsEntry("pad", "same")
                .containsEntry("filters", 6);
        assertThat(spec.resolved()).containsEntry("training.filters", "6");
        assertThat(spec.space().names()).containsExactly("kernel-size", "pad", "ratio", "stem");
        assertThat(spec.network().network(Values.of(spec.training(), spec.baseline()), DIGIT, 10).layers()).hasSize(4)
                .element(1).extracting(layer -> ((Layer.Convolution) layer).filters()).isEqualTo(3);
        assertThat(Studies.problems(DATA + """
                network { kind = layers, parameters { not = 1, learning-rate = x }, graph = [ flatten ] }
                space.dropout {}
                """)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network { kind = convolutional, space = wide }",
                "network { kind = convolutional, space = small }, training { conv-layers = 2, normalization = batch }",
                "network { kind = layers, parameters { stem = 8, on = true }, graph = [ { conv { filters = \"stem * "
                        + "2\" } }, "
                        + "{ pool {} }, { residual = [ { conv { filters = 16, stride = \"1\" } }, { normalization = "
                        + "batch } ] }, "
                        + "{ repeat { times = conv-layers, graph = [ { dropout = dropout } ] } }, flatten ] }, "
                        + "space { stem { low = 1, high = 4 }, dropout {} }, baseline.stem = 4",
                "network.space = wide"
            })
    void aStudyIsReadBackFromItsRecord(String text) {
        StudySpec spec = Studies.read(DATA + text.replace(", on = true", ""));

        StudySpec again = StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT);

        assertThat(again.network()).isEqualTo(spec.network());
        assertThat(again.space()).isEqualTo(spec.space());
        assertThat(again.training()).isEqualTo(spec.training());
        assertThat(again.baseline()).isEqualTo(spec.baseline());
        assertThat(again.resolved()).isEqualTo(spec.resolved());
    }

    @Test
    void aProgramPutsLayersTogether() {
        Map<String, Object> settings = Map.of("data.path", "rows.csv", "data.task", "classification",
                "data.image.shape", List.of(8, 8, 1), "network.kind", "layers", "network.parameters.stem", 8,
                "network.graph", List.of(Map.of("conv", Map.of("filters", "stem * 2")), "flatten"),
                "space.stem", List.of(4, 8));

        StudySpec spec = StudyFile.read(new StudySource.OfSettings("mine", settings), List.of());

        assertThat(spec.network().network(Values.of(spec.training(), spec.baseline()), DIGIT, 10).layers().get(0))
                .isEqualTo(new Layer.Convolution(16, 3, 1, Padding.SAME, 1, 1));
    }

    @Test
    void anEarlierRecordTrainsPerceptrons() {
        Map<String, String> old = new TreeMap<>(
                Studies.read(Studies.DATA + "space.batch-normalization {}").resolved());
        old.keySet().removeIf(key -> key.startsWith("network.") || key.startsWith("training.conv")
                || key.startsWith("training.filter") || key.equals("training.normalization"));

        StudySpec spec = StudyFile.rebuild(new TreeMap<>(old), 3);

        assertThat(spec.network()).isEqualTo(new MlpKind());
        assertThat(spec.space().names()).containsExactly("batch-normalization");
    }

    @Test
    void theEarlierNameOfANormalizationIsUnderstoodForEver() {
        StudySpec spec = Studies.read(Studies.DATA + "space { batch-normalization {}, dropout {} }");
        StudySpec present = Studies.read(Studies.DATA + "space { normalization = [none, batch], dropout {} }");
        InputShape row = new InputShape.Vector(4);
        Values on = new Values(with(spec, "batch-normalization", true));
        Values batch = new Values(with(present, "normalization", "batch"));

        assertThat(spec.network().network(on, row, 2)).isEqualTo(present.network().network(batch, row, 2));
        assertThat(spec.network().network(on, row, 2).layers()).hasAtLeastOneElementOfType(Layer.Normalize.class);
    }

    private static SortedMap<String, Object> with(StudySpec spec, String name, Object value) {
        SortedMap<String, Object> values = new TreeMap<>(spec.training());
        values.put(name, value);
        return values;
    }
}
