package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.study.Gate;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;

class SummaryTest {

    @Test
    void tellsTheResult() throws IOException {
        StudySpec spec = SyntheticStudy.spec();
        StudyState state = SyntheticStudy.finished(spec);
        Trial winner = SyntheticStudy.byValue(state).get(0);
        JsonNode summary = summary(spec, state);
        assertThat(summary.path("status").asText()).isEqualTo("done");
        assertThat(summary.path("best").path("trial").asInt()).isEqualTo(winner.id().value());
        assertThat(summary.path("best").path("validation").path("accuracy").asDouble())
                .isEqualTo(winner.value(SyntheticStudy.OBJECTIVES));
        assertThat(summary.path("best").path("configuration").path("learning-rate").asDouble())
                .isEqualTo(winner.configuration().values().get("learning-rate"));
        assertThat(summary.path("best").path("test").path("accuracy").path("low").asDouble()).isEqualTo(0.975 - 0.012);
        assertThat(summary.path("baseline").path("test").path("accuracy").path("value").asDouble()).isEqualTo(0.9611);
        assertThat(summary.path("advantage").path("accuracy").path("value").asDouble()).isEqualTo(0.0139);
        assertThat(summary.path("lock_box_openings").asInt()).isEqualTo(1);
        assertThat(summary.path("lock_box_warning").isNull()).isTrue();
        assertThat(summary.path("trials").asInt()).isEqualTo(50);
        assertThat(summary.path("trials_by_state").path("failed").asInt()).isEqualTo(1);
        assertThat(summary.path("epochs").asLong()).isEqualTo(
                state.trials().stream().mapToLong(t -> t.curve().epochs().size()).sum());
        assertThat(summary.path("wall_seconds").asDouble()).isEqualTo(58);
        assertThat(summary.path("barrier_idle_seconds").asDouble()).isPositive();
        assertThat(summary.path("seed").asLong()).isEqualTo(42);
        assertThat(summary.path("versions").path("spark").asText()).isEqualTo("3.5.5");
        assertThat(summary.path("gate").path("met").asBoolean()).isTrue();
    }

    @Test
    void aRunThatAddsNothingTakesNoTimeOfThoseBefore() throws IOException {
        StudySpec spec = SyntheticStudy.spec();
        List<LedgerEvent> events = new ArrayList<>(SyntheticStudy.finished(spec).events());
        Instant later = ((LedgerEvent.StudyOpened) events.get(0)).at().plus(Duration.ofDays(3));
        events.add(new LedgerEvent.StudyResumed(later, new TreeMap<>()));
        assertThat(summary(spec, new StudyState(events)).path("wall_seconds").asDouble()).isEqualTo(58);
        // The first driver was killed after 40 seconds of searching, the second took over three days later.
        events.removeIf(LedgerEvent.StudyResumed.class::isInstance);
        events.addAll(2, List.of(new LedgerEvent.TimeSpent(40),
                new LedgerEvent.StudyResumed(later, new TreeMap<>())));
        events.replaceAll(event -> event instanceof LedgerEvent.SearchEnded ended ? new LedgerEvent.SearchEnded(
                later.plusSeconds(20), ended.reason(), 20, ended.rules()) : event);
        assertThat(summary(spec, new StudyState(events)).path("wall_seconds").asDouble()).isEqualTo(60);
    }

    @Test
    void namesWhatTheGateMisses() throws IOException {
        StudySpec spec = SyntheticStudy.spec(new Gate(new TreeMap<>(Map.of("accuracy", 0.98)), new TreeMap<>(), true));
        JsonNode gate = summary(spec, SyntheticStudy.finished(spec)).path("gate");
        assertThat(gate.path("met").asBoolean(true)).isFalse();
        assertThat(gate.path("unmet")).hasSize(1);
    }

    @Test
    void flagsASecondOpeningOfTheLockBox() throws IOException {
        StudySpec spec = SyntheticStudy.spec();
        JsonNode summary = summary(spec, SyntheticStudy.testedTwice(spec));
        assertThat(summary.path("lock_box_openings").asInt()).isEqualTo(2);
        assertThat(summary.path("lock_box_warning").asText()).contains("2 times");
        assertThat(summary.path("warnings").findValuesAsText("code")).containsExactly("lock-box-reopened");
    }

    @Test
    void warnsOfAWinnerThatIsWorseThanTheBaseline() throws IOException {
        StudySpec spec = SyntheticStudy.spec();
        JsonNode warnings = summary(spec, SyntheticStudy.worse(spec)).path("warnings");
        assertThat(warnings.findValuesAsText("code")).containsExactly("worse-than-baseline");
        assertThat(warnings.path(0).path("text").asText())
                .contains("[-0.1700, -0.01000]", "on 359 validation rows, as the best of", "Use the baseline");
        assertThat(summary(spec, SyntheticStudy.finished(spec)).path("warnings").isArray()).isTrue();
        assertThat(summary(spec, SyntheticStudy.finished(spec)).path("warnings")).isEmpty();
    }

    @Test
    void aRunningStudyHasNoWinnerYet() throws IOException {
        StudySpec spec = SyntheticStudy.spec();
        JsonNode summary = summary(spec, SyntheticStudy.running(spec));
        assertThat(summary.path("status").asText()).isEqualTo("searching");
        assertThat(summary.path("best").path("test").isNull()).isTrue();
        assertThat(summary.path("best").path("validation").path("accuracy").asDouble()).isPositive();
        assertThat(summary.path("stop_reason").isNull()).isTrue();
        assertThat(summary.path("gate").isNull()).isTrue();
        assertThat(summary(spec, SyntheticStudy.opened(spec)).path("best").isNull()).isTrue();
    }

    private static JsonNode summary(StudySpec spec, StudyState state) throws IOException {
        return new ObjectMapper().readTree(Summary.of(Overview.of(spec, state)));
    }
}
