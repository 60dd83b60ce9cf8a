package org.whittle.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.goal.TrialId;

class RowPredictionsTest {

    private static final RowPredictions TWO = new RowPredictions(List.of("no", "yes — ja"), new double[] {0, 1, 1},
            List.of(new RowPredictions.Model(new TrialId(4), new double[] {0.9, 0.1, 0.3, 0.7, 0.6, 0.4},
                            new double[] {0, 1, 0}),
                    new RowPredictions.Model(TrialId.BASELINE, new double[] {0.5, 0.5, 0.5, 0.5, Double.NaN, 0.5},
                            new double[] {0, 0, 0})));

    @Test
    void areReadBackToTheBit() throws IOException {
        RowPredictions read = RowPredictions.decode(TWO.encode(), "file");
        assertThat(read.classes()).isEqualTo(TWO.classes());
        assertThat(read.labels()).containsExactly(TWO.labels());
        assertThat(read.models()).hasSize(2);
        assertThat(read.models().get(1).values()).containsExactly(TWO.models().get(1).values());
        assertThat(read.encode()).isEqualTo(TWO.encode());
    }

    @Test
    void numbersHaveNoClasses() throws IOException {
        double[] values = {1.5, -2};
        RowPredictions numbers = new RowPredictions(List.of(), new double[] {1, 2},
                List.of(new RowPredictions.Model(TrialId.BASELINE, values, values)));
        assertThat(RowPredictions.decode(numbers.encode(), "file").models().get(0).values()).containsExactly(values);
    }

    @Test
    void everyByteThatIsChangedOrMissingIsNoticed() {
        byte[] file = TWO.encode();
        for (int i = 0; i < file.length; i++) {
            byte[] changed = file.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> RowPredictions.decode(changed, "predictions/test.bin"))
                    .isInstanceOf(IOException.class).hasMessageContaining("predictions/test.bin is damaged");
        }
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> RowPredictions.decode(cut, "f")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new RowPredictions(List.of("a", "b"), new double[2],
                List.of(new RowPredictions.Model(TrialId.BASELINE, new double[3], new double[2]))))
                .hasMessageContaining("2 rows of 2 outputs do not fit 3 values");
    }
}
