package org.whittle.net.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.whittle.net.Architecture;
import org.whittle.net.GraphKey;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.Pooling;
import org.whittle.net.Training;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.setting.Values;
import org.whittle.space.Dimension;

class ConvolutionalKindTest {

    private static final InputShape DIGIT = new InputShape.Image(8, 8, 1);
    private static final Layer RELU = new Layer.Activate(Activations.ofKey("relu"));
    private static final Layer POOL = new Layer.Pool(Pooling.MAX, 2, 2);

    @Test
    void filtersGrowAndPixelsBecomeFewer() {
        assertThat(network(DIGIT).layers()).containsExactly(conv(16, 3), RELU, POOL, conv(32, 3), RELU, POOL,
                new Layer.Flatten(), new Layer.Dense(64), RELU, new Layer.Dropout(0), new Layer.Dense(10));
        assertThat(network(DIGIT, "filter-growth", 1.3, "filters", 5, "conv-layers", 3).layers())
                .filteredOn(Layer.Convolution.class::isInstance)
                // 5, 6.5 and 8.45, rounded.
                .containsExactly(conv(5, 3), conv(7, 3), conv(8, 3));
    }

    @Test
    void nothingIsPooledWhereNothingWouldBeLeft() {
        Architecture deep = network(DIGIT, "conv-layers", 6, "filter-growth", 1.0);

        assertThat(deep.layers()).filteredOn(POOL::equals).hasSize(3);
        assertThat(deep.shapes().after()).contains(new InputShape.Image(1, 1, 16));
        assertThat(network(DIGIT, "conv-layers", 6, "pooling", "stride").layers())
                .filteredOn(layer -> layer instanceof Layer.Convolution c && c.stride() == 2).hasSize(3);
    }

    @Test
    void eachLayerMayHaveSizesOfItsOwn() {
        assertThat(network(DIGIT, "filters.2", 7, "kernel-size.1", 5, "dense-layers", 2, "units.2", 9).layers())
                .contains(conv(16, 5), conv(7, 3), new Layer.Dense(64), new Layer.Dense(9));
        assertThat(new ConvolutionalKind().perLayer()).containsOnlyKeys("filters", "kernel-size", "units");
    }

    @Test
    void aResidualAddsTwoConvolutions() {
        Layer normalize = new Layer.Normalize(new BatchNorm());

        assertThat(network(DIGIT, "residual", true, "normalization", "batch", "conv-layers", 1, "pooling", "average")
                .layers())
                .startsWith(conv(16, 3), normalize, RELU,
                        new Layer.Residual(List.of(conv(16, 3), normalize, RELU, conv(16, 3), normalize)), RELU,
                        new Layer.Pool(Pooling.AVERAGE, 2, 2));
        assertThat(network(DIGIT, "batch-normalization", true)).isEqualTo(network(DIGIT, "normalization", "batch"));
    }

    @Test
    void whatIsTooMuchForADenseLayerIsAveraged() {
        assertThat(network(new InputShape.Image(224, 224, 3)).layers()).contains(new Layer.GlobalPool(Pooling.AVERAGE));
        assertThat(network(DIGIT, "dense-layers", 0).layers())
                .endsWith(new Layer.Flatten(), new Layer.Dropout(0), new Layer.Dense(10));
    }

    @Test
    void aTableHasNoPixels() {
        assertThatThrownBy(() -> network(new InputShape.Vector(64))).isInstanceOf(MisfitException.class)
                .hasMessage("network.kind: convolutions need images, and rows are 64 numbers in no order. Maybe say "
                        + "what images they are, such as data.image.shape = [28, 28, 1].");
    }

    @Test
    void aGraphIsSharedByLikeLayersWhateverTheirWidthAndDropout() {
        assertThat(key("dropout", 0.5, "learning-rate", 0.1)).isEqualTo(key());
        assertThat(key("units", 32, "filters", 7, "filter-growth", 1.3)).isEqualTo(key());
        assertThat(key("kernel-size", 5)).isNotEqualTo(key());
        assertThat(key("batch-size", 32)).isNotEqualTo(key());
    }

    @Test
    void allThatIsUsuallyTunedMakesNetworksOfImages() {
        for (UsualSpace space : UsualSpace.values()) {
            for (double unit : new double[] {0, 0.5, 1}) {
                Object[] values = new ConvolutionalKind().usual(space).stream().map(Dimension::parameter)
                        .flatMap(p -> Stream.of(p.name(), p.fromUnit(unit))).toArray();
                for (int size : new int[] {1, 2, 8, 28, 100}) {
                    assertThat(network(new InputShape.Image(size, size, 3), values).outputs()).isEqualTo(10);
                }
            }
        }
    }

    /** The baseline of a study that says nothing more. */
    @Test
    void defaultsAreAmongWhatIsUsuallyTuned() {
        for (NetworkKind kind : List.of(new MlpKind(), new ConvolutionalKind())) {
            for (UsualSpace space : UsualSpace.values()) {
                for (Dimension usual : kind.usual(space)) {
                    Object standard = Training.ofKey(usual.name()).orElseThrow().standard();
                    assertThat(usual.parameter().contains(standard)).as("%s = %s", usual.name(), standard).isTrue();
                }
            }
        }
    }

    private static Layer conv(int filters, int kernel) {
        return new Layer.Convolution(filters, kernel, 1, Padding.SAME, 1, 1);
    }

    private static GraphKey key(Object... values) {
        return GraphKey.of(network(DIGIT, values), values(values), true);
    }

    private static Architecture network(InputShape input, Object... values) {
        return new ConvolutionalKind().network(values(values), input, 10);
    }

    static Values values(Object... values) {
        SortedMap<String, Object> all = Training.defaults();
        all.put("filters", 16);
        for (int i = 0; i < values.length; i += 2) {
            all.put((String) values[i], values[i + 1]);
        }
        return new Values(all);
    }
}
