package org.whittle.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;

class LayerShapesTest {

    private static final InputShape.Image DIGIT = new InputShape.Image(28, 28, 1);
    private static final Layer RELU = new Layer.Activate(Activations.ofKey("relu"));
    private static final Layer NORM = new Layer.Normalize(new BatchNorm());

    private static Layer.Convolution conv(int filters, int kernel, int stride, Padding padding) {
        return new Layer.Convolution(filters, kernel, stride, padding, 1, 1);
    }

    private static InputShape image(int height, int width, int channels) {
        return new InputShape.Image(height, width, channels);
    }

    /** LeCun et al. 1998. */
    @Test
    void leNet() {
        List<Layer> layers = List.of(conv(6, 5, 1, Padding.SAME), RELU, new Layer.Pool(Pooling.AVERAGE, 2, 2),
                conv(16, 5, 1, Padding.VALID), RELU, new Layer.Pool(Pooling.MAX, 2, 2), new Layer.Flatten(),
                new Layer.Dense(120), RELU, new Layer.Dense(10));
        assertThat(LayerShapes.of(DIGIT, layers).after()).extracting(InputShape::text).containsExactly("28 x 28 x 6",
                "28 x 28 x 6", "14 x 14 x 6", "10 x 10 x 16", "10 x 10 x 16", "5 x 5 x 16", "400", "120", "120", "10");
        assertThat(new Architecture(DIGIT, layers).inputs()).isEqualTo(784);
    }

    /** Extents that torch.nn.Conv2d and MaxPool2d give; same padding gives one pixel for each begun stride. */
    @Test
    void extents() {
        InputShape odd = image(7, 10, 2);
        assertThat(after(odd, conv(3, 3, 2, Padding.SAME))).isEqualTo(image(4, 5, 3));
        assertThat(after(odd, conv(3, 4, 3, Padding.SAME))).isEqualTo(image(3, 4, 3));
        assertThat(after(odd, conv(3, 3, 2, Padding.VALID))).isEqualTo(image(3, 4, 3));
        assertThat(after(odd, new Layer.Convolution(4, 3, 1, Padding.VALID, 2, 3))).isEqualTo(image(1, 4, 4));
        assertThat(after(odd, new Layer.Pool(Pooling.MAX, 3, 2))).isEqualTo(image(3, 4, 2));
        assertThat(after(odd, new Layer.GlobalPool(Pooling.AVERAGE))).isEqualTo(new InputShape.Vector(2));
        assertThat(after(odd, new Layer.Flatten())).isEqualTo(new InputShape.Vector(140));
    }

    private static InputShape after(InputShape input, Layer layer) {
        return LayerShapes.of(input, List.of(layer)).last();
    }

    @Test
    void aResidualIsProjectedWhereItsLayersChangeTheShape() {
        InputShape input = image(9, 9, 4);
        Layer same = new Layer.Residual(List.of(conv(4, 3, 1, Padding.SAME), NORM, RELU));
        Layer half = new Layer.Residual(List.of(conv(8, 3, 2, Padding.SAME), RELU, conv(8, 3, 1, Padding.SAME)));
        assertThat(LayerShapes.projection(input, after(input, same))).isEmpty();
        assertThat(after(input, half)).isEqualTo(image(5, 5, 8));
        assertThat(LayerShapes.projection(input, image(5, 5, 8))).contains(conv(8, 1, 2, Padding.VALID));
        InputShape vector = new InputShape.Vector(3);
        assertThat(after(vector, new Layer.Residual(List.of(new Layer.Dense(5))))).isEqualTo(new InputShape.Vector(5));
    }

    @Test
    void whatDoesNotFitIsNamedWithItsPlaceAndWhatToChange() {
        refused(DIGIT, new Layer.Dense(3), "Layer 1, a linear map to 3, does not fit behind 28 x 28 x 1. A linear map "
                + "is given a vector: put a global pool or a flatten before it.");
        refused(image(1, 9, 4), new Layer.Pool(Pooling.MAX, 2, 2), "Layer 1, a pool of 2 x 2, stride 2, does not fit "
                + "behind 1 x 9 x 4. Nothing would be left of it: lower its size, pool less often, or take larger "
                + "images.");
        refused(image(4, 4, 4), new Layer.Convolution(8, 3, 1, Padding.VALID, 1, 2), "Its kernel stretches over 5 "
                + "pixels");
        refused(image(4, 4, 4), new Layer.Convolution(6, 3, 1, Padding.SAME, 3, 1), "Its 4 channels are not divisible "
                + "by 3 groups");
        refused(new InputShape.Vector(4), conv(3, 3, 1, Padding.SAME), "behind 4. It needs an image");
        refused(new InputShape.Vector(4), new Layer.Flatten(), "It is a vector already: leave this layer out.");
        refused(image(9, 9, 4), new Layer.Residual(List.of(conv(4, 4, 1, Padding.VALID))), "Its layers give 6 x 6 x 4, "
                + "which no stride of a convolution with kernel 1 gives");
        refused(image(9, 9, 4), new Layer.Residual(List.of(RELU, new Layer.Flatten())), "give an image again");
        refused(image(2, 2, 4), new Layer.Residual(List.of(RELU, new Layer.Pool(Pooling.MAX, 3, 1))), "Layer 1.2, a "
                + "pool of 3 x 3");
        refused(image(40_000, 40_000, 1), conv(2, 1, 1, Padding.SAME), "It gives too much: lower its filters.");
    }

    private static void refused(InputShape input, Layer layer, String why) {
        assertThatThrownBy(() -> LayerShapes.of(input, List.of(layer))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void numbersThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new InputShape.Image(8, 0, 1)).hasMessageContaining("not 8 x 0 x 1");
        assertThatThrownBy(() -> new InputShape.Image(1 << 16, 1 << 15, 1)).hasMessageContaining("more than 2³¹");
        assertThatThrownBy(() -> conv(0, 3, 1, Padding.SAME)).hasMessage("A convolution needs filters of at least 1, "
                + "not 0.");
        assertThatThrownBy(() -> new Layer.Convolution(4, 3, 1, Padding.SAME, 3, 1)).hasMessageContaining("4 of 3");
        assertThatThrownBy(() -> new Layer.Pool(Pooling.MAX, 2, 0)).hasMessageContaining("a stride");
        assertThatThrownBy(() -> new Layer.Residual(List.of())).hasMessageContaining("layers to lead around");
    }
}
