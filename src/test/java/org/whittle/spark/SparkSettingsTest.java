package org.whittle.spark;

import static org.assertj.core.api.Assertions.assertThat;

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
    void aTaskThatFailedOnADeviceTwiceGoesElsewhere() {
        SparkConf gpus = new SparkConf(false).set("spark.task.resource.gpu.amount", "1");
        SparkConf own = new SparkConf(false).set("spark.task.resource.gpu.amount", "1")
                .set("spark.excludeOnFailure.enabled", "false");
        SparkConf cores = new SparkConf(false);

        SparkSettings.applyTo(gpus);
        SparkSettings.applyTo(own);
        SparkSettings.applyTo(cores);

        assertThat(gpus.get("spark.excludeOnFailure.enabled")).isEqualTo("true");
        assertThat(gpus.get("spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor")).isEqualTo("2");
        assertThat(own.get("spark.excludeOnFailure.enabled")).isEqualTo("false");
        assertThat(cores.contains("spark.excludeOnFailure.enabled")).isFalse();
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
