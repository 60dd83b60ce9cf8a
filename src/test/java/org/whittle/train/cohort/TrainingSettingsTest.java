package org.whittle.train.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.Mlp;
import org.whittle.net.SeenInputs;
import org.whittle.net.activation.Activations;
import org.whittle.net.kind.MlpKind;
import org.whittle.train.Synthetic;

class TrainingSettingsTest {

    private static final LearningTask CLASSES = new LearningTask.Classification(List.of("a", "b", "c"));

    @Test
    void aConfigurationsValuesComeBeforeTheDefaults() {
        TrainingSettings settings = of(Synthetic.defaults("units", 16, "dropout", 0.1), "dropout", 0.4, "layers", 1);

        assertThat(settings.network())
                .isEqualTo(new Mlp(8, List.of(16), 3, Activations.ofKey("relu"), 0.4, false).architecture());
        assertThat(settings.batchSize()).isEqualTo(32);
    }

    @Test
    void aLayersOwnUnitsComeBeforeTheUnitsOfAll() {
        TrainingSettings settings = of(Synthetic.defaults("units", 16), "layers", 3, "units.2", 40, "units.4", 99);

        assertThat(Mlp.of(settings.network()).units()).containsExactly(16, 40, 16);
    }

    @Test
    void noHiddenLayerIsALinearModel() {
        assertThat(Mlp.of(of(Synthetic.defaults(), "layers", 0).network()).units()).isEmpty();
    }

    @Test
    void valuesThatCannotBeAreRefusedInWords() {
        assertThatThrownBy(() -> of(Synthetic.defaults(), "dropout", 1.5))
                .hasMessage("dropout = 1.5 is not a number from 0.0 to 0.99.");
        assertThatThrownBy(() -> of(Synthetic.defaults(), "units.1", 0.5)).hasMessageContaining("units.1 = 0.5 is not");
        assertThatThrownBy(() -> of(Synthetic.defaults(), "activation", "step"))
                .hasMessageContaining("relu | leaky-relu");
        assertThatThrownBy(() -> of(Synthetic.defaults(), "loss", "huber"))
                .hasMessage("The loss huber does not suit a classification. Maybe set loss = auto.");
        assertThatThrownBy(() -> of(Synthetic.defaults(), "batch-size", 1, "batch-normalization", true))
                .hasMessageContaining("at least 2 rows");
        SortedMap<String, Object> incomplete = Synthetic.defaults();
        incomplete.remove("rho");
        assertThatThrownBy(() -> of(incomplete)).hasMessage("The hyperparameter rho has no value.");
    }

    private static TrainingSettings of(SortedMap<String, Object> defaults, Object... configuration) {
        return TrainingSettings.of(new MlpKind(), defaults, Synthetic.configuration(configuration),
                new InputShape.Vector(8), (values, frozen) -> SeenInputs.all(8), CLASSES, 0, 9);
    }
}
