package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.SearchSpace;

class GridSamplerTest {

    private static final RandomStream RANDOM = RandomStream.ofSeed(1);

    @Test
    void aRealParameterHasAsManyValuesAsToldItsEndsIncluded() {
        SearchSpace space = SearchSpace.of(Spaces.logReal("learning-rate", 1e-4, 1e-1));

        List<Configuration> grid = new GridSampler(4).ask(space, Told.nothing(), 10, RANDOM);

        assertThat(values(grid, "learning-rate")).hasSize(4).first().isEqualTo(1e-4);
        assertThat(values(grid, "learning-rate").last()).isEqualTo(1e-1);
        assertThat(values(grid, "learning-rate").stream().map(v -> (int) Math.round(Math.log10((double) v))))
                .containsExactly(-4, -3, -2, -1);
        assertThat(new GridSampler(1).ask(SearchSpace.of(Spaces.real("x", 2, 4)), Told.nothing(), 3, RANDOM))
                .extracting(c -> c.values().get("x")).containsExactly(3.0);
    }

    @Test
    void aConditionalParameterMultipliesOnlyWhereItIsActive() {
        SearchSpace space = new SearchSpace(List.of(
                Dimension.always(Spaces.choice("optimizer", "sgd", "adam", "rmsprop")),
                Dimension.when(Spaces.real("momentum", 0, 0.99),
                        Expression.parse("optimizer = sgd", Set.of("optimizer"))),
                Dimension.always(Spaces.integer("layers", 1, 3))), List.of());

        List<Configuration> grid = new GridSampler(5).ask(space, Told.nothing(), 1000, RANDOM);

        assertThat(grid).hasSize((5 + 1 + 1) * 3).doesNotHaveDuplicates();
        assertThat(grid).filteredOn(c -> c.value("momentum").isPresent()).hasSize(15)
                .allMatch(c -> c.values().get("optimizer").equals("sgd"));
    }

    @Test
    void itEndsWhenTheGridDoesAlthoughTheSpaceIsContinuous() {
        SearchSpace space = SearchSpace.of(Spaces.real("x", 0, 1), Spaces.real("y", 0, 1));
        List<Configuration> grid = new ArrayList<>(new GridSampler(3).ask(space, Told.nothing(), 20, RANDOM));

        assertThat(grid).hasSize(9);
        assertThat(new GridSampler(3).ask(space, Told.of(grid), 20, RANDOM)).isEmpty();
    }

    @Test
    void theFirstCombinationsAreSpreadOverTheWholeGrid() {
        SearchSpace space = Spaces.digits();

        List<Configuration> first = new GridSampler(5).ask(space, Told.nothing(), 40, RANDOM);

        for (String name : List.of("layers", "activation", "dropout", "learning-rate", "batch-size", "optimizer",
                "weight-decay")) {
            int all = name.matches("dropout|learning-rate|weight-decay") ? 5 : 3;
            assertThat(values(first, name)).as(name).hasSize(all);
        }
        assertThat(values(first, "units")).hasSizeGreaterThan(15);
        assertThat((int) values(first, "units").first()).isLessThan(30);
        assertThat((int) values(first, "units").last()).isGreaterThan(110);
    }

    @Test
    void theFirstHalfOfASquareIsNotOneSideOfIt() {
        SearchSpace space = SearchSpace.of(Spaces.integer("x", 0, 7), Spaces.integer("y", 0, 7));

        List<Configuration> half = new GridSampler(1).ask(space, Told.nothing(), 32, RANDOM);

        // 8 combinations in each quarter would be perfect; in the natural order two quarters have 16 and two none.
        for (int quarter = 0; quarter < 4; quarter++) {
            int x = quarter / 2;
            int y = quarter % 2;
            assertThat(half).filteredOn(c -> (int) c.values().get("x") / 4 == x && (int) c.values().get("y") / 4 == y)
                    .as("quarter %s", quarter).hasSizeBetween(6, 10);
        }
    }

    @Test
    void theOrderDoesNotDependOnTheSeed() {
        assertThat(new GridSampler(3).ask(Spaces.digits(), Told.nothing(), 20, RandomStream.ofSeed(1)))
                .isEqualTo(new GridSampler(3).ask(Spaces.digits(), Told.nothing(), 20, RandomStream.ofSeed(2)));
    }

    @Test
    void aGridBeyondTheLargestLongCanBeStarted() {
        SearchSpace space = new SearchSpace(IntStream.range(0, 40)
                .mapToObj(i -> Dimension.always(Spaces.real("x" + i, 0, 1))).toList(), List.of());

        assertThat(new GridSampler(9).ask(space, Told.nothing(), 50, RANDOM)).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void aGridWithoutPointsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GridSampler(0))
                .withMessageContaining("Maybe set search.grid.points = 5.");
    }

    private static TreeSet<Object> values(List<Configuration> configurations, String name) {
        return configurations.stream().flatMap(c -> c.value(name).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
