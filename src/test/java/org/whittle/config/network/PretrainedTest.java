package org.whittle.config.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.config.Studies;
import org.whittle.config.StudyFile;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.kind.PretrainedKind;
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
        assertThat(kind.frozen()).isTrue();
        assertThat(kind.trunk()).startsWith("a convolution with 16 filters, kernel 3, stride 1, padding same",
                "a batch normalization", "relu", "a pool of 2 x 2, stride 2").doesNotContain("a linear map to 5");
        assertThat(kind.describe()).contains("which stay as they are").contains("Then: Hidden layers of units");
        StudySpec rebuilt = StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT);
        assertThat(rebuilt.resolved()).isEqualTo(spec.resolved());
        assertThat(((PretrainedKind) rebuilt.network()).path()).isEqualTo("classpath:sample/digits-0-4");
    }

    @Test
    void itMayBeTrainedWithTheHead() {
        StudySpec spec = Studies.read(
                Studies.DATA + PATH + "network.pretrained.freeze = none, space { units {}, rotation = [0.0, 10.0] }\n"
                        + "data.image.shape = [8, 8, 1]");

        assertThat(((PretrainedKind) spec.network()).frozen()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network.pretrained.path = nowhere | nowhere: there is no model of Whittle's; write a study "
                        + "directory, or its "
                        + "model",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", freeze = some } | "
                        + "network.pretrained.freeze = some is "
                        + "not one of",
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
                        + "what a frozen network gives for a row is computed once; write network.pretrained.freeze = "
                        + "none, or leave "
                        + "it out",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", name = resnet } | "
                        + "network.pretrained.name is not a "
                        + "setting",
                "network.pretrained { path = \"classpath:sample/digits-0-4\", unfreeze-at-epoch = 3 } | "
                        + "network.pretrained.unfreeze-at-epoch is not a setting"
            })
    void whatIsWrongIsToldInALine(String file, String problem) {
        assertThat(Studies.problems(Studies.DATA + "data.image.shape = [8, 8, 1]\n" + file + "\nspace.units {}"))
                .singleElement().asString().contains(problem);
    }
}
