package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;

class RandomSamplerTest {

    private static final List<Configuration> DRAWS =
            new RandomSampler().ask(Spaces.digits(), Told.nothing(), 3000, RandomStream.ofSeed(7));

    @Test
    void choicesComeEquallyOften() {
        for (Object optimizer : List.of("sgd", "adam", "rmsprop")) {
            // Three standard errors of a share of 1/3 among 3,000.
            assertThat(DRAWS.stream().filter(c -> c.values().get("optimizer").equals(optimizer)).count() / 3000.0)
                    .isCloseTo(1 / 3.0, within(0.026));
        }
    }

    @Test
    void aLogarithmicParameterHasTheSameShareInEachDecade() {
        for (int decade = -4; decade < -1; decade++) {
            double low = Math.pow(10, decade);
            assertThat(DRAWS.stream().map(c -> (double) c.values().get("learning-rate"))
                    .filter(v -> v >= low && v < 10 * low).count() / 3000.0).isCloseTo(1 / 3.0, within(0.026));
        }
    }

    @Test
    void aConditionalParameterIsThereExactlyWhereItsConditionHolds() {
        assertThat(DRAWS).allMatch(c -> c.value("momentum").isPresent() == c.values().get("optimizer").equals("sgd"));
    }

    @Test
    void anotherSeedGivesOtherDraws() {
        assertThat(new RandomSampler().ask(Spaces.digits(), Told.nothing(), 20, RandomStream.ofSeed(8)))
                .doesNotContainAnyElementsOf(DRAWS);
    }
}
