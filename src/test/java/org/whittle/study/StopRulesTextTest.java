package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StopRulesTextTest {

    private static final StopRules ALL = new StopRules(OptionalInt.of(10), OptionalLong.of(20),
            Optional.of(Duration.ofSeconds(90)), OptionalDouble.of(0.5), Optional.of(new StopRules.Plateau(3, 0.25)),
            OptionalDouble.of(0.125));
    private static final StopRules TARGET = new StopRules(OptionalInt.empty(), OptionalLong.empty(), Optional.empty(),
            OptionalDouble.of(0.96), Optional.empty());

    @Test
    void namesTheRulesThatThereAre() {
        assertThat(StopRulesText.of(StopRules.NONE)).isEqualTo("none");
        assertThat(StopRulesText.of(ALL)).isEqualTo("stop.trials = 10, stop.epochs = 20, stop.wall-time = 90000 ms, "
                + "stop.target = 0.5, stop.plateau.trials = 3, stop.plateau.epsilon = 0.25, stop.regret.below = 0.125");
        assertThat(StopRulesText.same(StopRulesText.of(ALL), ALL)).isTrue();
        assertThat(StopRulesText.same(StopRulesText.of(ALL), TARGET)).isFalse();
        assertThat(StopRulesText.same("", ALL)).as("no rules were recorded then").isTrue();
    }

    @Test
    void writesACostAsAStudyFileDoes() {
        assertThat(StopRulesText.of(marginal(new StopRules.Cost.Epochs(1000))))
                .isEqualTo("stop.marginal.gain = 0.5, stop.marginal.per = 1000 epochs");
        assertThat(StopRulesText.of(marginal(new StopRules.Cost.Time(Duration.ofHours(1)))))
                .isEqualTo("stop.marginal.gain = 0.5, stop.marginal.per = 3600000 ms");
    }

    private static StopRules marginal(StopRules.Cost per) {
        return new StopRules(OptionalInt.empty(), OptionalLong.empty(), Optional.empty(), OptionalDouble.empty(),
                Optional.empty(), OptionalDouble.empty(), Optional.of(new StopRules.Marginal(0.5, per)));
    }

    /** As ledgers of release 0.1 have it, the first ones without regret. */
    @Test
    void understandsWhatEarlierReleasesWrote() {
        String none = "StopRules[trials=OptionalInt.empty, epochs=OptionalLong.empty, wallTime=Optional.empty, "
                + "target=OptionalDouble.empty, plateau=Optional.empty";
        assertThat(StopRulesText.same(none + "]", StopRules.NONE)).isTrue();
        assertThat(StopRulesText.same(none + ", regret=OptionalDouble.empty]", StopRules.NONE)).isTrue();
        assertThat(StopRulesText.same(none + "]", TARGET)).isFalse();
        assertThat(StopRulesText.same(
                        "StopRules[trials=OptionalInt[10], epochs=OptionalLong[20], wallTime=Optional[PT1M30S], "
                                + "target=OptionalDouble[0.5], plateau=Optional[Plateau[trials=3, epsilon=0.25]], "
                                + "regret=OptionalDouble[0.125]]",
                        ALL))
                .isTrue();
        assertThat(StopRulesText.same(none.replace("OptionalDouble.empty", "OptionalDouble[0.96]") + "]", TARGET))
                .isTrue();
        assertThat(StopRulesText.same(none.replace("OptionalDouble.empty", "OptionalDouble[0.97]") + "]", TARGET))
                .isFalse();
    }
}
