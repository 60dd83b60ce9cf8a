package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.whittle.goal.EpochRecord;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;

class EffectsTest {

    private final StudySpec spec = SyntheticStudy.spec();
    private final StudyState state = SyntheticStudy.finished(spec);
    private final Effects effects = Effects.of(spec, state);

    @Test
    void meansAreOverTheTrialsWithAValueAfterEpochsThatAllOfThemHave() {
        List<Trial> comparable = state.trials().stream().filter(Trial::isComparable).toList();
        assertThat(effects.epochs()).isEqualTo(comparable.stream().mapToInt(Trial::epochs).min().orElseThrow());
        assertThat(effects.metric()).isEqualTo("accuracy");

        Effects.OfParameter activation = parameter("activation");
        assertThat(activation.values()).hasSizeGreaterThan(1);
        for (Effects.OfValue value : activation.values()) {
            List<Trial> with = comparable.stream()
                    .filter(trial -> trial.configuration().value("activation").equals(Optional.of(value.value())))
                    .toList();
            double[] early = with.stream().mapToDouble(trial -> best(trial, effects.epochs())).toArray();
            double mean = Arrays.stream(early).average().orElseThrow();
            double variance = Arrays.stream(early).map(v -> (v - mean) * (v - mean)).sum() / (early.length - 1);
            assertThat(value.trials()).isEqualTo(with.size());
            // Two ways of adding up some dozen doubles.
            assertThat(value.mean()).isCloseTo(mean, within(1e-12));
            assertThat(value.standardError()).isCloseTo(Math.sqrt(variance / early.length), within(1e-12));
            assertThat(value.best()).isEqualTo(
                    with.stream().mapToDouble(trial -> best(trial, Integer.MAX_VALUE)).max().orElseThrow());
        }
    }

    @Test
    void realNumbersAreInRangesOfTheirScale() {
        Effects.OfParameter rate = parameter("learning-rate");
        assertThat(rate.values()).hasSizeBetween(2, 4);
        assertThat(rate.values()).extracting(Effects.OfValue::value).allMatch(range -> range.contains(" to "));
        assertThat(rate.values().stream().mapToLong(Effects.OfValue::trials).sum()).isEqualTo(state.trials().stream()
                .filter(trial -> trial.isComparable() && trial.configuration().value("learning-rate").isPresent())
                .count());
    }

    @Test
    void theTextHasALineForEachValue() {
        String text = effects.text();
        assertThat(text).startsWith("accuracy after %d epoch".formatted(effects.epochs()));
        for (Effects.OfParameter parameter : effects.parameters()) {
            assertThat(text.lines()).anyMatch(line -> line.startsWith(parameter.name() + " "));
            assertThat(parameter.values()).allSatisfy(value -> assertThat(text.lines().map(String::strip))
                    .anyMatch(line -> line.startsWith(value.value() + " ")
                            && line.contains(" " + value.trials() + "  " + Numbers.metric(value.mean()))));
        }
        assertThat(text.lines()).allMatch(line -> line.length() <= 99);
    }

    @Test
    void withoutTrialsThereIsNothingToShow() {
        assertThat(Effects.of(spec, new StudyState(List.of())).text())
                .isEqualTo("No parameter has taken two values in trials with a result.\n");
    }

    private Effects.OfParameter parameter(String name) {
        return effects.parameters().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    private static double best(Trial trial, int epochs) {
        return trial.curve().epochs().stream().filter(epoch -> epoch.epoch() <= epochs)
                .map(EpochRecord::metrics).mapToDouble(metrics -> metrics.get("accuracy")).max().orElseThrow();
    }
}
