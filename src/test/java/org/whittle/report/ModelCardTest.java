package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.study.Gate;
import org.whittle.study.StudySpec;

class ModelCardTest {

    private static final List<String> ROWS = List.of("1079 training rows | of *pens*");

    private static String card(StudySpec spec) {
        return ModelCard.text(Overview.of(spec, SyntheticStudy.finished(spec)), ROWS);
    }

    @Test
    void saysOfTheModelWhatTheStudyKnows() {
        StudySpec spec = SyntheticStudy.spec();
        Overview overview = Overview.of(spec, SyntheticStudy.finished(spec));
        String card = card(spec);

        assertThat(card).startsWith("# Model card: digits\n");
        assertThat(card.lines().filter(line -> line.startsWith("## ")))
                .containsExactly("## Data", "## Metrics", "## Settings", "## Cost", "## Limits");
        assertThat(card).contains("as trial %s of %d".formatted(overview.winner().orElseThrow().id(),
                overview.trials().size()));
        overview.winner().orElseThrow().configuration().values().forEach((name, value) ->
                assertThat(card).contains("| %s | %s |".formatted(name, Numbers.parameter(value))));
        Comparison.of(overview).forEach(row -> assertThat(card)
                .contains(
                        "| %s | %s | %s | %s |".formatted(row.metric(), row.best(), row.baseline(), row.difference())));
        assertThat(card).contains("- 1079 training rows | of \\*pens\\*\n", "looked at once");
    }

    @Test
    void saysWhatTheGateMisses() {
        StudySpec strict = SyntheticStudy.spec(
                new Gate(new TreeMap<>(Map.of("accuracy", 0.9999)), new TreeMap<>(), false));
        Overview overview = Overview.of(strict, SyntheticStudy.finished(strict));
        assertThat(overview.unmetGate()).isNotEmpty();
        assertThat(card(strict)).contains(overview.unmetGate());
    }
}
