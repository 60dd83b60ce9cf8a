package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;

/** A sampler that has nothing more says why, and it is true. */
class ExhaustedTest {

    private static final String RARE =
            "no further configuration of the search space that satisfies the constraints was found "
                    + "among 100,000 in a row";

    @Test
    void everyConfigurationOfAFiniteSpaceWasTried() {
        SearchSpace space = Spaces.finiteSteps();
        List<Configuration> all = new RandomSampler().ask(space, Told.nothing(), 1000, RandomStream.ofSeed(1));
        assertThat(all).hasSize(88);

        assertThat(new RandomSampler().ask(space, Told.of(all), 1, RandomStream.ofSeed(1))).isEmpty();
        assertThat(new RandomSampler().exhausted(space, Told.of(all))).isEqualTo(
                "every configuration of the search space was tried");
        assertThat(new AutoSampler().in(space).exhausted(space, Told.of(all))).startsWith("every configuration");
    }

    @Test
    void aConstraintThatIsHardlyEverSatisfiedLeavesMoreThanWasFound() {
        SearchSpace space = Spaces.rare();

        assertThat(new RandomSampler().ask(space, Told.nothing(), 1, RandomStream.ofSeed(1))).isEmpty();
        assertThat(new RandomSampler().exhausted(space, Told.nothing())).isEqualTo(RARE);
    }

    @Test
    void soDoesOneInAFiniteSpaceTooLargeToGoThrough() {
        assertThat(new SobolSampler().exhausted(Spaces.finiteRare(), Told.nothing())).isEqualTo(RARE);
    }

    @Test
    void ofAGridItsCombinationsWereTried() {
        SearchSpace space = Spaces.continuous();
        GridSampler grid = new GridSampler(2);
        List<Configuration> all = grid.ask(space, Told.nothing(), 100, RandomStream.ofSeed(1));

        assertThat(all).hasSize(8);
        assertThat(grid.exhausted(space, Told.of(all))).isEqualTo("every combination of the grid was tried");
    }
}
