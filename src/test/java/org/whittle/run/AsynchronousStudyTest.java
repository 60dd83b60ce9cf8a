package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.ledger.StudyDirectory;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Rung;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.StudyState;

/** Searches with many trials in flight on real Spark, whose tasks take other times in every run. */
@Tag("cluster")
class AsynchronousStudyTest {

    private static final String STUDY = """
            trainer { class = com.example.Dawdler, metrics { loss = minimize } }
            space { rate { low = 1e-3, high = 0.09, log = true }, unused = [a, b] }
            search { max-epochs = 9, trials = 18 }
            """;

    @TempDir
    Path directory;

    private static SparkSession spark(String master) {
        return SparkSession.builder().master(master).appName("tests").config("spark.ui.enabled", "false")
                .config("spark.scheduler.mode", "FAIR").getOrCreate();
    }

    private Tuning tuning(SparkSession spark, String name, String... settings) {
        Specification specification = Specification.text(STUDY).with("study.name", name);
        for (int i = 0; i < settings.length; i += 2) {
            specification = specification.with(settings[i], settings[i + 1]);
        }
        return Tuning.of(specification).spark(spark).directory(directory.resolve(name).toString());
    }

    /** A slow task changes when something is known, never what is decided. */
    @ParameterizedTest
    @CsvSource({"asha, tpe, 6, 1", "async-hyperband, tpe, 5, 1", "ascent, gp, 12, 6", "hyperband, random, auto, 2"})
    void inTheStudysOrderTablesAreThoseOfAnyCluster(String scheduler, String sampler, String parallel,
                                                       String iterations) throws Exception {
        List<List<String>> tables = new ArrayList<>();
        for (String master : List.of("local[1]", "local[2]", "local[7]")) {
            try (SparkSession spark = spark(master)) {
                tables.add(SmallTuning.tables(tuning(spark, "at-" + tables.size(), "search.scheduler", scheduler,
                        "search.sampler", sampler, "search.parallel", parallel, "search.iterations", iterations,
                        "study.name", "same").run()));
            }
        }
        assertThat(tables.get(0)).hasSizeGreaterThan(40);
        assertThat(tables.get(1)).isEqualTo(tables.get(0));
        assertThat(tables.get(2)).isEqualTo(tables.get(0));
    }

    /** What had been committed stays, in its order, and is what the rest goes on from. */
    @Test
    void inTheOrderOfArrivalAStudyThatIsInterruptedGoesOnFromWhatItHad() throws Exception {
        String[] settings = {"search.scheduler", "asha", "search.sampler", "tpe", "search.parallel", "5",
                "search.order", "arrival"};
        try (SparkSession spark = spark("local[3]")) {
            AtomicReference<TuningRun> run = new AtomicReference<>();
            AtomicInteger rungs = new AtomicInteger();
            Tuning cancelled = tuning(spark, "arrival", settings).listeners(new TuningListener() {
                @Override
                public void rungFinished(Rung rung, RungFinished result) {
                    while (run.get() == null) {
                        Thread.onSpinWait();
                    }
                    if (rungs.incrementAndGet() == 9) {
                        run.get().cancel();
                    }
                }
            });
            run.set(cancelled.start());
            assertThatThrownBy(() -> run.get().await()).isInstanceOf(CancellationException.class);
            List<Object> before = committed(spark);
            assertThat(before).hasSizeGreaterThan(9);

            TuningResult resumed = tuning(spark, "arrival", settings).resume().run();

            List<Object> after = committed(spark);
            assertThat(after.subList(0, before.size())).isEqualTo(before);
            assertThat(resumed.trials().count()).as("with the baseline").isEqualTo(19);
            assertThat(resumed.summary()).contains("order-of-arrival");
        }
    }

    /** What was proposed and what was decided, in the order in which it was committed. */
    private List<Object> committed(SparkSession spark) {
        List<Object> committed = new ArrayList<>();
        new StudyState(StudyDirectory.read(SparkStart.files(spark, directory.resolve("arrival").toString())).ledger()
                .read()).events().forEach(event -> {
                    if (event instanceof BracketOpened opened) {
                        committed.add(opened);
                    } else if (event instanceof RungFinished rung) {
                        committed.add(List.of(rung.bracket(), rung.rung(), rung.decisions().stream()
                                .map(Decision::toString).toList()));
                    }
                });
        return committed;
    }
}
