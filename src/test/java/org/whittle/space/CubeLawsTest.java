package org.whittle.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

/** What holds of every parameter and every space: the way to the unit cube and back. */
class CubeLawsTest {

    @Property(tries = 500, seed = "21")
    void aValueComesBackFromTheUnitInterval(
            @ForAll("parameters") Parameter<?> parameter, @ForAll @DoubleRange(max = 1) double u) {
        backAndForth(parameter, u);
    }

    private static <T> void backAndForth(Parameter<T> parameter, double u) {
        T value = parameter.fromUnit(Math.min(u, Math.nextDown(1.0)));
        double code = parameter.toUnit(value);
        assertThat(code).isBetween(0.0, 1.0);
        T again = parameter.fromUnit(code);
        if (parameter instanceof RealParameter) {
            // A logarithm and a power of it: some units in the last place.
            double range = Math.max(1e-300, Math.abs(((Number) value).doubleValue()));
            assertThat(Math.abs(((Number) again).doubleValue() - ((Number) value).doubleValue()) / range)
                    .isLessThan(1e-9);
        } else {
            assertThat(again).isEqualTo(value);
        }
    }

    @Property(tries = 300, seed = "22")
    void numbersKeepTheirOrder(@ForAll("numbers") Parameter<?> parameter, @ForAll @DoubleRange(max = 1) double a,
            @ForAll @DoubleRange(max = 1) double b) {
        double low = ((Number) parameter.fromUnit(Math.min(a, b))).doubleValue();
        double high = ((Number) parameter.fromUnit(Math.max(a, b))).doubleValue();
        assertThat(low).isLessThanOrEqualTo(high);
    }

    /** Exactly the parameters whose conditions hold are there, in the order of the space, and the code leads back. */
    @Property(tries = 300, seed = "23")
    void aPointDecodesToWhatItEncodes(@ForAll("spaces") SearchSpace space, @ForAll Random random) {
        Configuration point = space.decode(random.doubles(space.dimensions().size()).toArray());
        assertThat(space.admits(point)).isEqualTo(space.satisfiesConstraints(point));
        Configuration again = space.decode(space.encode(point));
        assertThat(again.values().keySet()).isEqualTo(point.values().keySet());
        for (Dimension dimension : space.dimensions()) {
            String name = dimension.parameter().name();
            assertThat(point.values().containsKey(name))
                    .isEqualTo(
                            name.equals("b")
                                    ? point.values().get("o").equals("v0")
                                    : !name.equals("c")
                                            || point.values().containsKey("b")
                                                    && ((Number) point.values().get("b")).doubleValue()
                                                            >= ((Number) space.dimension("b")
                                                                            .orElseThrow()
                                                                            .parameter()
                                                                            .fromUnit(0.5))
                                                                    .doubleValue());
            Object value = point.values().get(name);
            if (value instanceof Double real) {
                assertThat(Math.abs((Double) again.values().get(name) - real))
                        .isLessThanOrEqualTo(1e-9 * Math.abs(real) + 1e-300);
            } else {
                assertThat(again.values().get(name)).isEqualTo(value);
            }
        }
    }

    @Property(tries = 200, seed = "24")
    void equalConfigurationsHaveEqualFingerprintsAndOthersNot(
            @ForAll("spaces") SearchSpace space, @ForAll Random random) {
        Configuration a = space.decode(random.doubles(space.dimensions().size()).toArray());
        Configuration b = space.decode(random.doubles(space.dimensions().size()).toArray());
        assertThat(new Configuration(new TreeMap<>(a.values())).fingerprint()).isEqualTo(a.fingerprint());
        assertThat(a.fingerprint().equals(b.fingerprint())).isEqualTo(a.equals(b));
    }

    @Provide
    Arbitrary<Parameter<?>> parameters() {
        return Arbitraries.oneOf(numbers(), Arbitraries.integers().between(1, 6).map(n -> choice("p", n)));
    }

    @Provide
    Arbitrary<Parameter<?>> numbers() {
        return parameter("p");
    }

    private static Arbitrary<Parameter<?>> parameter(String name) {
        Arbitrary<Parameter<?>> integers = Combinators.combine(
                        Arbitraries.integers().between(1, 500),
                        Arbitraries.integers().between(0, 5000),
                        Arbitraries.integers().between(1, 7),
                        Arbitraries.of(Scale.LINEAR, Scale.LOG))
                .as((low, range, step, scale) ->
                        new IntegerParameter(name, low, low + range, scale, scale == Scale.LOG ? 1 : step));
        Arbitrary<Parameter<?>> reals = Combinators.combine(
                        Arbitraries.doubles().between(1e-6, 10).ofScale(9),
                        Arbitraries.doubles().between(1e-3, 1e4).ofScale(6),
                        Arbitraries.of(Scale.LINEAR, Scale.LOG))
                .as((low, factor, scale) ->
                        new RealParameter(name, low, low * (1 + factor), scale, OptionalDouble.empty()));
        return Arbitraries.oneOf(integers, reals);
    }

    private static ChoiceParameter choice(String name, int values) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < values; i++) {
            all.add("v" + i);
        }
        return new ChoiceParameter(name, all);
    }

    /** A number, choices, numbers under a condition on a choice, and one under a condition on such a number. */
    @Provide
    Arbitrary<SearchSpace> spaces() {
        return Combinators.combine(parameter("a"), Arbitraries.integers().between(2, 4), parameter("b"), parameter("c"))
                .as((a, choices, b, c) -> {
                    Set<String> names = Set.of("a", "o", "b", "c");
                    double middle = ((Number) b.fromUnit(0.5)).doubleValue();
                    return new SearchSpace(List.of(Dimension.always(a), Dimension.always(choice("o", choices)),
                            Dimension.when(b, Expression.parse("o = v0", names)),
                            Dimension.when(c, Expression.parse("b >= " + middle, names))), List.of());
                });
    }
}
