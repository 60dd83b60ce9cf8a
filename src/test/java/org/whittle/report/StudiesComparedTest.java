package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;

class StudiesComparedTest {

    private final StudySpec spec = SyntheticStudy.spec();
    private final StudyState done = SyntheticStudy.finished(spec);
    private final StudiesCompared compared = new StudiesCompared(List.of(
            new StudiesCompared.Member("file:/studies/done", spec, done),
            new StudiesCompared.Member("file:/studies/running", spec, SyntheticStudy.running(spec)),
            new StudiesCompared.Member("file:/studies/opened", spec, SyntheticStudy.opened(spec))));

    @Test
    void aLineTellsEachStudyWhateverItsState() {
        List<String> lines = compared.text().lines().toList();

        assertThat(lines.get(1)).startsWith("done ").contains("0.9750 [0.9630, 0.9870]", "50");
        assertThat(lines.get(2)).startsWith("running ").contains("searching");
        assertThat(lines.get(3)).startsWith("opened ").contains("no trial yet", "–");
        assertThat(lines).anyMatch(line -> line.startsWith("learning-rate"));
    }

    @Test
    void programsGetTheBestAfterEveryRung() throws IOException {
        JsonNode json = new ObjectMapper().readTree(compared.json());

        assertThat(json).hasSize(3);
        JsonNode steps = json.get(0).path("progress");
        assertThat(steps).hasSize(done.rungs().size());
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i).path("best").asDouble()).isGreaterThanOrEqualTo(
                    steps.get(i - 1).path("best").asDouble());
        }
        assertThat(steps.get(steps.size() - 1).path("epochs").asLong())
                .isEqualTo(Overview.of(spec, done).epochs());
        assertThat(json.get(2).path("best").isNull()).isTrue();
    }

    @Test
    void whatHasOtherObjectivesIsNotCompared() {
        StudySpec other = new StudySpec(spec.name(), spec.seed(), spec.data(), spec.training(), 3, spec.space(),
                spec.baseline(), List.of(), Objectives.of(new Objective("log-loss", Direction.MINIMIZE)),
                spec.sampler(), spec.scheduler(), spec.stop(), spec.cohorts(), spec.test(), spec.gate(),
                spec.resolved());

        assertThatThrownBy(() -> new StudiesCompared(List.of(new StudiesCompared.Member("a", spec, done),
                new StudiesCompared.Member("b", other, done)))).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("b has the objective log-loss");
    }
}
