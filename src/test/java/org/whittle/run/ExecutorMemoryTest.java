package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LedgerEvent;
import org.whittle.train.engine.DeviceData;

/** Executors that outlive a study hold nothing of it. */
@Tag("cluster")
class ExecutorMemoryTest {

    private static SparkSession session(String classPath) {
        return SparkSession.builder().master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false")
                .config("spark.executor.extraClassPath", classPath).getOrCreate();
    }

    private static Tuning tuning(SparkSession spark, Path directory) {
        return Tuning.of(SmallTuning.specification("cluster", 3)
                        .set("stop.trials", 4)
                        .set("search.max-epochs", 3)
                        .build())
                .data(SmallTuning.rows(spark))
                .directory(directory.resolve("study").toString());
    }

    @Test
    void executorsWithoutWhittleAreSaid(@TempDir Path directory) {
        try (SparkSession spark = session(directory.toString())) {
            assertThatThrownBy(() -> tuning(spark, directory).run())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(
                            "Spark's executors do not have Whittle's jar; start the session with spark.jars = ");
        }
    }

    @Test
    void rowsAreFreedOnEveryExecutor(@TempDir Path directory) throws Exception {
        // An executor has another working directory.
        String classes = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        try (SparkSession spark = session(classes)) {
            int[] most = {0};
            TuningResult result = tuning(spark, directory)
                    .listeners(new TuningListener() {
                        @Override
                        public void lockBoxOpened(LedgerEvent.LockBoxOpened opening) {
                            most[0] = Collections.max(held(spark));
                        }
                    }).run();
            assertThat(result.best()).isPresent();
            assertThat(most[0]).as("while the study goes on").isPositive();
            assertThat(held(spark)).as("tasks beyond the executors' slots see each of them").containsOnly(0);
        }
    }

    private static List<Integer> held(SparkSession spark) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(Collections.nCopies(16, 0), 16)
                .map(task -> {
                    Thread.sleep(50);
                    return DeviceData.count();
                }).collect();
    }
}
