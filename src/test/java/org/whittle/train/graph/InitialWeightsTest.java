package org.whittle.train.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Mlp;
import org.whittle.net.Padding;
import org.whittle.net.ParameterLayout;
import org.whittle.net.Pooling;
import org.whittle.net.activation.Activations;
import org.whittle.net.initial.He;
import org.whittle.net.initial.VariancePreserving;
import org.whittle.net.initial.Xavier;
import org.whittle.random.RandomStream;

class InitialWeightsTest {

    private final Mlp network = new Mlp(40, List.of(100, 60), 10, Activations.ofKey("relu"), 0, true);

    @Test
    void heFillsTheRangeThatTheInputsGive() {
        float[] flat = InitialWeights.draw(network.architecture(), new He(), RandomStream.ofSeed(1));

        assertUniform(flat, "layers.0.weight", Math.sqrt(6.0 / 40));
        assertUniform(flat, "layers.1.weight", Math.sqrt(6.0 / 100));
        assertUniform(flat, "layers.2.weight", Math.sqrt(3.0 / 60));
    }

    @Test
    void xavierFillsTheRangeThatInputsAndOutputsGive() {
        float[] flat = InitialWeights.draw(network.architecture(), new Xavier(), RandomStream.ofSeed(1));

        assertUniform(flat, "layers.0.weight", Math.sqrt(6.0 / 140));
        assertUniform(flat, "layers.1.weight", Math.sqrt(6.0 / 160));
        assertUniform(flat, "layers.2.weight", Math.sqrt(6.0 / 70));
    }

    @Test
    void variancePreservingFillsTheRangeThatInputsAndActivationGive() {
        float[] flat = InitialWeights.draw(network.architecture(), new VariancePreserving(), RandomStream.ofSeed(1));
        Mlp other = new Mlp(40, List.of(100, 60), 10, Activations.ofKey("tanh"), 0, true);
        float[] tanh = InitialWeights.draw(other.architecture(), new VariancePreserving(), RandomStream.ofSeed(1));

        assertThat(flat).containsExactly(InitialWeights.draw(network.architecture(), new He(), RandomStream.ofSeed(1)),
                within(1e-7f));
        assertUniform(tanh, "layers.0.weight", 1.5925 * Math.sqrt(3.0 / 40));
        assertUniform(tanh, "layers.2.weight", Math.sqrt(3.0 / 60));
    }

    @Test
    void biasesAreZeroAndNormalizationStartsAsTheIdentity() {
        float[] flat = InitialWeights.draw(network.architecture(), new He(), RandomStream.ofSeed(1));

        assertThat(tensor(flat, "layers.0.bias")).containsOnly(0);
        assertThat(tensor(flat, "layers.1.norm.weight")).containsOnly(1);
        assertThat(tensor(flat, "layers.1.norm.bias")).containsOnly(0);
        assertThat(tensor(flat, "layers.2.bias")).containsOnly(0);
    }

    @Test
    void aLayersWeightsDependOnItsOwnStreamOnly() {
        Mlp deeper = new Mlp(40, List.of(100, 60, 30), 10, Activations.ofKey("relu"), 0, false);

        assertThat(Arrays.copyOf(InitialWeights.draw(deeper.architecture(), new He(), RandomStream.ofSeed(1)), 4000))
                .isEqualTo(Arrays.copyOf(
                        InitialWeights.draw(network.architecture(), new He(), RandomStream.ofSeed(1)), 4000));
        assertThat(InitialWeights.draw(network.architecture(), new He(), RandomStream.ofSeed(2)))
                .isNotEqualTo(InitialWeights.draw(network.architecture(), new He(), RandomStream.ofSeed(1)));
    }

    /** As torch.nn.init counts: a filter sees inputs / groups × kernel² numbers. */
    @Test
    void aFilterCountsWhatItsKernelSees() {
        Layer relu = new Layer.Activate(Activations.ofKey("relu"));
        Architecture residual = new Architecture(new InputShape.Image(8, 8, 4), List.of(
                new Layer.Convolution(32, 5, 1, Padding.SAME, 2, 1), relu,
                new Layer.Residual(List.of(new Layer.Convolution(64, 3, 2, Padding.SAME, 1, 1))), relu,
                new Layer.GlobalPool(Pooling.AVERAGE), new Layer.Dense(10)));

        float[] he = InitialWeights.draw(residual, new He(), RandomStream.ofSeed(1));
        assertUniform(tensor(residual, he, "layers.0.weight"), Math.sqrt(6.0 / (2 * 25)));
        assertUniform(tensor(residual, he, "layers.1.weight"), Math.sqrt(3.0 / (32 * 9)));
        assertUniform(tensor(residual, he, "layers.2.weight"), Math.sqrt(3.0 / 32));
        float[] xavier = InitialWeights.draw(residual, new Xavier(), RandomStream.ofSeed(1));
        assertUniform(tensor(residual, xavier, "layers.0.weight"), Math.sqrt(6.0 / (2 * 25 + 32 * 25)));
    }

    private void assertUniform(float[] flat, String name, double bound) {
        assertUniform(tensor(flat, name), bound);
    }

    private static void assertUniform(float[] values, double bound) {
        double squares = 0;
        for (float value : values) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo((float) bound);
            squares += (double) value * value;
        }
        // A uniform variable's variance is a² / 3; its estimate from n draws deviates by a² √(4 / 45 n). Five of these.
        assertThat(squares / values.length)
                .isCloseTo(bound * bound / 3, within(5 * bound * bound * Math.sqrt(4 / (45.0 * values.length))));
    }

    private float[] tensor(float[] flat, String name) {
        return tensor(network.architecture(), flat, name);
    }

    private static float[] tensor(Architecture architecture, float[] flat, String name) {
        ParameterLayout.Tensor tensor = ParameterLayout.trained(architecture).tensors().stream()
                .filter(t -> t.name().equals(name)).findFirst().orElseThrow();
        return Arrays.copyOfRange(flat, tensor.offset(), tensor.offset() + tensor.size());
    }
}
