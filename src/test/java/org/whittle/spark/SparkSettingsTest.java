package org.whittle.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {

    @Test
    void bracketsShareTheCluster() {
        SparkConf conf = new SparkConf(false);

        SparkSettings.applyTo(conf);

        assertThat(conf.get("spark.scheduler.mode")).isEqualTo("FAIR");
    }

    @Test
    void whatTheUserHasSetStays() {
        SparkConf conf = new SparkConf(false).set("spark.scheduler.mode", "FIFO")
                .set("spark.executorEnv.OMP_NUM_THREADS", "4");

        SparkSettings.applyTo(conf);

        assertThat(conf.get("spark.scheduler.mode")).isEqualTo("FIFO");
        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("4");
    }

    @Test
    void executorsTrainWithOneThreadATrialAndDownloadNothing() {
        SparkConf conf = new SparkConf(false);

        SparkSettings.applyTo(conf);

        assertThat(conf.get("spark.executor.extraJavaOptions")).isEqualTo("-Dai.djl.offline=true "
                + "-Dai.djl.pytorch.num_interop_threads=1 -Dai.djl.pytorch.num_threads=1");
        assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("1");
        assertThat(conf.get("spark.executorEnv.MALLOC_TRIM_THRESHOLD_")).isEqualTo("268435456");
        assertThat(conf.get("spark.executorEnv.MALLOC_MMAP_THRESHOLD_")).isEqualTo("33554432");
        assertThat(conf.get("spark.executorEnv.TORCH_ALLOW_TF32_CUBLAS_OVERRIDE")).isEqualTo("0");
    }

    @Test
    void theUsersJavaOptionsAreKeptAndWin() {
        SparkConf conf = new SparkConf(false)
                .set("spark.executor.extraJavaOptions", "-Xss4m -Dai.djl.pytorch.num_threads=2");

        SparkSettings.applyTo(conf);

        assertThat(conf.get("spark.executor.extraJavaOptions")).isEqualTo("-Dai.djl.offline=true "
                + "-Dai.djl.pytorch.num_interop_threads=1 -Xss4m -Dai.djl.pytorch.num_threads=2");
    }

    @Test
    void aTaskThatFailedTwiceGoesElsewhereOnGpusAndOnClusters() {
        SparkConf gpus = applied(Map.of("spark.task.resource.gpu.amount", "1"));
        SparkConf cluster = applied(Map.of("spark.master", "k8s://https://host:6443"));

        assertThat(List.of(gpus, cluster)).allSatisfy(conf -> {
            assertThat(conf.get("spark.excludeOnFailure.enabled")).isEqualTo("true");
            assertThat(conf.get("spark.task.maxFailures")).isEqualTo("8");
            assertThat(conf.get("spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor")).isEqualTo("2");
            assertThat(conf.get("spark.excludeOnFailure.task.maxTaskAttemptsPerNode")).isEqualTo("4");
            assertThat(conf.get("spark.excludeOnFailure.stage.maxFailedTasksPerExecutor")).isEqualTo("8");
            assertThat(conf.get("spark.excludeOnFailure.application.maxFailedTasksPerExecutor")).isEqualTo("8");
        });
        assertThat(applied(Map.of("spark.master", "local[4]")).contains("spark.excludeOnFailure.enabled")).isFalse();
        assertThat(applied(Map.of()).contains("spark.excludeOnFailure.enabled")).isFalse();
    }

    /** Spark does not start if a node may have all attempts of a task. */
    @Test
    void attemptsThatTheUserHasSetAreHalved() {
        SparkConf three = applied(Map.of("spark.master", "yarn", "spark.task.maxFailures", "3"));
        SparkConf one = applied(Map.of("spark.master", "yarn", "spark.task.maxFailures", "1"));
        SparkConf off = applied(Map.of("spark.master", "yarn", "spark.excludeOnFailure.enabled", "false"));

        assertThat(three.get("spark.task.maxFailures")).isEqualTo("3");
        assertThat(three.get("spark.excludeOnFailure.task.maxTaskAttemptsPerNode")).isEqualTo("1");
        assertThat(one.contains("spark.excludeOnFailure.enabled")).isFalse();
        assertThat(off.get("spark.excludeOnFailure.enabled")).isEqualTo("false");
        assertThat(off.contains("spark.task.maxFailures")).isFalse();
    }

    private static SparkConf applied(Map<String, String> settings) {
        SparkConf conf = new SparkConf(false);
        settings.forEach(conf::set);
        SparkSettings.applyTo(conf);
        return conf;
    }

    @Test
    void aLocalDriverSurvivesATaskWithoutMemory() {
        SparkConf local = new SparkConf(false).set("spark.master", "local[2]");

        SparkSettings.applyTo(local);

        assertThat(local.get("spark.executor.killOnFatalError.depth")).isEqualTo("0");
    }

    @Test
    void applyingTwiceChangesNothing() {
        SparkConf conf = new SparkConf(false);
        SparkSettings.applyTo(conf);
        String once = conf.toDebugString();

        SparkSettings.applyTo(conf);

        assertThat(conf.toDebugString()).isEqualTo(once);
    }

    @Test
    void poolsSortLikeTheirBrackets() {
        assertThat(SparkSettings.pool(2)).isLessThan(SparkSettings.pool(10));
    }
}
