package org.whittle.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of parameter must do. */
class ParameterTest {

    static Stream<Parameter<?>> finite() {
        return Stream.of(
                new IntegerParameter("layers", 1, 3, Scale.LINEAR, 1),
                new IntegerParameter("width", -7, 20, Scale.LINEAR, 4),
                new IntegerParameter("one", 5, 5, Scale.LINEAR, 1),
                new IntegerParameter("one-log", 5, 5, Scale.LOG, 1),
                new IntegerParameter("units", 16, 128, Scale.LOG, 1),
                new IntegerParameter("small", 1, 9, Scale.LOG, 1),
                new RealParameter("dropout", 0, 0.5, Scale.LINEAR, OptionalDouble.of(0.1)),
                new RealParameter("uneven", 0.05, 0.98, Scale.LINEAR, OptionalDouble.of(0.3)),
                new RealParameter("exact-end", 0.2, 0.3, Scale.LINEAR, OptionalDouble.of(0.1)),
                new RealParameter("fine", 0, 1, Scale.LINEAR, OptionalDouble.of(0.001)),
                new ChoiceParameter("activation", List.of("relu", "tanh", "gelu")),
                new ChoiceParameter("mixed", List.of("1", 1, 1.0, true)),
                new ChoiceParameter("fixed", List.of(0.001)),
                ChoiceParameter.ofBoolean("nesterov"));
    }

    static Stream<RealParameter> continuous() {
        return Stream.of(real(0, 1), real(-5, 10), real(1e-300, 2e-300), real(-1e300, 1e-300), logReal(1e-6, 1e-2),
                logReal(1e-4, 1e-1), logReal(0.1, 0.3), logReal(1e-300, 1e300));
    }

    static Stream<Parameter<?>> all() {
        return Stream.concat(finite(), continuous());
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyPointOfTheUnitIntervalIsAValueOfTheDomain(Parameter<?> parameter) {
        units().forEach(u -> assertThat(parameter.contains(parameter.fromUnit(u))).as("%s", u).isTrue());
    }

    @ParameterizedTest
    @MethodSource("finite")
    void aFiniteValueComesBackFromItsCoordinate(Parameter<?> parameter) {
        for (Object value : values(parameter)) {
            double u = parameter.toUnitOf(value);
            assertThat(u).isBetween(0.0, 1.0);
            assertThat((Object) parameter.fromUnit(u)).isEqualTo(value);
        }
    }

    // A coordinate in the middle of its interval leaves room on both sides, so that noise does not change the value.
    @ParameterizedTest
    @MethodSource("finite")
    void theCoordinateOfAFiniteValueIsInTheMiddleOfItsInterval(Parameter<?> parameter) {
        List<?> values = values(parameter);
        double edge = 0;
        for (Object value : values) {
            double middle = parameter.toUnitOf(value);
            double width = 2 * (middle - edge);
            assertThat(width).isPositive();
            assertThat((Object) parameter.fromUnit(edge + 0.001 * width)).isEqualTo(value);
            assertThat((Object) parameter.fromUnit(Math.min(1, edge + 0.999 * width))).isEqualTo(value);
            edge += width;
        }
        assertThat(edge).as("intervals fill the unit interval").isCloseTo(1, within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("continuous")
    void aContinuousValueComesBackFromItsCoordinate(RealParameter parameter) {
        units().forEach(u -> {
            double value = parameter.fromUnit(u);
            // Twice through a logarithm of up to 700 loses some units in the last place.
            assertThat(parameter.fromUnit(parameter.toUnit(value))).isCloseTo(value,
                    within(1e-12 * Math.max(Math.abs(value), Math.abs(parameter.scale() == Scale.LOG ? value
                            : parameter.high() - parameter.low()))));
        });
    }

    @ParameterizedTest
    @MethodSource("continuous")
    void theEndsOfAContinuousDomainAreReachedExactly(RealParameter parameter) {
        assertThat(parameter.fromUnit(0)).isEqualTo(parameter.low());
        assertThat(parameter.fromUnit(1)).isEqualTo(parameter.high());
        assertThat(parameter.toUnit(parameter.low())).isEqualTo(0);
        assertThat(parameter.toUnit(parameter.high())).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void valuesGrowWithTheCoordinate(Parameter<?> parameter) {
        if (parameter instanceof ChoiceParameter) {
            return;
        }
        double before = Double.NEGATIVE_INFINITY;
        for (double u : units().sorted().toArray()) {
            double value = ((Number) parameter.fromUnit(u)).doubleValue();
            assertThat(value).isGreaterThanOrEqualTo(before);
            before = value;
        }
    }

    @ParameterizedTest
    @MethodSource("finite")
    void valuesAreNumberedInOrderWithoutGapsOrRepetition(Parameter<?> parameter) {
        List<?> values = values(parameter);
        assertThat(values).doesNotHaveDuplicates().allMatch(parameter::contains);
        units().forEach(u -> assertThat(values.contains(parameter.fromUnit(u))).isTrue());
        assertThatThrownBy(() -> parameter.valueAt(values.size())).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> parameter.valueAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @MethodSource("continuous")
    void aContinuumHasNoCardinalityAndNoNumbers(RealParameter parameter) {
        assertThat(parameter.cardinality()).isEmpty();
        assertThatThrownBy(() -> parameter.valueAt(0)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1.001, Double.NaN, Double.POSITIVE_INFINITY})
    void aCoordinateOutsideTheUnitIntervalIsRefused(double u) {
        all().forEach(p -> assertThatIllegalArgumentException().isThrownBy(() -> p.fromUnit(u)).withMessageContaining(
                "must be in [0, 1]"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aValueOutsideTheDomainHasNoCoordinate(Parameter<?> parameter) {
        for (Object foreign : new Object[] {"no such value", Integer.MIN_VALUE, -1e308, Double.NaN}) {
            assertThat(parameter.contains(foreign)).isFalse();
            assertThatIllegalArgumentException().isThrownBy(() -> parameter.toUnitOf(foreign))
                    .withMessageContaining(parameter.name()).withMessageContaining(parameter.domain());
        }
    }

    @Test
    void integersOfALogarithmicScaleHaveTheSharesOfTheirRoundedLogarithms() {
        IntegerParameter parameter = new IntegerParameter("n", 1, 4, Scale.LOG, 1);
        int[] counts = new int[5];
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            counts[parameter.fromUnit((i + 0.5) / draws)]++;
        }
        for (int n = 1; n <= 4; n++) {
            double share = Math.log((n + 0.5) / (n - 0.5)) / Math.log(4.5 / 0.5);
            // One interval of the sweep at either end.
            assertThat(counts[n] / (double) draws).as("%s", n).isCloseTo(share, within(2.0 / draws));
        }
    }

    @Test
    void theEndsOfALogarithmicIntegerRangeAreNotShortChanged() {
        IntegerParameter units = new IntegerParameter("units", 16, 128, Scale.LOG, 1);

        assertThat(width(units, 16)).isGreaterThan(width(units, 17));
        assertThat(width(units, 128)).isCloseTo(width(units, 127), within(0.01 * width(units, 127)));
    }

    @Test
    void theLargestIntegerRangesDoNotOverflow() {
        IntegerParameter all = new IntegerParameter("n", Integer.MIN_VALUE, Integer.MAX_VALUE, Scale.LINEAR, 1);
        IntegerParameter steps = new IntegerParameter("n", Integer.MIN_VALUE, Integer.MAX_VALUE, Scale.LINEAR,
                Integer.MAX_VALUE);
        IntegerParameter log = new IntegerParameter("n", 1, Integer.MAX_VALUE, Scale.LOG, 1);

        assertThat(all.cardinality()).hasValue(1L << 32);
        assertThat(all.fromUnit(0)).isEqualTo(Integer.MIN_VALUE);
        assertThat(all.fromUnit(1)).isEqualTo(Integer.MAX_VALUE);
        assertThat(values(steps).toString()).isEqualTo("[-2147483648, -1, 2147483646]");
        assertThat(log.fromUnit(1)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void stepsAreCountedInDecimalsAsAPersonWould() {
        RealParameter dropout = new RealParameter("dropout", 0, 0.5, Scale.LINEAR, OptionalDouble.of(0.1));

        assertThat(values(dropout).toString()).isEqualTo("[0.0, 0.1, 0.2, 0.3, 0.4, 0.5]");
        assertThat(dropout.contains(0.3)).isTrue();
        assertThat(dropout.contains(0.1 * 3)).as("computed in binary").isTrue();
        assertThat(dropout.contains(0.25)).isFalse();
    }

    @Test
    void aStepThatDoesNotFitEndsBelowTheHighEnd() {
        RealParameter parameter = new RealParameter("x", 0, 1, Scale.LINEAR, OptionalDouble.of(0.3));

        assertThat(values(parameter).toString()).isEqualTo("[0.0, 0.3, 0.6, 0.9]");
        assertThat(parameter.contains(1.0)).isFalse();
        assertThat(new IntegerParameter("n", 1, 10, Scale.LINEAR, 4).contains(10)).isFalse();
    }

    @Test
    void choicesTellTextFromNumbersAndNumbersFromEachOther() {
        ChoiceParameter choice = new ChoiceParameter("c", List.of("1", 1, 1.0));

        assertThat(choice.toUnit("1")).isLessThan(choice.toUnit(1));
        assertThat(choice.toUnit(1)).isLessThan(choice.toUnit(1.0));
    }

    @Test
    void domainsAreDescribed() {
        assertThat(logReal(1e-4, 0.1).domain()).isEqualTo("1e-4 to 0.1, log");
        assertThat(new RealParameter("x", 0, 1, Scale.LINEAR, OptionalDouble.of(0.25)).domain())
                .isEqualTo("0.0 to 1.0, step 0.25");
        assertThat(new IntegerParameter("n", 8, 64, Scale.LINEAR, 8).domain()).isEqualTo("8 to 64, step 8");
        assertThat(new IntegerParameter("n", 8, 64, Scale.LOG, 1).domain()).isEqualTo("8 to 64, log");
        assertThat(ChoiceParameter.ofBoolean("b").domain()).isEqualTo("false | true");
    }

    @Test
    void realDomainsThatCannotBeAreRefusedWithAProposal() {
        refused(() -> real(1, 1), "Set low below high, or fix the value: x = 1.0.");
        refused(() -> real(2, 1), "empty");
        refused(() -> real(Double.NaN, 1), "empty");
        refused(() -> real(0, Double.POSITIVE_INFINITY), "empty");
        refused(() -> real(-1.7e308, 1.7e308), "empty");
        refused(() -> logReal(0, 1), "must be above 0 on a log scale. Maybe set low = 1e-6.");
        refused(() -> new RealParameter("x", 1, 2, Scale.LOG, OptionalDouble.of(0.1)), "drop one");
        refused(() -> new RealParameter("x", 0, 1, Scale.LINEAR, OptionalDouble.of(0)), "step of x (0.0)");
        refused(() -> new RealParameter("x", 0, 1, Scale.LINEAR, OptionalDouble.of(1.5)), "at most 1.0");
    }

    @Test
    void integerAndChoiceDomainsThatCannotBeAreRefused() {
        refused(() -> new IntegerParameter("n", 2, 1, Scale.LINEAR, 1), "(2 to 1) is empty");
        refused(() -> new IntegerParameter("n", 0, 1, Scale.LOG, 1), "Maybe set low = 1.");
        refused(() -> new IntegerParameter("n", 1, 9, Scale.LINEAR, 0), "step of n (0)");
        refused(() -> new IntegerParameter("n", 1, 9, Scale.LOG, 2), "drop one");
        refused(() -> new ChoiceParameter("c", List.of()), "Write values = [a, b].");
        refused(() -> new ChoiceParameter("c", List.of("a", "b", "a")), "twice");
        refused(() -> new ChoiceParameter("c", List.of(1L)), "neither text, number nor boolean");
    }

    private static void refused(Runnable construction, String message) {
        assertThatIllegalArgumentException().isThrownBy(construction::run).withMessageContaining(message);
    }

    private static List<?> values(Parameter<?> parameter) {
        return LongStream.range(0, parameter.cardinality().orElseThrow()).mapToObj(parameter::valueAt).toList();
    }

    private static double width(IntegerParameter parameter, int value) {
        double low = value == parameter.low() ? 0
                : (parameter.toUnit(value - 1) + parameter.toUnit(value)) / 2;
        return 2 * (parameter.toUnit(value) - low);
    }

    private static DoubleStream units() {
        return DoubleStream.concat(DoubleStream.of(0, 1, 0.5, Double.MIN_VALUE,
                Math.nextDown(1.0)), new SplittableRandom(3).doubles(500));
    }

    private static RealParameter real(double low, double high) {
        return new RealParameter("x", low, high, Scale.LINEAR, OptionalDouble.empty());
    }

    private static RealParameter logReal(double low, double high) {
        return new RealParameter("x", low, high, Scale.LOG, OptionalDouble.empty());
    }
}
