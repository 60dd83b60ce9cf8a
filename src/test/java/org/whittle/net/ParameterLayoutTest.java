package org.whittle.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;

class ParameterLayoutTest {

    private static final Layer RELU = new Layer.Activate(Activations.ofKey("relu"));
    private static final Layer NORM = new Layer.Normalize(new BatchNorm());

    private static Layer conv(int filters, int stride, int groups) {
        return new Layer.Convolution(filters, 3, stride, Padding.SAME, groups, 1);
    }

    private static Architecture network(int filters) {
        return new Architecture(new InputShape.Image(6, 6, 3), List.of(NORM, conv(4, 1, 1), NORM, NORM, RELU,
                new Layer.Residual(List.of(conv(filters, 2, 2), NORM, RELU, conv(filters, 1, 1))), NORM,
                new Layer.GlobalPool(Pooling.MAX), new Layer.Dense(2)));
    }

    /** Names and shapes are in checkpoints, so they stay as they are. */
    @Test
    void namesAndShapes() {
        assertThat(ParameterLayout.trained(network(8)).tensors())
                .extracting(tensor -> tensor.name() + " " + tensor.shape())
                .containsExactly("input.norm.weight [3]", "input.norm.bias [3]", "layers.0.weight [4, 3, 3, 3]",
                        "layers.0.bias [4]", "layers.0.norm.weight [4]", "layers.0.norm.bias [4]",
                        "layers.0.norm2.weight [4]", "layers.0.norm2.bias [4]", "layers.1.weight [8, 2, 3, 3]",
                        "layers.1.bias [8]", "layers.1.norm.weight [8]", "layers.1.norm.bias [8]",
                        "layers.2.weight [8, 8, 3, 3]", "layers.2.bias [8]", "layers.3.weight [8, 4, 1, 1]",
                        "layers.3.bias [8]", "layers.3.norm.weight [8]", "layers.3.norm.bias [8]",
                        "layers.4.weight [2, 8]", "layers.4.bias [2]");
        assertThat(ParameterLayout.statistics(network(8)).tensors())
                .extracting(ParameterLayout.Tensor::name)
                .startsWith("input.norm.running_mean", "input.norm.running_var", "layers.0.norm.running_mean")
                .hasSize(10);
    }

    @Test
    void tensorsLieOneAfterTheOther() {
        ParameterLayout layout = ParameterLayout.trained(network(8));
        int offset = 0;
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            assertThat(tensor.offset()).isEqualTo(offset);
            offset += tensor.size();
        }
        assertThat(layout.size()).isEqualTo(offset);
        assertThat(layout.tensors().get(8).fanIn()).isEqualTo(2 * 3 * 3);
    }

    @Test
    void filtersThatBothHaveAreCopiedToAWiderNetworkAndBack() {
        ParameterLayout narrow = ParameterLayout.trained(network(4));
        ParameterLayout wide = ParameterLayout.trained(network(6));
        float[] from = new float[narrow.size()];
        for (int i = 0; i < from.length; i++) {
            from[i] = i + 1;
        }
        float[] to = new float[wide.size()];
        float[] back = new float[narrow.size()];
        narrow.copyCommon(from, wide, to);
        wide.copyCommon(to, narrow, back);
        assertThat(back).isEqualTo(from);
        ParameterLayout.Tensor last = wide.tensors().get(12);
        assertThat(last.shape()).containsExactly(6, 6, 3, 3);
        // The first filter's fifth channel is padding.
        assertThat(to[last.offset() + 4 * 9]).isZero();
        assertThat(to[last.offset() + 3 * 9]).isPositive();
    }
}
