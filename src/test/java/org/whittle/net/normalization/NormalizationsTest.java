package org.whittle.net.normalization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.ParameterLayout;

/** What every normalization says of itself is where its numbers lie. */
class NormalizationsTest {

    static Stream<Normalization> all() {
        return Normalizations.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void itsPartsLieBehindTheLinearMapBeforeIt(Normalization normalization) {
        Architecture network = new Architecture(new InputShape.Vector(3),
                List.of(new Layer.Dense(2), new Layer.Normalize(normalization), new Layer.Dense(1)));
        ParameterLayout trained = ParameterLayout.trained(network);
        ParameterLayout statistics = ParameterLayout.statistics(network);
        assertThat(trained.size()).isEqualTo(2 * 3 + 2 + 2 * normalization.trained().size() + 2 + 1);
        assertThat(statistics.size()).isEqualTo(2 * normalization.statistics().size());
        check(trained, normalization.trained());
        check(statistics, normalization.statistics());
        assertThat(Normalizations.ofKey(normalization.key())).isEqualTo(normalization);
        assertThat(normalization.fewestRows()).isPositive();
    }

    private static void check(ParameterLayout layout, List<Normalization.Part> parts) {
        float[] fresh = layout.fresh();
        for (Normalization.Part part : parts) {
            ParameterLayout.Tensor tensor = layout.tensors().stream()
                    .filter(one -> one.name().equals("layers.0.norm." + part.name())).findFirst().orElseThrow();
            assertThat(tensor.shape()).containsExactly(2);
            assertThat(fresh[tensor.offset()]).isEqualTo(part.fresh());
            assertThat(fresh[tensor.offset() + 1]).isEqualTo(part.fresh());
        }
    }

    @Test
    void batchNormalizationIsAsPyTorchHasIt() {
        BatchNorm batch = new BatchNorm();
        assertThat(batch.trained()).extracting(Normalization.Part::name).containsExactly("weight", "bias");
        assertThat(batch.statistics())
                .extracting(Normalization.Part::name)
                .containsExactly("running_mean", "running_var");
        assertThat(batch.fewestRows()).isEqualTo(2);
        assertThatThrownBy(() -> Normalizations.ofKey("layer")).hasMessage("There is no normalization layer.");
    }
}
