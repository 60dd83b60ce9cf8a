package org.whittle.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FiniteSpaceTest {

    private static final Set<String> NAMES = Set.of("a", "b", "c", "d", "e", "p", "q");

    @Test
    void everyConfigurationHasOneNumber() {
        SearchSpace space = space(
                Dimension.always(integer("a", 1, 3)),
                Dimension.always(ChoiceParameter.ofBoolean("p")),
                when("a >= 2", integer("b", 1, 4)),
                when("p and b != 3", new ChoiceParameter("c", List.of("x", "y"))),
                when("c = x", integer("d", 1, 3)),
                Dimension.always(new RealParameter("e", 0, 1, Scale.LINEAR, OptionalDouble.of(0.5))));
        FiniteSpace finite = FiniteSpace.of(space).orElseThrow();

        Set<Configuration> all = new HashSet<>();
        for (int i = 0; i < finite.size().intValueExact(); i++) {
            Configuration configuration = finite.get(BigInteger.valueOf(i));
            assertThat(space.violations(configuration)).isEmpty();
            all.add(configuration);
        }

        assertThat(finite.size()).isEqualTo(all.size()).isEqualTo(space.size().orElseThrow());
        // By hand: without p 1 + 2 × 4. With p, c exists unless b = 3, also if there is no b? No: that is unknown.
        assertThat(all).hasSize(3 * ((1 + 2 * 4) + (1 + 2 * (3 * (3 + 1) + 1))));
    }

    @Test
    void aContinuousParameterHasAsManyValuesAsTold() {
        SearchSpace space = space(Dimension.always(new RealParameter("a", 0, 1, Scale.LINEAR, OptionalDouble.empty())),
                when("a > 0.5", ChoiceParameter.ofBoolean("p")));

        assertThat(FiniteSpace.of(space)).isEmpty();
        assertThat(FiniteSpace.of(space, 5).orElseThrow().size()).isEqualTo(3 + 2 * 2);
        assertThat(FiniteSpace.of(space, 1).orElseThrow().get(BigInteger.ZERO).values().get("a")).isEqualTo(0.5);
    }

    @Test
    void unrelatedConditionsDoNotMultiplyTheWork() {
        // 60 parents, all before their children: a naive count would go through 2^60 combinations.
        List<Dimension> dimensions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            names.add("p" + i);
            dimensions.add(Dimension.always(ChoiceParameter.ofBoolean("p" + i)));
        }
        for (int i = 0; i < 60; i++) {
            dimensions.add(Dimension.when(integer("c" + i, 1, 2), Expression.parse("p" + i, names)));
        }

        assertThat(FiniteSpace.of(new SearchSpace(dimensions, List.of())).orElseThrow().size())
                .isEqualTo(BigInteger.valueOf(3).pow(60));
    }

    @Test
    void childrenOfOneParentDoNotMultiplyTheWork() {
        List<Dimension> dimensions = new ArrayList<>();
        Set<String> names = new HashSet<>(Set.of("a"));
        dimensions.add(Dimension.always(integer("a", 1, 2)));
        for (int i = 0; i < 60; i++) {
            dimensions.add(Dimension.when(ChoiceParameter.ofBoolean("p" + i), Expression.parse("a = 1", names)));
        }
        for (int i = 0; i < 60; i++) {
            names.add("p" + i);
            dimensions.add(Dimension.when(integer("c" + i, 1, 2), Expression.parse("p" + i, names)));
        }

        assertThat(FiniteSpace.of(new SearchSpace(dimensions, List.of())).orElseThrow().size())
                .isEqualTo(BigInteger.valueOf(3).pow(60).add(BigInteger.ONE));
    }

    @Test
    void aNumberOutsideIsRefused() {
        FiniteSpace finite = FiniteSpace.of(space(Dimension.always(integer("a", 1, 3)))).orElseThrow();

        assertThatThrownBy(() -> finite.get(BigInteger.valueOf(3))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> finite.get(BigInteger.valueOf(-1))).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void conditionsOnTooManyCombinationsAreNotCounted() {
        SearchSpace space = space(Dimension.always(integer("a", 1, 10_000)), Dimension.always(integer("b", 1, 10_000)),
                when("a * b = 77", ChoiceParameter.ofBoolean("p")));

        assertThat(FiniteSpace.of(space)).isEmpty();
        assertThat(space.size()).isEmpty();
    }

    private static SearchSpace space(Dimension... dimensions) {
        return new SearchSpace(List.of(dimensions), List.of());
    }

    private static Dimension when(String condition, Parameter<?> parameter) {
        return Dimension.when(parameter, Expression.parse(condition, NAMES));
    }

    private static IntegerParameter integer(String name, int low, int high) {
        return new IntegerParameter(name, low, high, Scale.LINEAR, 1);
    }
}
