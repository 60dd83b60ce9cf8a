package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a study is at when it is cancelled, it goes on as if it had not been. */
class CancellingTest {

    private static final Specification SMALL = SmallTuning.specification("small", 3).set("stop.trials", 4)
            .set("search.max-epochs", 3).build();

    @TempDir
    static Path directory;

    private static SparkSession spark;
    private static Dataset<Row> rows;
    private static List<String> undisturbed;

    @BeforeAll
    static void runUndisturbed() throws InterruptedException {
        spark = SmallTuning.spark();
        rows = SmallTuning.rows(spark);
        undisturbed = SmallTuning.tables(tuning("undisturbed").run());
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Tuning tuning(String home) {
        return Tuning.of(SMALL).spark(spark).data(rows).directory(directory.resolve(home).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "noted",
                "opened",
                "bracketOpened",
                "trialReported",
                "decided",
                "searchEnded",
                "winnerSelected",
                "refitted",
                "lockBoxOpened",
                "tested",
                "reported"
            })
    void atAnyEvent(String event) throws InterruptedException {
        cancelAndResume(event, event, () -> {});
    }

    /** What a study is doing when it is interrupted need not keep the interruption, as some of Spark does not. */
    @ParameterizedTest
    @ValueSource(strings = {"noted", "trialReported", "searchEnded", "reported"})
    void thoughTheInterruptionIsDropped(String event) throws InterruptedException {
        cancelAndResume(event, event + "-dropped", Thread::interrupted);
    }

    private static void cancelAndResume(String event, String home, Runnable afterwards) throws InterruptedException {
        CompletableFuture<TuningRun> run = new CompletableFuture<>();
        TuningListener cancel = (TuningListener) Proxy.newProxyInstance(
                CancellingTest.class.getClassLoader(), new Class<?>[] {TuningListener.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.getName().equals("equals")
                                ? (Object) (proxy == arguments[0])
                                : (Object) event.hashCode();
                    }
                    if (method.getName().equals(event)) {
                        run.join().cancel();
                        afterwards.run();
                    }
                    return null;
                });
        run.complete(tuning(home).listeners(cancel).start());
        assertThatThrownBy(run.join()::await).isInstanceOf(CancellationException.class);

        TuningResult resumed = tuning(home).resume().run();
        assertThat(SmallTuning.tables(resumed)).isEqualTo(undisturbed);
        assertThat(resumed.summary()).contains("\"lock_box_openings\" : 1,");
    }
}
