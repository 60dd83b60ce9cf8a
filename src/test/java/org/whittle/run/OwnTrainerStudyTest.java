package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.schedule.Rung;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudyException;

/** Whole studies of a class and of commands, without data. */
class OwnTrainerStudyTest {

    private static final String SPACE = """
            space { rate { low = 1e-3, high = 0.09, log = true }, unused = [a, b] }
            search { max-epochs = 9, trials = 9, population = 6 }
            """;
    private static final String CLASS = "trainer { class = com.example.Valley, metrics { loss = minimize } }\n" + SPACE;

    private static SparkSession spark;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        spark = SmallTuning.spark();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "full",
                "one-epoch",
                "successive-halving",
                "hyperband",
                "bohb",
                "dehb",
                "median",
                "learning-curve",
                "ascent",
                "population-based-training",
                "auto",
                "half-time"
            })
    void everySchedulerTunesIt(String scheduler) throws Exception {
        TuningResult result = tuning(CLASS, scheduler, "search.scheduler", scheduler).run();

        assertThat(result.best()).isPresent();
        assertThat(result.trials().filter("state in ('failed', 'diverged')").count()).isZero();
        assertThat(result.trials().columns()).contains("params_rate", "params_unused", "last_loss", "best_loss");
        assertThat(result.summary()).contains("\"status\" : \"done\"").contains("\"loss\" : {");
        assertThat(Files.isRegularFile(directory.resolve(scheduler + "/report/index.html"))).isTrue();
        assertThat(Files.isRegularFile(directory.resolve(scheduler + "/model/checkpoint.zip"))).isTrue();
    }

    @Test
    void aStudyThatIsInterruptedAndResumedHasTheTablesOfOneThatWasNot() throws Exception {
        String[] settings = {"search.scheduler", "population-based-training", "search.sampler", "spiral"};
        TuningResult whole = tuning(CLASS, "whole", settings).run();
        AtomicReference<TuningRun> run = new AtomicReference<>();
        Tuning cancelled = tuning(CLASS, "resumed", settings).listeners(new TuningListener() {
            @Override
            public void rungFinished(Rung rung, LedgerEvent.RungFinished result) {
                if (rung.bracket() > 0) {
                    while (run.get() == null) {
                        Thread.onSpinWait();
                    }
                    run.get().cancel();
                }
            }
        });
        run.set(cancelled.start());
        assertThatThrownBy(() -> run.get().await()).isInstanceOf(CancellationException.class);

        TuningResult resumed = tuning(CLASS, "resumed", settings).resume().run();

        assertThat(SmallTuning.tables(resumed)).isEqualTo(SmallTuning.tables(whole));
        assertThat(resumed.trials().filter("origin = 'spiral'").count()).isPositive();
    }

    @Test
    void aLostCheckpointIsMadeAgain() throws Exception {
        String[] settings = {"search.scheduler", "successive-halving"};
        TuningResult whole = tuning(CLASS, "whole", settings).run();
        TuningResult damaged = tuning(CLASS, "damaged", settings)
                .listeners(new TuningListener() {
                    @Override
                    public void rungFinished(Rung rung, LedgerEvent.RungFinished result) {
                        result.outcomes().stream()
                                .filter(o -> o instanceof org.whittle.work.TrialOutcome.Completed)
                                .forEach(o -> {
                                    String path = ((org.whittle.work.TrialOutcome.Completed) o).checkpoint();
                                    if (!path.isEmpty()) {
                                        write(directory.resolve("damaged").resolve(path));
                                    }
                                });
                    }
                })
                .run();

        assertThat(SmallTuning.tables(damaged)).isEqualTo(SmallTuning.tables(whole));
    }

    @Test
    void aStudyOfWhichEveryTrialFailsSaysWhy() {
        assertThatThrownBy(() -> tuning(
                                "trainer { command = [sh, -c, \"echo no licence >&2; exit 7\"], metrics { loss = "
                                        + "minimize } }\n"
                                        + SPACE,
                                "failing")
                        .run())
                .isInstanceOf(StudyException.class)
                .hasMessageContaining("The trainer exited with code 7: no licence.");
    }

    @Test
    void aTrainerCanHaveRowsThatTheStudyPrepares() throws Exception {
        Path script = Files.writeString(directory.resolve("rows.sh"), """
                read -r line
                folder=$(printf '%s' "$line" | sed 's/.*"data":"file:\\([^"]*\\)".*/\\1/')
                echo '{"epoch":1,"metrics":{"files":'$(ls "$folder" | wc -l)'}}'
                echo '{"done":true}'
                """);
        Specification specification = Specification.text(
                "trainer { command = [sh, \"%s\"], metrics { files = maximize } }\n".formatted(script)
                        + "data.label = kind, space.x = [1, 2, 3], search { scheduler = full, max-epochs = 1, "
                        + "population = 3 }");
        TuningResult result = Tuning.of(specification).spark(spark).data(SmallTuning.rows(spark))
                .directory(directory.resolve("rows").toString()).run();

        assertThat(result.trials().filter("rank = 1").first().<Double>getAs("objective")).isGreaterThan(2);
    }

    @Test
    void thereIsNoNetworkToPredictWith() throws Exception {
        tuning(CLASS, "study", "search.scheduler", "full").run();

        assertThatThrownBy(() -> Scoring.of(spark, directory.resolve("study").toString()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has no network to predict with")
                .hasMessageContaining("model/checkpoint.zip");
    }

    @Test
    void aTrainingThatIsOnlySometimesWrongCostsItsTrialsOnly() throws Exception {
        Path script = directory.resolve("train.sh");
        Files.writeString(script, """
                read -r line
                value() { printf '%s' "$line" | sed "s/.*\\"$1\\":\\"*\\([^,}\\"]*\\).*/\\1/"; }
                case $(value kind) in
                  crash) exit 9 ;;
                  hang) sleep 1000 ;;
                  rubbish) head -c 100000 /dev/urandom; echo ;;
                esac
                epoch=$(value from)
                while [ $epoch -lt $(value to) ]; do
                  epoch=$((epoch + 1))
                  echo "{\\"epoch\\":$epoch,\\"metrics\\":{\\"score\\":$epoch$(value x)}}"
                done
                echo '{"done":true,"test":{"score":1}}'
                """);
        TuningResult result = tuning("""
                trainer { command = [sh, "%s"], metrics { score = maximize }, timeout = 3 s }
                space { kind = [sound, crash, hang, rubbish], x = [1, 2] }
                search { scheduler = full, max-epochs = 2, population = 8 }
                """.formatted(script), "mixed").run();

        assertThat(result.trials().count()).isEqualTo(8);
        assertThat(result.trials()
                        .filter("params_kind in ('crash', 'hang') and state = 'failed'")
                        .count())
                .isEqualTo(4);
        assertThat(result.trials()
                        .filter("params_kind in ('sound', 'rubbish') and state = 'finished'")
                        .count())
                .isEqualTo(4);
        assertThat(result.trials().filter("params_kind = 'hang'").first().<String>getAs("reason"))
                .isEqualTo("The trainer reported no epoch for 3 s (trainer.timeout).");
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "damage");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Tuning tuning(String text, String name, String... settings) {
        Specification specification = Specification.text(text).with("study.name", name);
        for (int i = 0; i < settings.length; i += 2) {
            specification = specification.with(settings[i], settings[i + 1]);
        }
        return Tuning.of(specification).spark(spark).directory(directory.resolve(name).toString());
    }
}
