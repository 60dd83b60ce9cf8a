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
                List.of(new Layer.Dense(8), new Layer.Normalize(normalization), new Layer.Dense(1)));
        ParameterLayout trained = ParameterLayout.trained(network);
        ParameterLayout statistics = ParameterLayout.statistics(network);
        assertThat(trained.size()).isEqualTo(8 * 3 + 8 + 8 * normalization.trained().size() + 8 + 1);
        assertThat(statistics.size()).isEqualTo(8 * normalization.statistics().size());
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
            assertThat(tensor.shape()).containsExactly(8);
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
        assertThatThrownBy(() -> Normalizations.ofKey("whitening")).hasMessage("There is no normalization whitening.");
    }

    @Test
    void groupsDivideTheChannels() {
        assertThat(Normalizations.ofKey("group", 32)).isEqualTo(new GroupNorm(8));
        assertThat(Normalizations.ofKey("group", 12)).isEqualTo(new GroupNorm(6));
        assertThat(Normalizations.ofKey("group", 3)).isEqualTo(new GroupNorm(3));
        assertThat(Normalizations.ofKey("layer", 3)).isEqualTo(new LayerNorm());
        assertThat(new GroupNorm(4).misfit(6).orElseThrow()).contains("6 channels are not divisible by 4 groups");
        assertThatThrownBy(() -> new GroupNorm(0)).hasMessageContaining("needs groups");
    }
}
