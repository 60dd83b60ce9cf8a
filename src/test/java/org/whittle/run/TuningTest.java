package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Rung;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudyInUseException;

/** Studies from Java: alone, at once, cancelled, resumed, listened to. */
class TuningTest {

    @TempDir
    static Path directory;

    private static SparkSession spark;
    private static Dataset<Row> rows;
    private static final Specification FIRST = SmallTuning.specification("first", 3).build();
    private static final Specification SECOND = SmallTuning.specification("second", 4).set("search.sampler", "sobol")
            .set("data.scaling", "robust").build();
    private static Events events;
    private static TuningResult first;
    private static TuningResult second;
    private static String printed;

    /** What was told, in a line each. */
    private static final class Events implements TuningListener {

        final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void searchStarted(org.whittle.study.StudySpec spec, long plannedEpochs) {
            lines.add("plan " + plannedEpochs);
        }

        @Override
        public void bracketOpened(LedgerEvent.BracketOpened bracket) {
            lines.add("bracket " + bracket.plan().number());
        }

        @Override
        public void epochTrained(TrialId trial, EpochRecord epoch) {
            lines.add("epoch %s.%d".formatted(trial, epoch.epoch()));
        }

        @Override
        public void decided(Decision decision) {
            lines.add("decision " + decision.trial());
        }

        @Override
        public void searchEnded(String reason) {
            lines.add("stop " + reason);
        }

        @Override
        public void refitted(org.whittle.work.FinalModel model) {
            lines.add("refit " + model.trial());
        }

        @Override
        public void lockBoxOpened(LedgerEvent.LockBoxOpened opening) {
            lines.add("lock box " + opening.opening());
        }

        @Override
        public void reported(TuningResult result) {
            lines.add("reported");
        }

        @Override
        public void failed(Throwable failure) {
            lines.add("failed " + failure.getClass().getSimpleName());
        }
    }

    @BeforeAll
    static void runEachAlone() throws InterruptedException {
        spark = SmallTuning.spark();
        rows = SmallTuning.rows(spark);
        events = new Events();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            first = tuning(FIRST, "first").listeners(events).run();
        } finally {
            System.setOut(before);
        }
        printed = out.toString(StandardCharsets.UTF_8);
        second = tuning(SECOND, "second").run();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Tuning tuning(Specification specification, String home) {
        return Tuning.of(specification).spark(spark).data(rows).directory(directory.resolve(home).toString());
    }

    @Test
    void tablesAreThoseOfTheFilesColumnByColumn() {
        String results = directory.resolve("first/results").toString();
        assertThat(first.trials().schema()).isEqualTo(spark.read().parquet(results + "/trials.parquet").schema());
        assertThat(first.epochs().schema()).isEqualTo(spark.read().parquet(results + "/epochs.parquet").schema());
        assertThat(first.rungs().schema()).isEqualTo(spark.read().parquet(results + "/rungs.parquet").schema());
        assertThat(first.trials().collectAsList())
                .isEqualTo(spark.read().parquet(results + "/trials.parquet").collectAsList());
        assertThat(first.epochs().collectAsList())
                .isEqualTo(spark.read().parquet(results + "/epochs.parquet").collectAsList());
        assertThat(first.rungs().collectAsList())
                .isEqualTo(spark.read().parquet(results + "/rungs.parquet").collectAsList());
        assertThat(first.trials().count()).isEqualTo(16);
        assertThat(first.summary()).contains("\"status\" : \"done\"");
        assertThat(first.unmetGate()).isEmpty();
        assertThat(first.best().orElseThrow().id().value())
                .isEqualTo(first.trials().filter("rank = 1").first().<Integer>getAs("trial"));
    }

    @Test
    void theModelScoresTables() {
        Dataset<Row> scored = first.model().of(rows);
        assertThat(scored.columns()).contains("a", "b", "colour", "kind", "prediction", "confidence", "probabilities");
        // Three kinds, well apart: a constant is right a third of the time.
        assertThat(scored.filter("prediction = kind").count()).isGreaterThan(150);
        assertThat(Scoring.of(spark, first.directory()).prefix("my_").of(rows).columns()).contains("my_prediction");
    }

    @Test
    void listenersAreToldAndNothingIsPrinted() {
        assertThat(printed).isEmpty();
        assertThat(events.lines.get(0)).isEqualTo("plan " + first.epochs().count());
        assertThat(events.lines.stream().filter(line -> line.startsWith("epoch"))).hasSize((int) first.epochs().count())
                .doesNotHaveDuplicates();
        assertThat(events.lines.stream().filter(line -> line.startsWith("decision")).distinct()).hasSize(16);
        assertThat(events.lines)
                .contains("bracket 0", "bracket 1", "bracket 2", "bracket 3")
                .containsSubsequence(
                        "stop the scheduler is done",
                        "refit " + first.best().orElseThrow().id(),
                        "lock box 1",
                        "reported")
                .doesNotContain("failed");
    }

    @Test
    void twoStudiesAtOnceAreAsEachAlone() throws Exception {
        TuningRun one = tuning(FIRST, "first-of-two").start();
        TuningRun two = tuning(SECOND, "second-of-two").start();
        assertThat(SmallTuning.tables(one.await())).isEqualTo(SmallTuning.tables(first));
        assertThat(SmallTuning.tables(two.await())).isEqualTo(SmallTuning.tables(second));
        assertThat(SmallTuning.tables(first)).isNotEqualTo(SmallTuning.tables(second));
    }

    @Test
    void aStudyCancelledInTheMiddleGoesOnAsIfNothingHadBeen() throws Exception {
        AtomicReference<TuningRun> run = new AtomicReference<>();
        AtomicReference<TuningResult> soFar = new AtomicReference<>();
        Events told = new Events();
        TuningListener cancel = new TuningListener() {
            @Override
            public void rungStarted(Rung rung) {
                if (rung.bracket() == 1 && rung.index() == 1) {
                    soFar.set(await(run).soFar().orElseThrow());
                    await(run).cancel();
                }
            }
        };
        Tuning tuning = tuning(FIRST, "cancelled").listeners(told, cancel);
        run.set(tuning.start());
        assertThatThrownBy(() -> run.get().await()).isInstanceOf(CancellationException.class)
                .hasMessageContaining(directory.resolve("cancelled").toString());
        assertThat(told.lines).endsWith("failed CancellationException").noneMatch(line -> line.startsWith("lock box"));
        // Bracket 1 had nine trials after its first rung.
        assertThat(soFar.get().trials().filter("bracket = 1").count()).isEqualTo(9);
        assertThat(soFar.get().trials().columns()).containsAll(List.of("trial", "params_units", "objective"));
        assertThat(run.get().cancel()).as("what has ended cannot be cancelled").isFalse();

        TuningResult resumed = tuning(FIRST, "cancelled").resume().run();
        assertThat(SmallTuning.tables(resumed)).isEqualTo(SmallTuning.tables(first));
    }

    @Test
    void aStudyCancelledWhileItsRowsArePreparedGoesOnToo() throws Exception {
        AtomicReference<TuningRun> run = new AtomicReference<>();
        TuningListener cancel = new TuningListener() {
            @Override
            public void noted(String line) {
                if (line.startsWith("data: writing")) {
                    await(run).cancel();
                }
            }
        };
        run.set(tuning(FIRST, "unprepared").listeners(cancel).start());
        assertThatThrownBy(() -> run.get().await()).isInstanceOf(CancellationException.class);
        assertThat(SmallTuning.tables(tuning(FIRST, "unprepared").resume().run())).isEqualTo(SmallTuning.tables(first));
    }

    private static TuningRun await(AtomicReference<TuningRun> run) {
        while (run.get() == null) {
            Thread.onSpinWait();
        }
        return run.get();
    }

    @Test
    void aStudyHasOneDriverInAJvmToo() throws Exception {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        TuningListener beside = new TuningListener() {
            @Override
            public void lockBoxOpened(LedgerEvent.LockBoxOpened opening) {
                try {
                    tuning(FIRST, "owned").resume().run();
                } catch (Throwable e) {
                    refused.set(e);
                }
            }
        };
        tuning(FIRST.with("stop.trials", "4"), "owned").listeners(beside).run();
        assertThat(refused.get()).isInstanceOf(StudyInUseException.class).hasMessageContaining("in use");
    }

    @Test
    void aListenerThatFailsDisturbsNobody() throws Exception {
        Events after = new Events();
        TuningListener broken = new TuningListener() {
            @Override
            public void epochTrained(TrialId trial, EpochRecord epoch) {
                throw new IllegalStateException("planted");
            }
        };
        TuningResult result = tuning(FIRST, "listened").listeners(broken, after).run();
        assertThat(SmallTuning.tables(result)).isEqualTo(SmallTuning.tables(first));
        assertThat(after.lines).hasSameSizeAs(events.lines);
    }

    @Test
    void anInterruptedCallerCancels() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread[] caller = new Thread[1];
        TuningListener interrupt = new TuningListener() {
            @Override
            public void rungStarted(Rung rung) {
                caller[0].interrupt();
            }
        };
        caller[0] = new Thread(() -> {
            try {
                tuning(FIRST, "interrupted").listeners(interrupt).run();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        caller[0].start();
        caller[0].join();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(SmallTuning.tables(tuning(FIRST, "interrupted").resume().run()))
                .isEqualTo(SmallTuning.tables(first));
    }

    @Test
    void whatIsWrongIsFoundBeforeAnythingBegins() {
        assertThatThrownBy(() -> tuning(FIRST, "first").run()).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("already holds a study");
        assertThatThrownBy(() -> tuning(FIRST.with("data.split.by", "path").with("data.split.path.validation", "v.csv")
                .with("data.split.path.test", "t.csv"), "split").start()).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("data.split.by = hash, column or time");
        assertThatThrownBy(
                        () -> tuning(FIRST.with("data.label", "kin"), "label").run())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("data.label: the table has no column 'kin'; did you mean 'kind'?");
        assertThat(directory.resolve("label")).doesNotExist();
        assertThatThrownBy(() -> Tuning.of(FIRST.with("data.format", "dataset")).spark(spark)
                .directory(directory.resolve("given").toString()).run()).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Tuning.data");
        assertThatThrownBy(() -> new ScoringJob(
                                first.directory(), "rows.dat", "scored", null, null, "", List.of(), Map.of(), null)
                        .run(line -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("rows.dat does not show its format");
        assertThatThrownBy(() -> tuning(FIRST.with("study.seed", "5"), "first").resume().run())
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("study.seed (3 / 5)");
        assertThat(spark.sparkContext().isStopped()).isFalse();
    }

    /** A setting that a user's sampler declares is the study's as any other. */
    @Test
    void aStudyGoesOnWithTheSettingsOfItsOwnSampler() throws InterruptedException {
        Specification spiral = SmallTuning.specification("spiral", 3).set("search.sampler", "spiral")
                .set("search.spiral.stride", 2).set("search.max-epochs", 3).set("stop.trials", 4).build();
        List<String> whole = SmallTuning.tables(tuning(spiral, "spiral").run());

        assertThatThrownBy(() -> tuning(spiral.with("search.spiral.stride", "3"), "spiral").resume().run())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("search.spiral.stride (2 / 3)");
        assertThat(SmallTuning.tables(tuning(spiral, "spiral").resume().run())).isEqualTo(whole);
    }
}
