package org.whittle.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.net.activation.Activation;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;

class ArchitecturesTest {

    private static final Activation TANH = Activations.ofKey("tanh");
    private static final Activation RELU = Activations.ofKey("relu");

    @Test
    void aPerceptronIsAListOfLayers() {
        Architecture network = new Mlp(7, List.of(5, 4), 3, TANH, 0.25, true).architecture();

        assertThat(network.layers())
                .containsExactly(
                        new Layer.Dense(5),
                        new Layer.Normalize(new BatchNorm()),
                        new Layer.Activate(TANH),
                        new Layer.Dropout(0.25),
                        new Layer.Dense(4),
                        new Layer.Normalize(new BatchNorm()),
                        new Layer.Activate(TANH),
                        new Layer.Dropout(0.25),
                        new Layer.Dense(3));
        assertThat(network.inputs()).isEqualTo(7);
        assertThat(network.outputs()).isEqualTo(3);
    }

    @Test
    void andCanBeToldFromThem() {
        for (Mlp one : List.of(
                new Mlp(7, List.of(5, 4), 3, TANH, 0.25, true),
                new Mlp(7, List.of(5), 1, RELU, 0, false),
                new Mlp(2, List.of(), 2, RELU, 0, false))) {
            assertThat(Mlp.of(one.architecture())).isEqualTo(one);
        }
    }

    @Test
    void anotherNetworkIsNotTakenForOne() {
        InputShape input = new InputShape.Vector(7);

        assertThatThrownBy(() -> Mlp.of(new Architecture(input, List.of(new Layer.Dense(5), new Layer.Activate(TANH),
                new Layer.Dense(4), new Layer.Activate(RELU), new Layer.Dense(3)))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no multilayer perceptron");
        assertThatThrownBy(() -> Mlp.of(new Architecture(input, List.of(new Layer.Activate(TANH), new Layer.Dense(3)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new InputShape.Vector(0)).hasMessage("A network needs inputs, not 0.");
        assertThatThrownBy(() -> new Layer.Dense(0)).hasMessage("A layer needs units, not 0.");
        assertThatThrownBy(() -> new Layer.Dropout(1)).hasMessageContaining("in [0, 1)");
        assertThatThrownBy(
                        () -> new Architecture(new InputShape.Vector(2), List.of(new Layer.Normalize(new BatchNorm()))))
                .hasMessageContaining("ends with a linear map");
    }
}
