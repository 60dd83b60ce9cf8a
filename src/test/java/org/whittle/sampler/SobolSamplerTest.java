package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.SearchSpace;

class SobolSamplerTest {

    private static final SearchSpace CUBE = cube(12);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42, -7})
    void everyParameterHasOnePointInEachInterval(long seed) {
        List<Configuration> points = ask(CUBE, 64, seed);

        for (String name : CUBE.names()) {
            assertThat(points.stream().map(p -> (int) (64 * (double) p.values().get(name)))).as(name)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 64).boxed().toList());
        }
    }

    // The first two dimensions are a (0,2)-sequence; scrambling keeps that.
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42})
    void theFirstTwoParametersHaveOnePointInEachRectangle(long seed) {
        List<Configuration> points = ask(CUBE, 64, seed);

        for (int columns = 1; columns <= 64; columns *= 2) {
            int width = columns;
            int height = 64 / columns;
            assertThat(points.stream().map(p -> (int) (width * (double) p.values().get("x0")) * height
                    + (int) (height * (double) p.values().get("x1")))).as("%s columns", width)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 64).boxed().toList());
        }
    }

    @Test
    void everyPointAloneIsUniform() {
        // Unscrambled, the first point is the corner of the cube and the second its centre.
        double[] sums = new double[8];
        double[] squares = new double[8];
        int seeds = 500;
        for (int seed = 0; seed < seeds; seed++) {
            List<Configuration> points = ask(cube(2), 4, seed);
            for (int i = 0; i < 8; i++) {
                double u = (double) points.get(i / 2).values().get("x" + i % 2);
                sums[i] += u;
                squares[i] += u * u;
            }
        }
        for (int i = 0; i < 8; i++) {
            // Four standard errors: the variances of u and u² are 1/12 and 4/45.
            assertThat(sums[i] / seeds).isCloseTo(1 / 2.0, within(4 * Math.sqrt(1 / 12.0 / seeds)));
            assertThat(squares[i] / seeds).isCloseTo(1 / 3.0, within(4 * Math.sqrt(4 / 45.0 / seeds)));
        }
    }

    @Test
    void anotherSeedGivesOtherPoints() {
        assertThat(ask(CUBE, 20, 1)).doesNotContainAnyElementsOf(ask(CUBE, 20, 2));
    }

    @Test
    void coordinatesOfInactiveParametersAreLeftOut() {
        assertThat(ask(Spaces.digits(), 64, 3))
                .allMatch(c -> c.value("momentum").isPresent() == c.values().get("optimizer").equals("sgd"));
    }

    @Test
    void aSpaceBeyondTheDirectionNumbersIsRefusedWithAProposal() {
        assertThat(ask(cube(1000), 2, 1)).hasSize(2);
        assertThatIllegalArgumentException().isThrownBy(() -> ask(cube(1001), 2, 1)).withMessage(
                "The search space has 1001 parameters; a Sobol sequence has at most 1000. "
                        + "Maybe set search.sampler = random.");
    }

    private static SearchSpace cube(int dimensions) {
        return new SearchSpace(IntStream.range(0, dimensions)
                .mapToObj(i -> Dimension.always(Spaces.real("x" + i, 0, 1))).toList(), List.of());
    }

    private static List<Configuration> ask(SearchSpace space, int count, long seed) {
        return new SobolSampler().ask(space, Told.nothing(), count, RandomStream.ofSeed(seed));
    }
}
