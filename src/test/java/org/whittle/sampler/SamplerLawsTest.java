package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Constraint;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;

/**
 * What holds of every sampler on every space, here made up: conditions under conditions, and a constraint across them.
 */
class SamplerLawsTest {

    private static final Set<String> NAMES = Set.of("x", "n", "kind", "y", "m");
    private static final List<Sampler> SAMPLERS = new SamplerContractTest().samplers().toList();

    @Property(tries = 80, seed = "31")
    void whatIsProposedHonoursConditionsAndConstraintsAndIsNew(
            @ForAll("spaces") SearchSpace space,
            @ForAll @IntRange(max = 20) int told,
            @ForAll @IntRange(min = 1, max = 6) int count,
            @ForAll @IntRange(max = 99) int pick) {
        Sampler sampler = SAMPLERS.get(pick % SAMPLERS.size()).in(space);
        RandomStream random = RandomStream.ofSeed(told).child("law");
        List<Configuration> before =
                new ArrayList<>(new RandomSampler().ask(space, Told.nothing(), Math.max(1, told), random));

        List<Configuration> proposed = sampler.ask(space, Told.of(before), count, random);

        assertThat(proposed).as(sampler.name()).hasSizeLessThanOrEqualTo(count).doesNotHaveDuplicates()
                .allMatch(space::admits).doesNotContainAnyElementsOf(before);
        assertThat(sampler.ask(space, Told.of(before), count, random)).as(sampler.name()).isEqualTo(proposed);
    }

    @Provide
    Arbitrary<SearchSpace> spaces() {
        return Combinators.combine(
                        Arbitraries.doubles().between(0.1, 5),
                        Arbitraries.integers().between(2, 40),
                        Arbitraries.integers().between(2, 4),
                        Arbitraries.of(Scale.LINEAR, Scale.LOG),
                        Arbitraries.of("x < 3", "kind = v0 or n >= 2", "x * 2 >= 0.5", "n <= 30"))
                .as((high, most, kinds, scale, bound) -> {
                    List<Object> values = new ArrayList<>();
                    for (int i = 0; i < kinds; i++) {
                        values.add("v" + i);
                    }
                    return new SearchSpace(
                            List.of(
                                    Dimension.always(
                                            new RealParameter("x", 0.01, 0.3 + high, scale, OptionalDouble.empty())),
                                    Dimension.always(new IntegerParameter("n", 1, most, scale, 1)),
                                    Dimension.always(new ChoiceParameter("kind", values)),
                                    Dimension.when(
                                            new RealParameter("y", 0.1, high + 1, Scale.LINEAR, OptionalDouble.empty()),
                                            Expression.parse("kind = v0", NAMES)),
                                    Dimension.when(
                                            new IntegerParameter("m", 1, 9, Scale.LINEAR, 1),
                                            Expression.parse("y > 0.5", NAMES))),
                            List.of(new Constraint(Expression.parse(bound, NAMES))));
                });
    }
}
