package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.study.StudySpec;

class ParameterTest {

    @Test
    void aParameterIsWhatItsTypeSays() {
        assertThat(parameter("dropout", "{ type = real, low = 0, high = 0.5 }"))
                .isEqualTo(new RealParameter("dropout", 0.0, 0.5, Scale.LINEAR, OptionalDouble.empty()));
        assertThat(parameter("dropout", "{ type = real, low = 0, high = 0.5, step = 0.25 }"))
                .isEqualTo(new RealParameter("dropout", 0.0, 0.5, Scale.LINEAR, OptionalDouble.of(0.25)));
        assertThat(parameter("learning-rate", "{ type = real, low = 1e-4, high = 1, log = true }"))
                .isEqualTo(new RealParameter("learning-rate", 1e-4, 1.0, Scale.LOG, OptionalDouble.empty()));
        assertThat(parameter("units", "{ type = int, low = 16, high = 64, step = 16 }"))
                .isEqualTo(new IntegerParameter("units", 16, 64, Scale.LINEAR, 16));
        assertThat(parameter("activation", "{ type = choice, values = [relu, leaky-relu] }"))
                .isEqualTo(new ChoiceParameter("activation", List.of("relu", "leaky-relu")));
        assertThat(parameter("nesterov", "{ type = boolean }"))
                .isEqualTo(new ChoiceParameter("nesterov", List.of(false, true)));
        assertThat(parameter("dropout", "{ type = fixed, value = 0.1 }"))
                .isEqualTo(new ChoiceParameter("dropout", List.of(0.1)));
    }

    @Test
    void theTypeFollowsFromHyperparameterAndKeys() {
        assertThat(parameter("dropout", "{ low = 0, high = 0.5 }")).isInstanceOf(RealParameter.class);
        assertThat(parameter("units", "{ low = 1, high = 64 }")).isInstanceOf(IntegerParameter.class);
        assertThat(parameter("units", "{ values = [16, 64] }")).isEqualTo(parameter("units", "[16, 64]"));
        assertThat(parameter("nesterov", "{ }")).isEqualTo(new ChoiceParameter("nesterov", List.of(false, true)));
        assertThat(parameter("dropout", "{ value = 0.1 }")).isEqualTo(parameter("dropout", "0.1"));
    }

    @Test
    void valuesHaveTheHyperparametersTypeHoweverTheyAreTyped() {
        assertThat(values("learning-rate", "[1, 0.1, \"0.01\"]")).containsExactly(1.0, 0.1, 0.01);
        assertThat(values("batch-size", "[32, 64.0, \"128\", 1e3]")).containsExactly(32, 64, 128, 1000);
        assertThat(values("nesterov", "[true, \"false\"]")).containsExactly(true, false);
        assertThat(values("warmup-epochs", "2")).containsExactly(2.0);
    }

    @Test
    void dimensionsDoNotComeInTheOrderOfTheFile() {
        SearchSpace space = Studies.read(Studies.DATA
                + "space { batch-size = [32, 64], dropout { low = 0, high = 0.5 }, layers = [1, 2] }").space();

        assertThat(space.names()).containsExactly("layers", "dropout", "batch-size");
    }

    @Test
    void unitsPerLayerAreAParameterForEachLayerThatThereCanBe() {
        SearchSpace space = Studies.read(Studies.DATA + """
                space {
                  layers { low = 2, high = 4 }
                  units { low = 16, high = 128, log = true, per-layer = layers, when = "activation = relu" }
                  activation = [relu, tanh]
                }
                """).space();

        assertThat(space.names()).containsExactly("layers", "activation", "units.1", "units.2", "units.3", "units.4");
        assertThat(space.dimension("units.3").orElseThrow().parameter())
                .isEqualTo(new IntegerParameter("units.3", 16, 128, Scale.LOG, 1));
        assertThat(space.dimension("units.2").orElseThrow().condition()).hasToString("activation = relu");
        assertThat(space.dimension("units.3").orElseThrow().condition())
                .hasToString("(layers >= 3 and activation = relu)");
    }

    @Test
    void unitsPerLayerAreForTheFixedNumberOfLayersIfItIsNotTuned() {
        SearchSpace space = Studies.read(Studies.DATA
                + "training.layers = 3, space.units { values = [16, 64], per-layer = layers }").space();

        assertThat(space.dimensions()).containsExactlyElementsOf(IntStream.rangeClosed(1, 3)
                .mapToObj(i -> Dimension.always(new ChoiceParameter("units." + i, List.of(16, 64)))).toList());
    }

    @Test
    void conditionsMayNestAndTakeEveryForm() {
        SearchSpace space = Studies.read(Studies.DATA + """
                space {
                  optimizer = [sgd, adam, rmsprop]
                  layers { low = 1, high = 3 }
                  momentum { low = 0, high = 0.99, when { optimizer = sgd, layers = [2, 3] } }
                  nesterov { type = boolean, when = "momentum >= 0.5 && !(layers == 3)" }
                  rho { low = 0.5, high = 0.99, when = "optimizer not in [sgd, adam] or layers * 2 = 4" }
                }
                """).space();

        assertThat(active(space, Map.of("optimizer", "sgd", "layers", 2, "momentum", 0.9)))
                .containsExactly("layers", "optimizer", "momentum", "nesterov", "rho");
        assertThat(active(space, Map.of("optimizer", "sgd", "layers", 3, "momentum", 0.9)))
                .containsExactly("layers", "optimizer", "momentum");
        assertThat(active(space, Map.of("optimizer", "rmsprop", "layers", 1)))
                .containsExactly("layers", "optimizer", "rho");
    }

    @Test
    void theBaselineIsTheTrainingDefaultsOverlaid() {
        StudySpec spec = Studies.read(Studies.DATA + """
                training { activation = tanh, learning-rate = 0.01 }
                space {
                  optimizer = [sgd, adam]
                  momentum { low = 0, high = 0.99, when = "optimizer = sgd" }
                  activation = [relu, tanh]
                  learning-rate { low = 1e-3, high = 1 }
                  schedule = cosine
                }
                baseline { learning-rate = 1, momentum = 0.5 }
                """);

        assertThat(spec.baseline()).isEqualTo(Configuration.of(Map.of("optimizer", "adam", "activation", "tanh",
                "learning-rate", 1.0, "schedule", "cosine")));
        assertThat(spec.space().admits(spec.baseline())).isTrue();
    }

    @Test
    void anEnqueuedConfigurationIsCompletedFromTheBaseline() {
        StudySpec spec = Studies.read(Studies.DATA + """
                space {
                  layers { low = 1, high = 3 }
                  units { low = 16, high = 128, per-layer = layers }
                  optimizer = [sgd, adam]
                  momentum { low = 0, high = 0.99, when = "optimizer = sgd" }
                }
                baseline { layers = 2, units = [100, 50], momentum = 0.5 }
                enqueue = [
                  { optimizer = sgd }
                  { layers = 3 }
                  { layers = 3, units = 16 }
                  { layers = 1, units = [32, 16] }
                ]
                """);

        assertThat(spec.enqueued().stream().map(Configuration::toString)).containsExactly(
                "layers = 2, momentum = 0.5, optimizer = sgd, units.1 = 100, units.2 = 50",
                "layers = 3, optimizer = adam, units.1 = 100, units.2 = 50, units.3 = 64",
                "layers = 3, optimizer = adam, units.1 = 16, units.2 = 16, units.3 = 16",
                "layers = 1, optimizer = adam, units.1 = 32");
    }

    private static List<String> active(SearchSpace space, Map<String, Object> values) {
        return space.dimensions().stream().filter(d -> d.isActive(values)).map(Dimension::name).toList();
    }

    private static List<Object> values(String name, String written) {
        return ((ChoiceParameter) parameter(name, written)).values();
    }

    private static Parameter<?> parameter(String name, String written) {
        SearchSpace space = Studies.read(Studies.DATA
                + "training { optimizer = sgd, learning-rate = 0.1, batch-size = 32, units = 16 }\n"
                + "space { " + name + " = " + written + " }", "training." + name + "=" + inside(name)).space();
        return space.dimension(name).orElseThrow().parameter();
    }

    /** A default that is in each of the domains above. */
    private static String inside(String name) {
        return switch (name) {
            case "units" -> "16";
            case "batch-size" -> "32";
            case "learning-rate" -> "0.1";
            case "activation" -> "relu";
            case "nesterov" -> "true";
            case "warmup-epochs" -> "2";
            default -> "0";
        };
    }
}
