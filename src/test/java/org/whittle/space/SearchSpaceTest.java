package org.whittle.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {

    private static final Set<String> NAMES = Set.of("optimizer", "momentum", "nesterov", "layers", "units.1", "units.2",
            "units.3", "x", "y", "z");

    /** Given children first, to be ordered. */
    private static final SearchSpace SPACE = new SearchSpace(List.of(
            when("momentum", "nesterov", real("momentum", 0, 0.99)),
            when("nesterov", "optimizer = sgd", ChoiceParameter.ofBoolean("nesterov")),
            Dimension.always(new ChoiceParameter("optimizer", List.of("sgd", "adam"))),
            when("units.1", "layers >= 1", integer("units.1", 1, 64)),
            when("units.2", "layers >= 2", integer("units.2", 1, 64)),
            when("units.3", "layers >= 3", integer("units.3", 1, 64)),
            Dimension.always(integer("layers", 1, 3))),
            List.of(constraint("units.2 <= units.1"), constraint("units.3 <= units.2")));

    @Test
    void parametersAreOrderedParentsFirstOtherwiseAsGiven() {
        assertThat(SPACE.names()).containsExactly("optimizer", "nesterov", "momentum", "layers", "units.1", "units.2",
                "units.3");
        assertThat(SearchSpace.of(real("b", 0, 1), real("a", 0, 1)).names()).containsExactly("b", "a");
    }

    @Test
    void decodedPointsHaveExactlyTheirActiveParameters() {
        Configuration sgd = SPACE.decode(new double[] {0, 0.9, 0.5, 0.5, 0.999, 0.5, 0.5});
        Configuration adam = SPACE.decode(new double[] {0.9, 0.9, 0.5, 0, 0, 0.5, 0.5});

        assertThat(sgd).isEqualTo(Configuration.of(Map.of("optimizer", "sgd", "nesterov", true, "momentum", 0.495,
                "layers", 2, "units.1", 64, "units.2", 33)));
        assertThat(adam).isEqualTo(Configuration.of(Map.of("optimizer", "adam", "layers", 1, "units.1", 1)));
    }

    @Test
    void everyDecodedPointIsAdmittedUnlessAConstraintForbidsItAndComesBackFromItsCode() {
        SplittableRandom random = new SplittableRandom(11);
        int allowed = 0;
        for (int i = 0; i < 2000; i++) {
            Configuration point = SPACE.decode(random.doubles(7).toArray());
            assertThat(SPACE.admits(point)).isEqualTo(SPACE.satisfiesConstraints(point));
            allowed += SPACE.admits(point) ? 1 : 0;
            double[] code = SPACE.encode(point);
            for (int d = 0; d < code.length; d++) {
                assertThat(Double.isNaN(code[d])).isEqualTo(point.value(SPACE.names().get(d)).isEmpty());
            }
            Configuration back = SPACE.decode(code);
            assertThat(back.values().keySet()).isEqualTo(point.values().keySet());
            point.values().forEach((name, value) -> {
                if (!name.equals("momentum")) {
                    assertThat(back.values().get(name)).isEqualTo(value);
                }
            });
        }
        assertThat(allowed).isBetween(400, 1600);
    }

    @Test
    void aChildNeverOutlivesItsParent() {
        // With adam, nesterov does not exist; momentum's condition is then unknown, and so not met.
        assertThat(SPACE.violations(Configuration.of(Map.of("optimizer", "adam", "momentum", 0.5, "layers", 1,
                "units.1", 8)))).containsExactly("momentum is set, but exists only when nesterov.");
    }

    @Test
    void heldParametersKeepTheirValueAndTheirCondition() {
        SearchSpace held = SPACE.holding(Map.of("optimizer", "sgd", "units.2", 8));
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200; i++) {
            Configuration drawn = held.decode(random.doubles(held.dimensions().size()).toArray());
            assertThat(drawn.value("optimizer")).hasValue("sgd");
            assertThat(drawn.value("units.2")).isEqualTo(
                    (Integer) drawn.value("layers").orElseThrow() >= 2 ? Optional.of(8) : Optional.empty());
            assertThat(SPACE.admits(drawn)).isEqualTo(held.satisfiesConstraints(drawn));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SPACE.holding(Map.of("optimizer", "adagrad")))
                .withMessageContaining("outside its domain");
        assertThatIllegalArgumentException().isThrownBy(() -> SPACE.holding(Map.of("optimiser", "sgd")))
                .withMessageContaining("optimiser is not a parameter");
    }

    @Test
    void everyViolationIsASentence() {
        assertThat(SPACE.violations(Configuration.of(Map.of("optimizer", "adam", "nesterov", true, "layers", 2,
                "units.1", 100, "momentums", 0.5)))).containsExactly(
                "nesterov is set, but exists only when optimizer = sgd.",
                "units.1 = 100 is outside its domain (1 to 64).",
                "units.2 is missing; its domain is 1 to 64.",
                "momentums is not a parameter of the search space.");
        assertThat(SPACE.violations(Configuration.of(Map.of("optimizer", "adam", "layers", 2, "units.1", 8, "units.2",
                9)))).containsExactly("The constraint 'units.2 <= units.1' does not hold.");
    }

    @Test
    void aValueOfTheWrongTypeIsOneViolationAndLeavesWhatHangsOnItOpen() {
        assertThat(SPACE.violations(Configuration.of(Map.of("optimizer", "adam", "layers", "two", "units.1", 8))))
                .containsExactly("layers = two is outside its domain (1 to 3).");
        assertThat(SPACE.violations(Configuration.of(Map.of("optimizer", "adam", "layers", "two", "units.1", 800))))
                .containsExactly("layers = two is outside its domain (1 to 3).",
                        "units.1 = 800 is outside its domain (1 to 64).");
    }

    @Test
    void spacesThatCannotBeAreRefused() {
        refused(() -> new SearchSpace(List.of(), List.of()), "no parameter");
        refused(() -> SearchSpace.of(real("x", 0, 1), real("x", 0, 2)), "x is defined twice");
        refused(() -> new SearchSpace(List.of(when("x", "y > 1", real("x", 0, 1)), when("y", "x > 1", real("y", 0, 1))),
                List.of()), "form a circle: x, y");
        refused(() -> new SearchSpace(List.of(when("x", "x > 1", real("x", 0, 1))), List.of()), "circle: x");
        refused(() -> new SearchSpace(List.of(when("x", "y > 1", real("x", 0, 1))), List.of()),
                "The condition of x ('y > 1') names y, which is not a parameter; there are: x");
        refused(() -> new SearchSpace(List.of(Dimension.always(real("x", 0, 1))), List.of(constraint("x < z"))),
                "The constraint 'x < z' names z");
        refused(() -> SPACE.decode(new double[3]), "3 coordinates for 7 dimensions");
    }

    @Test
    void theSizeCountsConditions() {
        assertThat(finite(
                                Dimension.always(integer("layers", 1, 3)),
                                when("units.1", "layers >= 1", integer("units.1", 1, 64)),
                                when("units.2", "layers >= 2", integer("units.2", 1, 64)),
                                when("units.3", "layers >= 3", integer("units.3", 1, 64)))
                        .size())
                .hasValue(64 + 64 * 64 + 64 * 64 * 64);
        assertThat(finite(
                                Dimension.always(ChoiceParameter.ofBoolean("x")),
                                when("y", "x", ChoiceParameter.ofBoolean("y")),
                                when("z", "y", integer("z", 1, 5)))
                        .size())
                .hasValue(1 + 1 + 5);
        assertThat(finite(Dimension.always(integer("x", 1, 10)), when("y", "x > 100", real("y", 0, 1))).size())
                .as("a continuous parameter that is never active").hasValue(10);
    }

    @Test
    void theSizeCountsParentsOnALogarithmicScaleByTheirValues() {
        SearchSpace space = finite(Dimension.always(new IntegerParameter("layers", 1, 64, Scale.LOG, 1)),
                when("x", "layers = 50", integer("x", 1, 100)), when("y", "layers <= 2", integer("y", 1, 10)));

        assertThat(space.size()).hasValue(61 + 100 + 2 * 10);
    }

    @Test
    void theSizeIsThatOfACountByHand() {
        SplittableRandom random = new SplittableRandom(5);
        SearchSpace space = finite(Dimension.always(integer("layers", 1, 3)),
                Dimension.always(new ChoiceParameter("optimizer", List.of("a", "b", "c"))),
                when("x", "layers = 2 or optimizer = a", integer("x", 1, 4)),
                when("y", "x > 2 and optimizer != b", ChoiceParameter.ofBoolean("y")),
                when("z", "y or layers = 1", integer("z", 1, 3)));
        Set<Configuration> seen = new HashSet<>();
        // 20,000 draws miss one of some hundred configurations with negligible probability.
        for (int i = 0; i < 20_000; i++) {
            seen.add(space.decode(random.doubles(5).toArray()));
        }

        assertThat(space.size()).hasValue(seen.size());
    }

    @Test
    void aContinuousOrHugeSpaceHasNoSize() {
        assertThat(SPACE.size()).isEmpty();
        List<Dimension> many = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            many.add(Dimension.always(ChoiceParameter.ofBoolean("b" + i)));
        }
        assertThat(new SearchSpace(many.subList(0, 62), List.of()).size()).hasValue(1L << 62);
        assertThat(new SearchSpace(many, List.of()).size()).isEmpty();
    }

    @Test
    void travelsWhole() throws Exception {
        SearchSpace space = new SearchSpace(List.of(Dimension.always(ChoiceParameter.ofBoolean("nesterov")),
                when("momentum", "nesterov", real("momentum", 0, 1)), Dimension.always(new RealParameter("x", 0, 1,
                Scale.LINEAR, OptionalDouble.of(0.25)))), List.of(constraint("x <= momentum")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(space);

        SearchSpace arrived = (SearchSpace) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))
                .readObject();

        assertThat(arrived).isEqualTo(space);
        double[] point = {0.9, 0.5, 0.5};
        assertThat(arrived.decode(point)).isEqualTo(space.decode(point));
        assertThat(arrived.decode(point).values()).containsKey("momentum");
    }

    private static void refused(Runnable construction, String message) {
        assertThatIllegalArgumentException().isThrownBy(construction::run).withMessageContaining(message);
    }

    private static SearchSpace finite(Dimension... dimensions) {
        return new SearchSpace(List.of(dimensions), List.of());
    }

    private static Dimension when(String name, String condition, Parameter<?> parameter) {
        assertThat(parameter.name()).isEqualTo(name);
        return Dimension.when(parameter, Expression.parse(condition, NAMES));
    }

    private static Constraint constraint(String text) {
        return new Constraint(Expression.parse(text, NAMES));
    }

    private static IntegerParameter integer(String name, int low, int high) {
        return new IntegerParameter(name, low, high, Scale.LINEAR, 1);
    }

    private static RealParameter real(String name, double low, double high) {
        return new RealParameter(name, low, high, Scale.LINEAR, OptionalDouble.empty());
    }
}
