package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.whittle.study.EarlierFormats;
import org.whittle.study.StudySpec;

/** What GPUs may do is said to executors by their environment. */
class DeviceTest {

    private static final String ROWS = Studies.DATA + "space.dropout { low = 0, high = 0.5 }";
    private static final String VARIABLE = "spark.executorEnv.TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

    @Test
    void executorsAreToldThatTheyMayRoundToTf32() {
        assertThat(Studies.read(ROWS).spark()).doesNotContainKey(VARIABLE);
        StudySpec faster = Studies.read(ROWS, "device.tf32=true");
        assertThat(faster.spark()).containsEntry(VARIABLE, "1");
        // It decides bits, so it is what a study is, unlike settings of Spark's.
        assertThat(faster.resolved()).containsEntry("device.tf32", "true");
        assertThat(StudyFile.rebuild(faster.resolved(), EarlierFormats.FORMAT)).isEqualTo(faster);
    }
}
