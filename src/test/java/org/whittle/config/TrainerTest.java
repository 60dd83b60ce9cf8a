package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Threshold;
import org.whittle.sampler.Exploration;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.study.DataSpec;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.work.OwnTraining;

/** Studies whose trials a class or a command of the user's trains. */
class TrainerTest {

    private static final String TRAINER =
            "trainer { command = [python3, train.py], metrics { accuracy = maximize } }\n";
    private static final String SPACE = """
            space {
              lr { low = 1e-4, high = 1e-1, log = true }
              n_trees { type = int, low = 16, high = 256, log = true }
              share { type = real, low = 0, high = 1, explore = false }
              depth = [2, 4, 8]
              kind = [gini, entropy]
              bootstrap { type = boolean }
              alpha { low = 0, high = 0.5, when = "kind = gini and depth >= 4" }
              fixed = 7
            }
            constraints = ["depth * n_trees <= 1000"]
            """;

    @Test
    void aCommandNeedsNothingButItsMetricsAndASpace() {
        StudySpec spec = Studies.read(TRAINER + "space.x { low = 0.0, high = 1.0 }");

        assertThat(spec.trainer())
                .contains(new OwnTraining(
                        new OwnTraining.Call.OfCommand(List.of("python3", "train.py")),
                        new TreeMap<>(Map.of("accuracy", Direction.MAXIMIZE)),
                        Duration.ofHours(1)));
        assertThat(spec.data()).isEqualTo(DataSpec.NONE);
        assertThat(spec.objective()).isEqualTo(new Objective("accuracy", Direction.MAXIMIZE));
        assertThat(spec.baseline().values()).isEqualTo(Map.of("x", 0.5));
        assertThat(spec.training()).isEmpty();
    }

    @Test
    void wholeBoundsLeaveOpenWhatAParameterIs() {
        assertThatThrownBy(() -> Studies.read(TRAINER + "space.x { low = 0, high = 1 }"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("write space.x.type = int, or space.x.type = real");
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example.Valley", "valley"})
    void aClassIsNamedByItsNameOrByItself(String name) {
        StudySpec spec =
                Studies.read("trainer { class = %s, metrics { loss = minimize }, timeout = 90 s }\n".formatted(name)
                        + "space.rate { low = 0.001, high = 0.1 }");

        assertThat(spec.trainer().orElseThrow().call()).isEqualTo(new OwnTraining.Call.OfClass("com.example.Valley"));
        assertThat(spec.trainer().orElseThrow().timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(spec.resolved()).containsEntry("trainer.class", "\"com.example.Valley\"");
    }

    @Test
    void theSpaceHasTheTrainersOwnParametersByTheirNamesConditionsBehindWhatTheyRead() {
        StudySpec spec = Studies.read(TRAINER + SPACE);

        assertThat(spec.space().names())
                .containsExactly("bootstrap", "depth", "fixed", "kind", "alpha", "lr", "n_trees", "share");
        assertThat(spec.space().dimension("lr").orElseThrow().parameter()).isInstanceOf(RealParameter.class);
        assertThat(spec.space().dimension("n_trees").orElseThrow().parameter()).isInstanceOf(IntegerParameter.class);
        assertThat(spec.space().dimension("alpha").orElseThrow().when()).isPresent();
        assertThat(spec.baseline().values())
                .containsEntry("depth", 2)
                .containsEntry("kind", "gini")
                .containsEntry("fixed", 7)
                .containsEntry("bootstrap", false)
                .containsEntry("n_trees", 63)
                .doesNotContainKey("alpha");
    }

    @Test
    void realRangesChangeInPopulationBasedTrainingUnlessTheFileSaysOtherwise() {
        StudySpec spec = Studies.read(
                TRAINER + SPACE + "space.n_trees.explore = true\nsearch.scheduler = population-based-training");

        assertThat(Exploration.parameters(spec.space()).stream().<String>map(Parameter::name))
                .containsExactly("alpha", "lr", "n_trees");
    }

    @Test
    void aRecordSaysTheSame() {
        StudySpec spec = Studies.read(
                TRAINER + SPACE + "search { scheduler = hyperband, sampler = tpe }\nenqueue = [{ lr = 0.01 }]");

        StudySpec rebuilt = StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT);

        assertThat(rebuilt.resolved()).isEqualTo(spec.resolved());
        assertThat(rebuilt.space()).isEqualTo(spec.space());
        assertThat(rebuilt.trainer()).isEqualTo(spec.trainer());
        assertThat(rebuilt.baseline()).isEqualTo(spec.baseline());
        assertThat(rebuilt.enqueued()).isEqualTo(spec.enqueued());
    }

    @Test
    void whatARecordNamesIsNotLoaded() {
        var record = new TreeMap<>(Studies.read("trainer { class = valley, metrics { loss = minimize } }\n"
                + "space.rate { low = 0.001, high = 0.1 }").resolved());
        record.put("trainer.class", "\"com.example.Explodes\"");

        assertThat(StudyFile.rebuild(record, EarlierFormats.FORMAT).trainer().orElseThrow().call())
                .isEqualTo(new OwnTraining.Call.OfClass("com.example.Explodes"));
    }

    @Test
    void whatCameFromTheEnvironmentIsInNoRecord() {
        StudySpec spec = Studies.read("trainer { command = [train, --token, ${PATH}], metrics { loss = minimize } }\n"
                + "space.rate { low = 0.001, high = 0.1 }");

        assertThat(spec.trainer().orElseThrow().call().toString()).contains(System.getenv("PATH"));
        assertThat(spec.resolved().toString()).doesNotContain(System.getenv("PATH"));
        assertThat(StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT).resolved()).isEqualTo(spec.resolved());
    }

    @Test
    void objectivesAndGatesNameTheTrainersMetrics() {
        StudySpec spec = Studies.read("""
                trainer { command = [x], metrics { auc = maximize, size = minimize } }
                objectives = [auc above 0.9, size]
                gate.above { auc = 0.8 }
                space.x = [1, 2]
                """);

        assertThat(spec.objectives().goals()).containsExactly(new Threshold("auc", Direction.MAXIMIZE, 0.9),
                new Objective("size", Direction.MINIMIZE));
        assertThat(spec.gate().above()).containsEntry("auc", 0.8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            trainer.command = [x]                                       | my.conf:1: trainer.metrics is empty; write \
            what the trainer
            trainer.metrics { a = maximize }, data.path = x.csv         | my.conf:1: trainer.metrics is set, but \
            nothing that reports
            trainer { command = "python3 train.py", metrics { a = maximize } } | is not a list of words; write \
            ["python3", "train.py"]
            trainer { command = [x], class = valley, metrics { a = maximize } } | trainer.class and trainer.command \
            are both set
            trainer { class = valleys, metrics { a = maximize } }       | is not one of none
            trainer { class = com.example.No, metrics { a = maximize } } | there is no such class
            trainer { command = [x], metrics { a = maximise } }         | my.conf:1: trainer.metrics.a = maximise is \
            not one of
            trainer { command = [x], metrics { a = maximize, b = minimize } } | trainer.metrics has several; write \
            objective.metric = a
            trainer { command = [x], metrics { a = maximize } }, objective.metric = accuracy | objective.metric = \
            accuracy is not one of auto
            trainer { command = [x], metrics { a = maximize } }, objective.direction = minimize | but of a, higher is \
            better
            trainer { command = [x], metrics { a = maximize } }, gate.above.b = 1 | gate.above.b is not a metric of \
            the test rows; write gate.above.a
            trainer { command = [x], metrics { a = maximize } }, training.layers = 2 | write a parameter of the \
            trainer's in space, such as space.layers = 2
            trainer { command = [x], metrics { a = maximize } }, cohort.max-size = 2 | cohort.max-size is of Whittle's \
            networks
            trainer { command = [x], metrics { a = maximize } }, space.y { low = 1, high = 8 } | write space.y.type = \
            int, or space.y.type = real
            trainer { command = [x], metrics { a = maximize } }, space.y {} | space.y has no domain
            trainer { command = [x], metrics { a = maximize } }, space."a b" = [1, 2] | is not a name that expressions \
            can have
            trainer { command = [x], metrics { a = maximize } }, baseline.z = 1 | baseline.z is not a parameter of the \
            search space
            trainer { command = [x], metrics { a = maximize } }, search.scheduler = population-based-training | write \
            explore = true in one
            """)
    void whatIsWrongIsSaid(String text, String said) {
        List<String> problems = Studies.problems(text + "\nspace.x = [1, 2, 3]");

        assertThat(problems).anySatisfy(problem -> assertThat(problem).contains(said));
    }
}
