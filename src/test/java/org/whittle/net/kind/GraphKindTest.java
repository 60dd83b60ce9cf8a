package org.whittle.net.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Mlp;
import org.whittle.net.Padding;
import org.whittle.net.Pooling;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.space.Expression;

class GraphKindTest {

    private static final InputShape DIGIT = new InputShape.Image(8, 8, 1);
    private static final Set<String> NAMES =
            Set.of("filters", "kernel-size", "pooling", "conv-layers", "units", "dropout", "normalization");
    private static final Layer RELU = new Layer.Activate(Activations.ofKey("relu"));

    @Test
    void valuesHangOnHyperparameters() {
        GraphKind kind = new GraphKind(List.of(
                layer(LayerForm.CONV, "filters", "filters * 2", "kernel", "kernel-size"),
                layer(LayerForm.NORMALIZATION, "by", "normalization"),
                layer(LayerForm.ACTIVATION, "by", "relu"),
                layer(LayerForm.POOL, "kind", "pooling"),
                layer(LayerForm.FLATTEN),
                layer(LayerForm.DENSE, "units", "units / 3"),
                layer(LayerForm.DROPOUT, "rate", "dropout")));

        assertThat(kind.reads())
                .containsExactlyInAnyOrder("filters", "kernel-size", "normalization", "pooling", "units", "dropout");
        assertThat(network(kind, "units", 100, "pooling", "average", "normalization", "none").layers()).containsExactly(
                conv(32, 3), RELU, new Layer.Pool(Pooling.AVERAGE, 2, 2), new Layer.Flatten(),
                // 33.3, rounded.
                new Layer.Dense(33), new Layer.Dropout(0), new Layer.Dense(10));
        assertThat(network(kind, "normalization", "batch", "pooling", "stride").layers())
                .hasAtLeastOneElementOfType(Layer.Normalize.class).contains(new Layer.Pool(Pooling.MAX, 1, 2));
    }

    @Test
    void groupsDivideTheChannelsThatThereAre() {
        GraphKind kind = new GraphKind(List.of(layer(LayerForm.CONV, "filters", "filters"),
                layer(LayerForm.NORMALIZATION, "by", "normalization"), layer(LayerForm.FLATTEN)));

        assertThat(network(kind, "normalization", "group", "filters", 20).layers())
                .contains(new Layer.Normalize(new GroupNorm(5)));
        assertThat(network(kind, "normalization", "group").layers()).contains(new Layer.Normalize(new GroupNorm(8)));
        assertThat(misfit(new GraphKind(List.of(layer(LayerForm.NORMALIZATION, "by", "group", "groups", "3")))))
                .hasMessageContaining("1 channels are not divisible by 3 groups");
    }

    @Test
    void layersAreRepeatedAndAddedToWhatTheyAreGiven() {
        LayerTemplate conv = layer(LayerForm.CONV, "filters", "filters");
        GraphKind kind = new GraphKind(List.of(
                conv,
                holding(LayerForm.REPEAT, List.of(holding(LayerForm.RESIDUAL, List.of(conv))), "times", "conv-layers"),
                layer(LayerForm.GLOBAL_POOL, "by", "average")));

        Layer residual = new Layer.Residual(List.of(conv(16, 3)));
        assertThat(network(kind, "conv-layers", 3).layers()).containsExactly(conv(16, 3), residual, residual, residual,
                new Layer.GlobalPool(Pooling.AVERAGE), new Layer.Dense(10));
        assertThat(network(kind, "conv-layers", 1).layers()).hasSize(4);
    }

    @Test
    void whatDoesNotFitIsNamedByItsPlace() {
        LayerTemplate pool = new LayerTemplate("network.graph[3].pool", LayerForm.POOL, new TreeMap<>(), List.of());
        GraphKind kind = new GraphKind(List.of(
                holding(LayerForm.REPEAT, List.of(pool), "times", "conv-layers"), layer(LayerForm.FLATTEN)));

        assertThat(network(kind, "conv-layers", 3).outputs()).isEqualTo(10);
        MisfitException misfit = misfit(kind, "conv-layers", 4);
        assertThat(misfit.place()).isEqualTo("network.graph[3].pool");
        assertThat(misfit.what()).isEqualTo(
                "a pool of 2 x 2, stride 2, does not fit behind 1 x 1 x 1: nothing would be left of it");
        assertThat(misfit.change()).isEqualTo("lower its size, pool less often, or take larger images");
        assertThat(misfit(new GraphKind(List.of(layer(LayerForm.CONV, "filters", "8"))))).hasMessage(
                "conv: the layers end with an image of 8 x 8 x 8, and outputs need a vector. Maybe add flatten, or "
                        + "{ global-pool = average }.");
        assertThat(misfit(new GraphKind(List.of(layer(LayerForm.DENSE, "units", "units - 64"))))).hasMessageContaining(
                "dense: (units - 64) = 0 is not a whole number from 1 to 1048576");
        assertThat(misfit(new GraphKind(List.of(layer(LayerForm.DENSE, "units", "pooling * 2"))))).hasMessageContaining(
                "needs numbers on both sides of *");
    }

    @Test
    void perceptronsAreTrainedAsSuch() {
        GraphKind kind = new GraphKind(List.of(layer(LayerForm.DENSE, "units", "units"),
                layer(LayerForm.ACTIVATION, "by", "relu"), layer(LayerForm.DROPOUT, "rate", "dropout")));
        InputShape row = new InputShape.Vector(5);

        for (double dropout : new double[] {0, 0.2}) {
            Mlp same = new Mlp(5, List.of(64), 3, Activations.ofKey("relu"), dropout, false);
            assertThat(kind.network(ConvolutionalKindTest.values("dropout", dropout), row, 3))
                    .isEqualTo(same.architecture());
        }
    }

    @Test
    void itCrossesToExecutors() throws IOException, ClassNotFoundException {
        GraphKind kind = new GraphKind(List.of(holding(LayerForm.RESIDUAL,
                List.of(layer(LayerForm.CONV, "filters", "filters * 2"))), layer(LayerForm.FLATTEN)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(kind);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(kind);
        }
    }

    private static Layer conv(int filters, int kernel) {
        return new Layer.Convolution(filters, kernel, 1, Padding.SAME, 1, 1);
    }

    private static Architecture network(GraphKind kind, Object... values) {
        return kind.network(ConvolutionalKindTest.values(values), DIGIT, 10);
    }

    private static MisfitException misfit(GraphKind kind, Object... values) {
        return catchThrowableOfType(MisfitException.class, () -> network(kind, values));
    }

    private static LayerTemplate layer(LayerForm form, String... values) {
        return holding(form, List.of(), values);
    }

    private static LayerTemplate holding(LayerForm form, List<LayerTemplate> inner, String... values) {
        SortedMap<String, Expression> expressions = new TreeMap<>();
        for (int i = 0; i < values.length; i += 2) {
            expressions.put(values[i], Expression.parseValue(values[i + 1], NAMES));
        }
        return new LayerTemplate(form.key(), form, expressions, inner);
    }
}
