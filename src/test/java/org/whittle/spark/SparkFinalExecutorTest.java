package org.whittle.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.goal.Estimate;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.study.InfrastructureException;
import org.whittle.study.LockBox;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.Rows;
import org.whittle.work.TestResult;

@Timeout(600)
@Tag("cluster")
class SparkFinalExecutorTest {

    private static SparkContext context;

    @TempDir
    private Path directory;
    private SparkFinalExecutor executor;
    private StageLog log;

    @BeforeAll
    static void startSpark() {
        SparkConf conf = new SparkConf().setMaster("local[2]").setAppName("finals").set("spark.ui.enabled", "false")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        context = new SparkContext(conf);
    }

    @AfterAll
    static void stopSpark() {
        context.stop();
    }

    @BeforeEach
    void open() {
        log = new StageLog();
        context.addSparkListener(log);
        executor = new SparkFinalExecutor(context, new SyntheticTrainer(directory.toString()));
    }

    @AfterEach
    void close() {
        context.removeSparkListener(log);
        executor.close();
    }

    @Test
    void refitsEachModelInATaskOfItsOwnAndReturnsThemInOrder() {
        // The baseline's refit ends first.
        List<FinalModel> models = executor.refit(List.of(task(17), task(0)));

        assertThat(models).extracting(m -> m.trial().value()).containsExactly(17, 0);
        assertThat(models).extracting(FinalModel::directory).containsExactly("model/17@refit.17", "model/0@refit.0");
        assertThat(log.stages()).extracting(StageLog.Submitted::name, StageLog.Submitted::tasks)
                .containsExactly(tuple("refit of winner and baseline", 2));
    }

    @Test
    void theBaselineIsRefittedOnceIfItWon() {
        assertThat(executor.refit(List.of(task(0)))).hasSize(1);

        assertThat(log.stages()).extracting(StageLog.Submitted::name).containsExactly("refit of winner");
    }

    @Test
    void testsAllModelsInOneTaskThatOpensTheLockBox() {
        List<FinalModel> models = executor.refit(List.of(task(17), task(0)));

        List<TestResult> results = executor.test(models, new OnExecutorOnly(4), 100, 7);

        assertThat(results).extracting(r -> r.trial().value()).containsExactly(17, 0);
        assertThat(results).extracting(TestResult::metrics)
                .containsOnly(new TreeMap<>(Map.of("rows", new Estimate(4, 100, 7))));
        assertThat(log.stages().get(1).name()).isEqualTo("test");
        assertThat(log.stages().get(1).tasks()).isEqualTo(1);
    }

    @Test
    void aLockBoxThatCannotBeOpenedEndsTheTestInWords() {
        List<FinalModel> models = List.of(new FinalModel(new TrialId(1), 3, "model", 0, 1, 100, 0));
        LockBox broken = () -> {
            throw new IOException("no such file: data/test");
        };

        assertThatThrownBy(() -> executor.test(models, broken, 100, 7)).isInstanceOf(InfrastructureException.class)
                .hasMessageStartingWith("test (attempt ").hasMessageEndingWith("): no such file: data/test.");
    }

    private static RefitTask task(int trial) {
        return new RefitTask(new TrialId(trial), Configuration.of(Map.of()), 9, 1, "model/" + trial);
    }

    /** Test rows that nobody but a Spark task can get at. */
    private record OnExecutorOnly(int rows) implements LockBox {

        @Override
        public Rows open() {
            if (TaskContext.get() == null) {
                throw new AssertionError("opened on the driver");
            }
            return new Rows(rows, 1, new float[rows], new double[rows]);
        }
    }
}
