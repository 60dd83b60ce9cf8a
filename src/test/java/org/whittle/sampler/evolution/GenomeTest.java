package org.whittle.sampler.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;

class GenomeTest {

    @Test
    void anIntegersMutantIsAnotherInteger() {
        for (Scale scale : Scale.values()) {
            SearchSpace space = SearchSpace.of(new IntegerParameter("n", 1, 50, scale, 1));
            Genome genome = new Genome(space);
            for (int n = 1; n <= 50; n++) {
                double[] parent = space.encode(Configuration.of(Map.of("n", n)));
                // The only parameter is mutated for certain, and parents that are alike have children that are.
                double[] child = genome.child(parent, parent, RandomStream.ofSeed(n));
                assertThat(space.decode(child).value("n").orElseThrow()).isNotEqualTo(n);
            }
        }
    }

    @Test
    void choicesComeFromEitherParentOrFromMutation() {
        SearchSpace space = SearchSpace.of(IntStream.range(0, 10).mapToObj(i -> new ChoiceParameter("c" + i,
                List.of("a", "b", "c", "d", "e"))).toArray(ChoiceParameter[]::new));
        double[] first = new double[10];
        double[] second = new double[10];
        Arrays.fill(first, 0.1);
        Arrays.fill(second, 0.9);
        Genome genome = new Genome(space);
        List<Object> values = IntStream.range(0, 500)
                .mapToObj(i -> space.decode(genome.child(first, second, RandomStream.ofSeed(i))))
                .flatMap(c -> c.values().values().stream()).toList();
        Set<Object> seen = values.stream().collect(Collectors.toSet());

        assertThat(seen).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
        // Of 5000 genes a tenth is drawn anew, three fifths of that to neither parent's value: 300, and four
        // deviations.
        assertThat(values.stream().filter(v -> !v.equals("a") && !v.equals("e")).count()).isBetween(230L, 370L);
        // Nine tenths are crossed, half of the genes there: 0.9 * 0.45 + 0.1 / 5 of them all have the second's value.
        assertThat(values.stream().filter("e"::equals).count()).isBetween(1900L, 2350L);
    }

    @Test
    void aChildInheritsWhatOnlyOneParentHas() {
        SearchSpace space = new SearchSpace(
                List.of(
                        Dimension.always(new ChoiceParameter("optimizer", List.of("sgd", "adam"))),
                        Dimension.when(
                                new ChoiceParameter("nesterov", List.of("no", "yes")),
                                Expression.parse("optimizer = sgd", Set.of("optimizer")))),
                List.of());
        Genome genome = new Genome(space);
        long inherited = IntStream.range(0, 400)
                .filter(i -> genome.child(
                                        new double[] {0.75, Double.NaN},
                                        new double[] {0.25, 0.75},
                                        RandomStream.ofSeed(i))[1]
                        == 0.75)
                .count();

        // Unless it is mutated, one of two times.
        assertThat(inherited).isBetween(160L, 240L);
    }
}
