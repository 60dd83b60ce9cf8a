package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.Threshold;
import org.whittle.study.DataSpec;
import org.whittle.study.EarlierFormats;
import org.whittle.study.StudySpec;

/** {@code objectives} and {@code select} in study files. */
class ObjectivesTest {

    private static final String SPACE = Studies.DATA + "space.dropout { low = 0, high = 0.5 }\n";

    @ParameterizedTest
    @ValueSource(strings = {
        "[{ metric = accuracy, direction = maximize }, { metric = parameters, direction = minimize }]",
        "[maximize accuracy, minimize parameters]", "[accuracy, parameters]", "[accuracy, {metric = parameters}]"})
    void accuracyAndSizeInEveryNotation(String list) {
        assertThat(Studies.read(SPACE + "objectives = " + list).objectives()).isEqualTo(Objectives.of(
                new Objective("accuracy", Direction.MAXIMIZE), new Objective("parameters", Direction.MINIMIZE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{ metric = accuracy, above = 0.97 }, { metric = parameters, direction = minimize }]",
        "[accuracy above 0.97, parameters]"})
    void theSmallestNetworkThatIsAccurateEnough(String list) {
        StudySpec spec = Studies.read(SPACE + "select = knee, objectives = " + list);

        assertThat(spec.objectives())
                .isEqualTo(new Objectives(
                        List.of(
                                new Threshold("accuracy", Direction.MAXIMIZE, 0.97),
                                new Objective("parameters", Direction.MINIMIZE)),
                        Objectives.Select.KNEE));
        assertThat(spec.objective()).isEqualTo(new Objective("accuracy", Direction.MAXIMIZE));
        assertThat(StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT)).isEqualTo(spec);
    }

    @Test
    void theTaskFollowsFromTheObjectives() {
        assertThat(Studies.read("data.path = rows.csv, space.dropout { low = 0, high = 0.5 }\n"
                + "objectives = [rmse, training-time]").data().task()).isEqualTo(DataSpec.Task.REGRESSION);
    }

    @Test
    void anObjectiveOfAnotherFileIsTakenBack() {
        assertThat(Studies.read(SPACE
                                + "objective.metric = roc-auc\nobjective = null\nobjectives = [accuracy, parameters]")
                        .objective()
                        .metric())
                .isEqualTo("accuracy");
    }

    @Test
    void everyMistakeHasItsLine() {
        assertThat(
                        Studies.problems(
                                SPACE
                                        + """
                objective.metric = accuracy
                objectives = [
                  { metric = accuracy }
                  { metric = parametres }
                  { metric = parameters, above = 5000 }
                  { metric = accuracy, above = 97 }
                ]
                """))
                .containsExactly(
                        "my.conf:4: objectives and objective are both set; write one of them, and objective = null "
                                + "where another "
                                + "file sets it",
                        Studies.withMetrics(
                                "my.conf:6: objectives = parametres is not one of ALL-METRICS | parameters | "
                                        + "inference-time | "
                                        + "training-time; write parameters"),
                        "my.conf:7: objectives: of parameters, lower is better; its bound is below",
                        "my.conf:8: objectives = 97 is not a number from 0 to 1; write 0.97");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            [{ metric = accuracy, direction = minimize }] § objectives: of accuracy, higher is better; write maximize
            [{ direction = minimize }]             § objectives: an objective has no metric; write such as { metric = \
            accuracy, direction = maximize } or { metric = accuracy, above = 0.97 }
            [{ metric = accuracy, bove = 0.9 }]    § objectives: bove is not part of an objective; write above
            [{ metric = accuracy, above = 0.9, direction = maximize }] § objectives: accuracy has a direction and a \
            bound; write two, one with each, if it is to be optimized beyond the bound
            [parameters, accuracy]                 § objectives begins with parameters, which says nothing about \
            predictions; begin with a metric of them: patience, stop.target and progress go by the first
            [accuracy above 0.9]                   § objectives has only bounds; write what to maximize or minimize \
            within them too
            [accuracy, accuracy]                   § objectives has accuracy twice; write it once
            [rmse, parameters]                     § objectives = rmse does not suit classification; write \
            CLASSIFICATION-METRICS
            [accuracy parameters]                  § objectives: accuracy parameters is not an objective; write such \
            as { metric = accuracy, direction = maximize } or { metric = accuracy, above = 0.97 }
            """)
    void aMistakeIsNamedWithWhatToWriteInstead(String list, String problem) {
        assertThat(Studies.problems(SPACE + "objectives = " + list))
                .containsExactly("my.conf:3: " + Studies.withMetrics(problem));
    }

    @Test
    void aGainOfTheFrontHasNoSize() {
        assertThat(Studies.problems(SPACE + "objectives = [accuracy, parameters], stop.plateau.epsilon = 0.1"))
                .singleElement().asString().contains("stop.plateau.epsilon = 0.1 does not apply to several objectives");
    }

    @Test
    void aBareDirectionIsRefusedWithItsLine() {
        assertThat(Studies.problems(SPACE + "objectives = [ { metric = accuracy, maximize } ]"))
                .containsExactly("my.conf:3: a key needs a value; write direction = maximize");
    }
}
