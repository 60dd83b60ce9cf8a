package org.whittle.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.optimizer.Adam;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

class TrainingTest {

    @Test
    void aSettingIsFoundByItsNameAndUnitsByThatOfALayerToo() {
        assertThat(Training.keys()).doesNotHaveDuplicates();
        for (Setting<?> setting : Training.settings()) {
            assertThat(Training.ofKey(setting.key())).hasValue(setting);
        }
        assertThat(Training.ofKey("units.12")).hasValue(Training.UNITS);
        assertThat(Training.ofKey("units.0")).isEmpty();
    }

    @Test
    void whatIsTunedUsuallyHasTheSettingsNameAndIsInItsDomain() {
        for (Setting<?> setting : Training.settings()) {
            setting.usual().ifPresent(usual -> {
                assertThat(usual.name()).isEqualTo(setting.key());
                for (double unit : new double[] {0, 0.3, 0.999}) {
                    assertThat(setting.domain().accepts(usual.fromUnit(unit)))
                            .as("%s at %s", setting.key(), unit)
                            .isTrue();
                }
            });
        }
    }

    @Test
    void theOptionsOfAChoiceAreWhatItsSettingAccepts() {
        for (Training.Choice choice : Training.choices()) {
            assertThat(choice.setting().domain().toString().split(" \\| "))
                    .containsExactlyInAnyOrderElementsOf(Option.keys(choice.options()));
            assertThat(choice.options()).allSatisfy(option -> assertThat(option.meaning()).isNotBlank());
            assertThat(choice.options().stream().flatMap(option -> option.reads().stream()))
                    .allSatisfy(read -> assertThat(Training.settings().contains(read)).isTrue());
        }
    }

    /** A study's trials keep their places in the space only while old settings keep their order. */
    @Test
    void theOrderOfSettingsIsThatOfTheFirstRelease() {
        assertThat(Training.keys())
                .containsSubsequence(
                        "layers",
                        "units",
                        "activation",
                        "dropout",
                        "batch-normalization",
                        "initialization",
                        "optimizer",
                        "learning-rate",
                        "momentum",
                        "nesterov",
                        "beta1",
                        "beta2",
                        "rho",
                        "epsilon",
                        "weight-decay",
                        "clip-norm",
                        "batch-size",
                        "schedule",
                        "warmup-epochs",
                        "step-epochs",
                        "decay",
                        "final-fraction",
                        "loss",
                        "huber-delta",
                        "label-smoothing",
                        "patience",
                        "min-delta");
    }

    @Test
    void populationBasedTrainingChangesWhatANetworkInTrainingCanTakeOn() {
        assertThat(Training.settings().stream().filter(Setting::mayChange).map(Setting::key)).containsExactlyInAnyOrder(
                "learning-rate", "momentum", "beta1", "beta2", "rho", "epsilon", "weight-decay", "clip-norm", "dropout",
                "label-smoothing", "huber-delta", "focal-gamma", "learning-rate-factor");
    }

    @Test
    void aGraphIsSharedByWhatMembersCannotDifferIn() {
        GraphKey key = key();

        assertThat(key("units", 7, "learning-rate", 0.5, "optimizer", "sgd", "activation", "tanh")).isEqualTo(key);
        assertThat(key("batch-size", 32)).isNotEqualTo(key);
        assertThat(key("batch-normalization", true)).isNotEqualTo(key);
        assertThat(key("loss", "cross-entropy")).isEqualTo(key);
        assertThat(key("loss", "huber")).isNotEqualTo(key);
        assertThat(key.exactUnits()).isEmpty();
    }

    @Test
    void noUnitIsAddedWhereTheOptimizerWouldBringItToLife() {
        assertThat(key("epsilon", 0.0, "units.2", 16).exactUnits()).isEqualTo(Optional.of(List.of(64, 16)));
        assertThat(key("epsilon", 0.0, "optimizer", "sgd").exactUnits()).isEmpty();
        assertThat(new Adam().keepsZeros(values("epsilon", 1e-8))).isTrue();
    }

    private static GraphKey key(Object... values) {
        Values all = values(values);
        List<Integer> units = new ArrayList<>();
        for (int layer = 1; layer <= all.of(Training.LAYERS); layer++) {
            String own = Training.PER_LAYER_UNITS + layer;
            units.add(all.of(all.has(own) ? own : "units", Training.UNITS));
        }
        Mlp network = new Mlp(8, units, 3, Activations.ofKey(all.of(Activations.SETTING)), all.of(Training.DROPOUT),
                all.of(BatchNorm.SETTING));
        return GraphKey.of(network.architecture(), all, true);
    }

    private static Values values(Object... values) {
        SortedMap<String, Object> all = Training.defaults();
        for (int i = 0; i < values.length; i += 2) {
            all.put((String) values[i], values[i + 1]);
        }
        return new Values(all);
    }
}
