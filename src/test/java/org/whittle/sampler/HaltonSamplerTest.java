package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.SearchSpace;

class HaltonSamplerTest {

    /** The bases are 2, 3, 5, 7, …: of so many points, each interval of 1/n of a parameter holds one. */
    @ParameterizedTest
    @CsvSource({"0, 64", "1, 81", "2, 125", "3, 49", "24, 97"})
    void everyParameterHasOnePointInEachIntervalOfItsBase(int parameter, int count) {
        List<Configuration> points = ask(cube(25), count, 42);

        assertThat(points.stream().map(p -> (int) (count * value(p, parameter))))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
    }

    /** 2³ · 3² points are in as many boxes of 2³ columns and 3² rows, by the Chinese remainder theorem. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42})
    void theFirstTwoParametersHaveOnePointInEachBox(long seed) {
        assertThat(ask(cube(2), 72, seed).stream().map(p -> 9 * (int) (8 * value(p, 0)) + (int) (9 * value(p, 1))))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 72).boxed().toList());
    }

    @Test
    void everyPointAloneIsUniform() {
        int seeds = 500;
        double[] sums = new double[8];
        for (int seed = 0; seed < seeds; seed++) {
            List<Configuration> points = ask(cube(2), 4, seed);
            for (int i = 0; i < 8; i++) {
                sums[i] += value(points.get(i / 2), i % 2);
            }
        }
        for (double sum : sums) {
            // Four standard errors: the variance of u is 1/12.
            assertThat(sum / seeds).isCloseTo(0.5, within(4 * Math.sqrt(1 / 12.0 / seeds)));
        }
    }

    /** Unscrambled, the parameters of 89 and 97 would go up together for 89 points. */
    @Test
    void parametersOfLargeBasesDoNotGoUpInStep() {
        List<Configuration> points = ask(cube(25), 80, 7);
        double covariance = 0;
        for (Configuration point : points) {
            covariance += (value(point, 23) - 0.5) * (value(point, 24) - 0.5) / points.size();
        }
        // Of independent ones, four standard errors of 1/12/√80; in step it would be 1/12.
        assertThat(covariance).isCloseTo(0, within(4 / 12.0 / Math.sqrt(80)));
    }

    @Test
    void aSpaceMayHaveMoreParametersThanASobolSequence() {
        assertThat(ask(cube(SobolSampler.MAX_DIMENSIONS + 1), 3, 1)).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void anotherSeedGivesOtherPoints() {
        assertThat(ask(cube(3), 20, 1)).doesNotContainAnyElementsOf(ask(cube(3), 20, 2));
    }

    private static double value(Configuration point, int parameter) {
        return (double) point.values().get("x" + parameter);
    }

    private static SearchSpace cube(int dimensions) {
        return new SearchSpace(IntStream.range(0, dimensions)
                .mapToObj(i -> Dimension.always(Spaces.real("x" + i, 0, 1))).toList(), List.of());
    }

    private static List<Configuration> ask(SearchSpace space, int count, long seed) {
        return new HaltonSampler().ask(space, Told.nothing(), count, RandomStream.ofSeed(seed));
    }
}
