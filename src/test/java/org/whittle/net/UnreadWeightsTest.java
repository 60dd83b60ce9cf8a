package org.whittle.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.LayerNorm;

class UnreadWeightsTest {

    private static final InputShape.Image IMAGE = new InputShape.Image(4, 4, 3);
    private static final SeenInputs WITHOUT_THE_SECOND = SeenInputs.some(3, List.of(0, 2));
    private static final Layer RELU = new Layer.Activate(Activations.ofKey("relu"));

    private static Layer conv(int filters, int kernel, int groups) {
        return new Layer.Convolution(filters, kernel, 1, Padding.SAME, groups, 1);
    }

    private static BitSet unread(InputShape input, SeenInputs seen, Layer... layers) {
        return UnreadWeights.of(new Architecture(input, List.of(layers)), seen);
    }

    @Test
    void whoSeesAllReadsAll() {
        assertThat(unread(IMAGE, SeenInputs.all(IMAGE), new Layer.Flatten(), new Layer.Dense(2)).isEmpty()).isTrue();
    }

    @Test
    void featuresOfAVectorAreColumnsOfTheFirstWeights() {
        BitSet unread = unread(new InputShape.Vector(4), SeenInputs.some(4, List.of(1, 2)), new Layer.Dense(3), RELU,
                new Layer.Dense(2));
        assertThat(unread.stream()).containsExactly(0, 3, 4, 7, 8, 11);
    }

    @Test
    void channelsAreSlicesOfFilters() {
        BitSet unread = unread(IMAGE, WITHOUT_THE_SECOND, conv(2, 3, 1), RELU, new Layer.GlobalPool(Pooling.MAX),
                new Layer.Dense(2));
        assertThat(unread.cardinality()).isEqualTo(2 * 9);
        assertThat(unread.nextSetBit(0)).isEqualTo(9);
        assertThat(unread.nextSetBit(18)).isEqualTo(27 + 9);
    }

    /** Also behind pools and activations, and where a perceptron takes an image for a vector. */
    @Test
    void channelsOfAFlattenedImageAreEveryThirdColumn() {
        for (BitSet unread : List.of(
                unread(IMAGE, WITHOUT_THE_SECOND, new Layer.Pool(Pooling.MAX, 2, 2), RELU, new Layer.Flatten(),
                        new Layer.Dense(1)),
                unread(new InputShape.Vector(12), WITHOUT_THE_SECOND, new Layer.Dense(1)))) {
            assertThat(unread.stream()).containsExactly(1, 4, 7, 10);
        }
    }

    @Test
    void filtersOfGroupsReadTheirOwnChannels() {
        BitSet unread = unread(IMAGE, WITHOUT_THE_SECOND, conv(6, 1, 3), new Layer.Flatten(), new Layer.Dense(1));
        assertThat(unread.stream()).containsExactly(2, 3);
    }

    @Test
    void batchNormalizationOfInputsComesBeforeTheWeights() {
        BitSet unread = unread(IMAGE, WITHOUT_THE_SECOND, new Layer.Normalize(new BatchNorm()), conv(1, 1, 1),
                new Layer.Flatten(), new Layer.Dense(1));
        assertThat(unread.stream()).containsExactly(7);
    }

    /** What leads around reads inputs too; its weights come behind those of the residual's layers, 3 × 2 of them. */
    @Test
    void aResidualAndItsProjectionBothRead() {
        BitSet unread = unread(IMAGE, WITHOUT_THE_SECOND,
                new Layer.Residual(List.of(conv(2, 1, 1), RELU, conv(2, 1, 1))), new Layer.Flatten(),
                new Layer.Dense(1));
        assertThat(unread.stream()).containsExactly(1, 4, 15, 18);
    }

    @Test
    void whatMixesInputsBeforeTheFirstWeightsIsRefused() {
        Layer[][] mixing = {
            {new Layer.Normalize(new LayerNorm()), conv(1, 1, 1)},
            {new Layer.Normalize(new GroupNorm(3)), conv(1, 1, 1)},
            {new Layer.Residual(List.of(conv(3, 1, 1)))},
            {new Layer.Residual(List.of(new Layer.Pool(Pooling.MAX, 2, 2)))},
        };
        for (Layer[] layers : mixing) {
            Layer[] all = Arrays.copyOf(layers, layers.length + 2);
            all[layers.length] = new Layer.Flatten();
            all[layers.length + 1] = new Layer.Dense(1);
            assertThatThrownBy(() -> unread(IMAGE, WITHOUT_THE_SECOND, all))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("A .* before the first weights mixes the inputs that a network sees with those "
                            + "that it does not: put a dense layer or a convolution before it\\.");
            assertThat(unread(IMAGE, SeenInputs.all(3), all).isEmpty()).isTrue();
        }
    }

    @Test
    void aNetworkSeesSomething() {
        assertThatThrownBy(() -> SeenInputs.some(3, List.of())).hasMessageContaining("of 3 it does not see 3");
        assertThatThrownBy(() -> new SeenInputs(3, List.of(3))).hasMessageContaining("There are 3 inputs");
        assertThat(SeenInputs.some(3, List.of(2, 0)).unseen()).containsExactly(1);
        assertThat(SeenInputs.some(3, List.of(0, 1, 2)).areAll()).isTrue();
    }
}
