package org.whittle.train.descent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.whittle.goal.Objective;
import org.whittle.train.Synthetic;

class EarlyStoppingTest {

    @Test
    void stopsAfterSoManyEpochsWithoutAGain() {
        assertThat(stoppedAt(Synthetic.ACCURACY, 2, 0, 0.5, 0.6, 0.6, 0.59, 0.9)).isEqualTo(4);
        assertThat(stoppedAt(Synthetic.ACCURACY, 3, 0, 0.5, 0.6, 0.6, 0.59, 0.9, 0.9, 0.8)).isZero();
    }

    @Test
    void aChangeBelowMinDeltaIsNoGain() {
        assertThat(stoppedAt(Synthetic.ACCURACY, 2, 0.05, 0.5, 0.52, 0.54, 0.9)).isEqualTo(3);
        assertThat(stoppedAt(Synthetic.ACCURACY, 2, 0.05, 0.5, 0.52, 0.56, 0.57)).isZero();
    }

    @Test
    void lowerIsBetterWhereTheObjectiveSaysSo() {
        assertThat(stoppedAt(Synthetic.RMSE, 2, 0.1, 5, 4, 3, 2.95, 3.5)).isEqualTo(5);
    }

    @Test
    void patienceZeroNeverStops() {
        assertThat(stoppedAt(Synthetic.RMSE, 0, 0, 1, 2, 3, 4, 5, 6)).isZero();
    }

    /** The epoch, from 1, after which training stopped; 0 if it did not. */
    private static int stoppedAt(Objective objective, int patience, double minDelta, double... values) {
        EarlyStopping state = EarlyStopping.START;
        for (int epoch = 1; epoch <= values.length; epoch++) {
            state = state.after(values[epoch - 1], objective, patience, minDelta);
            if (state.stopped()) {
                return epoch;
            }
        }
        return 0;
    }
}
