package org.whittle.config.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.config.Studies;

/** Layers that cannot be: one clear line each, and all at once. */
class MalformedGraphsTest {

    private static final String DATA = """
            data { path = rows.csv, task = classification, image.shape = [8, 8, 1] }
            space.learning-rate { low = 1e-3, high = 1e-2 }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            textBlock =
                    """
            [ { conv { filtrs = 32 } }, flatten ] § [0].conv.filtrs is not of conv; write filters
            [ { conv { kernel = 3 } }, flatten ]  § [0].conv has no filters; write { conv { filters = 32, kernel = 3 } }
            [ { conv { filters = 0 } }, flatten ] § [0].conv.filters = 0 is not a whole number from 1 to 16384; write 1
            [ { conv { filters = 2.5 } }, flatten ] § [0].conv.filters = 2.5 is not a whole number from 1 to 16384; \
            write 2
            [ { conv { filters = fitlers } }, flatten ] § [0].conv.filters = fitlers is not a whole number from 1 to \
            16384; write filters
            [ { conv { filters = wide } }, flatten ] § [0].conv.filters = wide is not a whole number from 1 to 16384; \
            write a number, or declare network.parameters { wide = 32 }
            [ { conv { filters = "fitlers * 2" } }, flatten ] § [0].conv.filters: 'fitlers * 2': fitlers is not a \
            parameter; write filters
            [ { conv { filters = "filters * " } }, flatten ] § [0].conv.filters: In the expression 'filters * ', \
            column 11: 'the end' stands where a parameter or a value was expected.
            [ { conv { filters = [8, 16] } }, flatten ] § [0].conv.filters = [8,16] is neither a value nor an \
            expression; write "filters * 2", for instance
            [ { conv { filters = 8, padding = sme } }, flatten ] § [0].conv.padding = sme is not one of same | valid; \
            write same
            [ { conv = 32 }, flatten ]            § [0].conv = 32 is a value; write { conv { filters = 32, kernel = 3 \
            } }
            [ { conv2d { filters = 8 } }, flatten ] § [0]: conv2d is not a layer; write { conv { filters = 32, \
            kernel = 3 } }
            [ conv, flatten ]                     § [0] = conv says too little; write { conv { filters = 32, kernel = \
            3 } }
            [ flaten ]                            § [0]: flaten is not a layer; write flatten
            [ relu, flatten ]                     § [0]: relu is not a layer; write { activation = relu }
            [ { activation = rleu }, flatten ]    § [0].activation = rleu is not one of relu | leaky-relu | elu | selu \
            | gelu | silu | mish | tanh | sigmoid | softplus | hard-swish; write relu
            [ { pool { size = 2 }, activation = relu }, flatten ] § [0] has activation and pool in one group; write a \
            group for each, such as { activation ... }, { pool ... }
            [ { }, flatten ]                      § [0] is an empty group; write a layer, such as { conv { filters = \
            32 } }
            [ [ flatten ] ]                       § [0] is a list in a list; write { repeat { times = 2, graph = [ ... \
            ] } }, or leave out its brackets
            [ { repeat { times = 2 } }, flatten ] § [0].repeat holds no layers; write { repeat { times = 2, graph = \
            [ { conv { filters = 32 } } ] } }
            [ { repeat { graph = [ { conv { filters = 2 } } ] } }, flatten ] § [0].repeat has no times; write { \
            repeat { times = 2, graph = [ { conv { filters = 32 } } ] } }
            [ { residual = conv }, flatten ]      § [0].residual = conv is not a list of layers; write \
            network.graph[0].residual = [ { conv { filters = 32 } }, { activation = relu }, flatten ]
            [ { dropout = 1.5 }, flatten ]        § [0].dropout = 1.5 is not a number from 0 to 0.99; write 0.99
            [ { flatten { by = rows } } ]         § [0].flatten.by: nothing can be said of flatten; write it alone
            [ { pool { kind = min } }, flatten ]  § [0].pool.kind = min is not one of max | average | stride; write max
            [ { pool { size = 9 } }, flatten ]    § [0].pool: a pool of 9 x 9, stride 9, does not fit behind 8 x 8 x \
            1: nothing would be left of it; lower its size, pool less often, or take larger images
            [ { conv { filters = 8, kernel = 9, padding = valid } }, flatten ] § [0].conv: a convolution with 8 \
            filters, kernel 9, stride 1, padding valid, does not fit behind 8 x 8 x 1: its kernel stretches over 9 \
            pixels, and nothing would be left; lower its kernel or dilation, or pad it (same)
            [ { conv { filters = 8, groups = 3 } }, flatten ] § [0].conv: The filters of a convolution are a multiple \
            of its groups, not 8 of 3; change one of them
            [ { conv { filters = 8 } }, { conv { filters = 9, groups = 3 } }, flatten ] § [1].conv: a convolution with \
            9 filters, kernel 3, stride 1, padding same, does not fit behind 8 x 8 x 8: its 8 channels are not \
            divisible by 3 groups; lower groups, or give the layer before a multiple of them as filters
            [ { dense { units = 8 } } ]           § [0].dense: a linear map to 8 does not fit behind 8 x 8 x 1: a \
            linear map is given a vector; put a global pool or a flatten before it
            [ flatten, { pool { size = 2 } } ]    § [1].pool: a pool of 2 x 2, stride 2, does not fit behind 64: it \
            needs an image; put it before the layer that makes a vector of it
            [ { global-pool = average }, flatten ] § [1].flatten: a flatten does not fit behind 1: it is a vector \
            already; leave this layer out
            [ { residual = [ { pool { size = 3, stride = 1 } } ] }, flatten ] § [0].residual: a residual does not \
            fit behind 8 x 8 x 1: its layers give 6 x 6 x 1, which no stride of a convolution with kernel 1 gives; \
            pad its convolutions (same), and let strides divide the image
            [ { conv { filters = "pooling * 2" } }, flatten ] § [0].conv.filters: (pooling * 2) needs numbers on both \
            sides of *, where pooling = max; calculate with numbers only
            [ { dense { units = "units - 64" } } ] § [0].dense: (units - 64) = 0 is not a whole number from 1 to \
            1048576, where units = 64; change it
            [ { conv { filters = 8 } } ]          § [0].conv: the layers end with an image of 8 x 8 x 8, and outputs \
            need a vector; add flatten, or { global-pool = average }
            [ ]                                   § network.graph is empty; write its layers, such as [ { conv { \
            filters = 32 } }, { activation = relu }, flatten ]
            { conv { filters = 8 } }              § network.graph = {"conv":{"filters":8}} is not a list of layers; \
            write network.graph = [ { conv { filters = 32 } }, { activation = relu }, flatten ]
            """)
    void aMistakeIsNamedWithItsLayerAndARemedy(String graph, String problem) {
        String place = problem.startsWith("network.graph") ? "" : "network.graph";

        assertThat(Studies.problems(DATA + "network { kind = layers, graph = " + graph + " }"))
                .containsExactly("my.conf:3: " + place + problem);
    }

    @Test
    void allMistakesAreToldAtOnceEachWithItsLine() {
        assertThat(Studies.problems(DATA + """
                network.kind = layers
                network.graph = [
                  { conv { filters = 32, kernl = 3 } }
                  { flatten }
                ]
                """)).containsExactly("my.conf:6: a layer of which nothing is said stands without braces; write "
                        + "flatten, or say more of it");
        assertThat(Studies.problems(DATA + """
                network.kind = layers
                network.parameters { stem = 8, wide = [1], learning-rat = 3 }
                network.graph = [
                  { conv { filters = stm, kernl = 3 } }
                  { residual = [
                    { conv { filters = "stem *" } }
                    { batchnorm {} }
                  ] }
                  { dropout = 2 }
                ]
                space.stem { low = 4, high = two }
                """)).containsExactly(
                        "my.conf:4: network.parameters.wide = [1] is not a value; write the one that it has where it "
                                + "is not tuned, such as network.parameters.wide = 32",
                        "my.conf:6: network.graph[0].conv.filters = stm is not a whole number from 1 to 16384; write "
                                + "stem",
                        "my.conf:6: network.graph[0].conv.kernl is not of conv; write kernel",
                        "my.conf:8: network.graph[1].residual[0].conv.filters: In the expression 'stem *', column 7: "
                                + "'the end' stands where a parameter or a value was expected.",
                        "my.conf:9: network.graph[1].residual[1]: batchnorm is not a layer; write { normalization = "
                                + "batch }",
                        "my.conf:11: network.graph[2].dropout = 2 is not a number from 0 to 0.99; write 0.99",
                        "my.conf:13: space.stem.high = two is not a whole number");
    }

    @Test
    void whatIsNotOfTheKindIsRefused() {
        assertThat(Studies.problems(DATA + "network { kind = mlp, graph = [ flatten ], parameters { a = 1 } }"))
                .containsExactly(
                        "my.conf:3: network.graph is of network.kind = layers, and network.kind is mlp; leave it out, "
                                + "or write network.kind = layers",
                        "my.conf:3: network.parameters is of network.kind = layers, and network.kind is mlp; leave it "
                                + "out, or write network.kind = layers");
        assertThat(Studies.problems(DATA + "network { kind = layers, space = small }")).containsExactly(
                "my.conf:3: network.space = small, but what is tuned of network.graph is yours to say; write none",
                "my.conf:3: network.graph is missing; write its layers, such as network.graph = [ { conv { filters = "
                        + "32 } }, { activation = relu }, flatten ]");
        // What hangs on the kind is not told of while the kind is not known.
        assertThat(Studies.problems(DATA + "network { kind = layer, graph = [ flatten ] }, training.conv-layers = 3"))
                .containsExactly("my.conf:3: network.kind = layer is not one of mlp | convolutional | layers | block | "
                        + "torchscript; write layers");
        assertThat(Studies.problems(DATA + """
                network { kind = layers, parameters { unused = 1, filters = 8 }, graph = [
                  { conv { filters = filters } }, flatten ] }
                training { conv-layers = 3, filters = 9, momentum = 0.5 }
                space.units { low = 8, high = 64 }
                """)).containsExactly(
                        "my.conf:3: network.parameters.filters = 8, but training.filters = 9; leave one of them out",
                        "my.conf:3: network.parameters.unused is read by no layer of network.graph; leave it out",
                        "my.conf:5: training.conv-layers has no effect: no layer of network.graph reads it; leave it "
                                + "out",
                        "my.conf:6: space.units has no effect: no layer of network.graph reads it; leave it out");
        assertThat(Studies.problems("data { path = rows.csv }\nnetwork { kind = convolutional, space = small }"))
                .containsExactly("my.conf:2: network.kind: convolutions need images, and rows are 64 numbers in no "
                        + "order; say what images they are, such as data.image.shape = [28, 28, 1]");
        assertThat(Studies.problems(DATA + "space.conv-layers {}, training.normalization = batch, "
                + "training.batch-normalization = true")).containsExactly(
                        "my.conf:3: training.batch-normalization and training.normalization are both set, and "
                                + "batch-normalization = true is an earlier name of normalization = batch; leave out "
                                + "the earlier one",
                        "my.conf:3: space.conv-layers has no effect: network.kind is mlp, and only convolutional has "
                                + "it; leave it out");
    }
}
