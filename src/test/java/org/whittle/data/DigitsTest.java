package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.trial.LearningTask;
import org.whittle.trial.Rows;

/** The sample data that Whittle ships, as the sample study prepares them. */
class DigitsTest extends SparkTest {

    @Test
    void areDividedByClassAndScaled() throws Exception {
        PreparedData prepared = prepare(Settings.digits());
        DataSummary summary = prepared.summary();
        assertThat(summary.features()).hasSize(64).startsWith("pixel_0_0", "pixel_0_1").endsWith("pixel_7_7");
        assertThat(prepared.training().task()).isEqualTo(new LearningTask.Classification(
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")));
        // Of the digit 3 there are 183: 0.2 of them, rounded, are 37, and 109 are left.
        assertThat(summary.training()).isEqualTo(new DataSummary.Part(1079,
                List.of(106, 110, 107, 109, 109, 110, 109, 107, 104, 108)));
        assertThat(summary.validation()).isEqualTo(new DataSummary.Part(359,
                List.of(36, 36, 35, 37, 36, 36, 36, 36, 35, 36)));
        assertThat(summary.test()).isEqualTo(summary.validation());

        Rows training = prepared.training().training();
        assertThat(prepared.lockBox().open().count()).isEqualTo(359);
        assertThat(feature(prepared, training, "pixel_0_0")).as("never inked").containsOnly(0);
        float[] pixel = feature(prepared, training, "pixel_3_3");
        double mean = 0;
        double squares = 0;
        for (float value : pixel) {
            mean += value / (double) pixel.length;
            squares += value * value / (pixel.length - 1.0);
        }
        // Rounding to float adds about 6e-8 a value.
        assertThat(mean).isCloseTo(0, org.assertj.core.api.Assertions.within(1e-6));
        assertThat(squares).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-6));
    }
}
