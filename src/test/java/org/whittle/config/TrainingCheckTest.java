package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.Patience;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InvalidInputException;
import org.whittle.study.PlanNotes;
import org.whittle.study.StudyPlan;
import org.whittle.study.StudySpec;

/** What would be found only after an hour, or never: hyperparameters, constraints and sizes that do not go together. */
class TrainingCheckTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training.batch-normalization=true, training.batch-size=1     | write training.batch-size = 2",
                "training.batch-normalization=true, space.batch-size={low=1,high=64} | write space.batch-size.low = 2",
                "space.batch-normalization={type=boolean}, training.batch-size=1 | write training.batch-size = 2",
                "training.warmup-epochs=50, search.max-epochs=3               | write training.warmup-epochs = 3",
                "space.warmup-epochs={low=0,high=50}, search.max-epochs=3     | write space.warmup-epochs.high = 3",
                "space.warmup-epochs=[0;5], search.max-epochs=3               | leave out 5",
                "space.momentum={low=0,high=0.9}, training.optimizer=adam     | write training.optimizer = sgd",
                "space.beta1={low=0.5,high=0.99}, space.optimizer=[sgd;rmsprop], baseline.optimizer=sgd | add adam to "
                        + "space.optimizer",
                "space.huber-delta={low=0.5,high=2}                           | write training.loss = huber",
                "space.step-epochs={low=1,high=5}                             | write training.schedule = step",
                "space.units={low=1,high=1000}, constraints=[\"units > 1000\"] | no configuration satisfies it",
                "space.units={low=1,high=1000}, constraints=[\"units > 9\";\"units < 5\"] | no configuration "
                        + "satisfies all",
                "objective.metric=f1                                          | write macro-f1",
                "search.scheduler=sha                                         | write successive-halving",
                "epochs=3                                                     | write search.max-epochs",
                "training.lr=1                                                | write training.learning-rate",
                "batch_size=1                                                 | write training.batch-size",
                "space.epochs=[1;2]                                           | write search.max-epochs",
                "space.lr=[1;2]                                               | write space.learning-rate",
                "search.n_trials=1                                            | write search.trials",
                "training.num_layers=1                                        | write training.layers",
                "training.hidden_size=1                                       | write training.units",
                "space.wd=[0.1;0.2]                                           | write space.weight-decay",
                "stop.target=1.5                                              | write 1",
                "stop.target=95                                               | write 0.95",
                "study.seed=9223372036854775808                               | write 9223372036854775807",
                "study.seed=-9223372036854775809                              | write -9223372036854775808",
                "search.max-epochs=99999999999999999999                       | write 1000000"
            })
    void isRefusedWithWhatToWriteInstead(String settings, String proposal) {
        assertThatThrownBy(() -> read(settings)).isInstanceOf(InvalidInputException.class).message()
                .satisfies(message -> assertThat(message.lines()).hasSize(1).allMatch(line -> line.endsWith(proposal)
                        || line.contains(proposal)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "training.batch-normalization=true, training.batch-size=2",
        "training.batch-size=1",
        "space.batch-normalization={type=boolean}, space.batch-size=[1;32], baseline.batch-size=32",
        "training.warmup-epochs=27",
        "space.batch-size={low=1,high=64}, space.batch-normalization={type=boolean}, "
                + "constraints=[\"batch-normalization = false or batch-size > 1\"]",
        "space.momentum={low=0,high=0.99}, space.optimizer=[sgd;adam]",
        "space.units={low=1,high=100000}, constraints=[\"units = 64\"]",
        "space.label-smoothing={low=0,high=0.2}"})
    void isAccepted(String settings) {
        assertThatCode(() -> read(settings)).doesNotThrowAnyException();
    }

    @Test
    void whatAStepNeverReachesAndWhatIsRareIsNoted() throws IOException {
        assertThat(PlanNotes.of(
                        read("space.dropout={low=0.05,high=0.3,step=0.1}, space.batch-size={low=16,high=100,step=32}, "
                                + "baseline { dropout=0.05, batch-size=16 }")))
                .containsExactly(
                        "dropout: 0.05, 0.15, 0.25; 0.3 is never tried", "batch-size: 16, 48, 80; 100 is never tried");
        assertThat(PlanNotes.of(read("space.dropout={low=0,high=0.3,step=0.1}"))).isEmpty();
        assertThat(PlanNotes.of(read("space.batch-normalization={type=boolean}, space.batch-size=[1;32], "
                + "baseline.batch-size=32"))).singleElement().asString()
                .endsWith("write constraints = [\"batch-normalization = false or batch-size > 1\"] to try none");
        assertThat(PlanNotes.of(read("space.units={low=1,high=100000}, constraints=[\"units = 64\"]")))
                .singleElement()
                .asString()
                .contains("none of 20,000 random configurations");
        assertThatThrownBy(() -> read("space.dropout={low=0.05,high=0.3,step=0.1}, baseline.dropout=0.3"))
                .hasMessageContaining("outside its domain (0.05 to 0.25, step 0.1); write 0.25");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search { scheduler=hyperband, sampler=random, iterations=5000000 }",
                "search { scheduler=auto, sampler=auto, iterations=2147483647 }",
                "search { scheduler=successive-halving, sampler=random, iterations=2147483647, trials=2147483647 }, "
                        + "stop.epochs=100000",
                "search { scheduler=full, sampler=random, trials=2147483647, population=2147483647 }, "
                        + "stop.epochs=100000",
                "search { scheduler=ascent, sampler=random, iterations=2147483647 }",
                "search { scheduler=median, sampler=random, trials=2147483647 }"
            })
    void anEndlessStudyIsLaidOutAtOnce(String settings) throws IOException {
        StudySpec spec = read(settings);
        StudyPlan[] laidOut = new StudyPlan[1];
        double seconds = Patience.processorSeconds(() -> laidOut[0] = StudyPlan.of(spec));
        StudyPlan plan = laidOut[0];

        assertThat(plan.trials()).isBetween(2L, (long) Integer.MAX_VALUE);
        assertThat(plan.epochs()).isPositive().isLessThanOrEqualTo(spec.stop().epochs().orElse(Long.MAX_VALUE));
        // What was minutes; a second is the promise, most of which is the JVM's start.
        assertThat(seconds).isLessThan(1);
    }

    /** Each is refused where a study is to begin; an earlier release let it begin, and it goes on by its rules. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "space.momentum { low = 0.1, high = 0.9 }",
                "stop.epochs = 5",
                "training.warmup-epochs = 500",
                "training { batch-normalization = true, batch-size = 1 }",
                "space.dropout { low = 0, high = 0.5, when = \"learning-rate > 3\" }"
            })
    void aStudyThatHasBegunIsNotJudgedAnew(String setting) throws IOException {
        Path file = Files.writeString(directory.resolve("begun.conf"), """
                data { path = rows.csv, label = y }
                space.learning-rate { low = 1e-4, high = 1e-1, log = true }
                """ + setting);
        Draft anew = StudyFile.draft(file.toString(), List.of());
        Draft begun = StudyFile.begun(
                new StudySource.OfFile(file.toString()), List.of(), EarlierFormats.FORMAT, new TreeMap<>());

        assertThat(anew.problems()).hasSize(1);
        assertThat(begun.problems()).isEmpty();
        assertThat(begun.spec()).isPresent();
        assertThat(begun.notes()).singleElement().satisfies(note -> {
            assertThat(note.text()).startsWith(file + ":3: ").endsWith("; the study began so, and goes on so");
            String found = anew.problems().get(0).text();
            assertThat(note.text()).startsWith(found.substring(0, found.lastIndexOf("; ")));
        });
    }

    /** @param settings divided by ", "; within lists ; stands for a comma */
    private StudySpec read(String settings) throws IOException {
        Path file = directory.resolve("s.conf");
        Files.write(
                file,
                Stream.concat(
                                Stream.of(
                                        "data { path = \"classpath:sample/digits.csv\", label = digit, "
                                                + "task = classification }",
                                        "space { learning-rate { low = 1e-4, high = 1e-1, log = true } }",
                                        "search.max-epochs = 27"),
                                Stream.of(settings.split(", (?![^{]*})")).map(s -> s.replace(';', ',')))
                        .toList());
        return StudyFile.read(file.toString(), List.of());
    }
}
