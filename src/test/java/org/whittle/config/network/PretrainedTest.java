package org.whittle.config.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.config.Studies;
import org.whittle.config.StudyFile;
import org.whittle.net.kind.GraphKind;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.kind.PretrainedKind;
import org.whittle.space.ChoiceParameter;
import org.whittle.study.EarlierFormats;
import org.whittle.study.StudySpec;

/** {@code network.pretrained}: a trained network whose layers come first. */
class PretrainedTest {

    private static final String PATH = "network.pretrained.path = \"classpath:sample/digits-0-4\"\n";

    @Test
    void theTrunkIsNamedAndItsLayersAreTold() {
        StudySpec spec = Studies.read(Studies.DATA + PATH + "space.units {}");

        PretrainedKind kind = (PretrainedKind) spec.network();
        assertThat(kind.head()).isInstanceOf(MlpKind.class);
        assertThat(spec.training().get("freeze")).isEqualTo("all");
        assertThat(kind.trunk())
                .startsWith(
                        "layers.0, a convolution with 16 filters, kernel 3, stride 1, padding same",
                        "a batch normalization",
                        "relu",
                        "a pool of 2 x 2, stride 2")
                .noneMatch(layer -> layer.contains("a linear map to 5"));
        assertThat(kind.describe()).contains("whose sizes cannot be tuned").contains("Then: Hidden layers of units");
        StudySpec rebuilt = StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT);
        assertThat(rebuilt.resolved()).isEqualTo(spec.resolved());
        assertThat(((PretrainedKind) rebuilt.network()).path()).isEqualTo("classpath:sample/digits-0-4");
    }

    @Test
    void itMayBeTrainedWithTheHead() {
        StudySpec spec = Studies.read(
                Studies.DATA + PATH + "network.pretrained.freeze = none, space { units {}, rotation = [0.0, 10.0] }\n"
                        + "data.image.shape = [8, 8, 1]");

        assertThat(spec.training().get("freeze")).isEqualTo("none");
    }

    @Test
    void freezingFactorAndHeadAreTuned() {
        StudySpec spec = Studies.read(Studies.DATA + PATH + """
                data.image.shape = [8, 8, 1]
                network.parameters.wide = 24
                network.pretrained.head = [ { dense { units = wide } }, { activation = activation }, { dropout = \
                dropout } ]
                space {
                  wide { low = 8, high = 32 }
                  dropout {}
                  freeze = [none, all, [layers.0, layers.1], layers.0]
                  learning-rate-factor {}
                  unfreeze-at-epoch = [0, 3]
                  rotation { low = 0, high = 10, when = "freeze = none" }
                }
                """);

        PretrainedKind kind = (PretrainedKind) spec.network();
        assertThat(kind.head()).isInstanceOf(GraphKind.class);
        assertThat(kind.describe()).contains("dense(wide)");
        ChoiceParameter freeze = (ChoiceParameter) spec.space().dimension("freeze").orElseThrow().parameter();
        assertThat(freeze.values()).isEqualTo(List.of("none", "all", "layers.0, layers.1", "layers.0"));
        StudySpec rebuilt = StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT);
        assertThat(rebuilt.resolved()).isEqualTo(spec.resolved());
        assertThat(rebuilt.space()).isEqualTo(spec.space());
        assertThat(rebuilt.network()).isEqualTo(spec.network());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network.pretrained.path = nowhere | nowhere: there is no model of Whittle's; write a study "
                        + "directory, or its "
                        + "model",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", freeze = some } | "
                        + "network.pretrained.freeze "
                        + "= some: the pretrained network has no some; write all, none, or some of layers.0, layers.1, "
                        + "layers.2",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", freeze = [layers.1] } | layers.1.weight "
                        + "would "
                        + "stay as it is behind layers.0.weight, which is trained; freeze that, too",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", freeze = [[a]] } | "
                        + "network.pretrained.freeze = "
                        + "[[\"a\"]] is not one of all | none | names of the first layers",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", freeze = all }, space.freeze = [all, "
                        + "layers.9] "
                        + "| space.freeze = layers.9: the pretrained network has no layers.9",
                "space.freeze = [none, all] | space.freeze has no effect: network.pretrained.path is none; write the "
                        + "model",
                "network.pretrained { path = \"classpath:sample/digits-0-4\" }, space { freeze = [none, all], "
                        + "rotation = [0.0, "
                        + "10.0] } | space.rotation has no effect: what frozen layers give for a row is computed "
                        + "once; write "
                        + "space.rotation.when = \"freeze = none\", or leave it out",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", learning-rate-factor = 0.1 } | "
                        + "network.pretrained."
                        + "learning-rate-factor has no effect: all layers of the pretrained network are frozen",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", freeze = none, unfreeze-at-epoch = 3 } | "
                        + "network.pretrained.unfreeze-at-epoch has no effect: no layer is frozen",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", unfreeze-at-epoch = 900 } | epoch 900 "
                        + "never comes, "
                        + "because search.max-epochs = ",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", head = [ { dense { units = units } } ] "
                        + "}, network.graph "
                        + "= [ { dense { units = 4 } } ] | network.graph and network.pretrained.head both say",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", head = [ flatten, { dense { units = "
                        + "units } } ] } | "
                        + "network.pretrained.head[0].flatten: a flatten does not fit behind",
                "network.pretrained.freeze = none | network.pretrained.freeze has no effect: network.pretrained.path "
                        + "is none; "
                        + "write the model, or leave it out",
                "network { kind = convolutional, pretrained.path = \"classpath:sample/digits-0-4\" } | network.kind = "
                        + "convolutional, but a pretrained network makes a vector of each row, and the head behind it "
                        + "is of kind "
                        + "mlp or layers; write network.kind = mlp",
                "network.pretrained.path = \"classpath:sample/digits-0-4\", space.filters {} | space.filters has no "
                        + "effect: the "
                        + "pretrained network has its layers, and the head behind it does not read it; leave it out",
                "network.pretrained.path = \"classpath:sample/digits-0-4\", training.rotation = 10 | "
                        + "training.rotation has no effect: "
                        + "what frozen layers give for a row is computed once; write network.pretrained.freeze = "
                        + "none, or leave it out",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", name = resnet } | "
                        + "network.pretrained.name is not a "
                        + "setting"
            })
    void whatIsWrongIsToldInALine(String file, String problem) {
        assertThat(Studies.problems(Studies.DATA + "data.image.shape = [8, 8, 1]\n" + file + "\nspace.units {}"))
                .singleElement().asString().contains(problem);
    }
}
