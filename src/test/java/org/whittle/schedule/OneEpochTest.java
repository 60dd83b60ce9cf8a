package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OneEpochTest {

    @Test
    void allTrialsTrainForAnEpochAndTheBestInFull() {
        assertThat(Reports.table(new OneEpoch(100, 5, 1, 27).brackets(0, 1).get(0))).isEqualTo("100×1 5×27");
        assertThat(Reports.table(new OneEpoch(100, 5, 2, 27).brackets(0, 1).get(0))).isEqualTo("100×2 5×27");
        assertThat(new OneEpoch(100, 5, 1, 27).iterations()).isEqualTo(1);
    }

    @Test
    void whereFullIsOneEpochThereIsNothingToCut() {
        assertThat(Reports.table(new OneEpoch(100, 5, 1, 1).brackets(0, 1).get(0))).isEqualTo("100×1");
    }

    @Test
    void settingsThatCannotBeAreRefusedWithAProposal() {
        assertThatIllegalArgumentException().isThrownBy(() -> new OneEpoch(4, 5, 1, 27)).withMessage(
                "The keep (5) must not be above the trials (4). Maybe set search.one-epoch.keep = 3.");
        assertThatIllegalArgumentException().isThrownBy(() -> new OneEpoch(4, 2, 28, 27)).withMessage(
                "The min-epochs (28) must not be above the max-epochs (27). Maybe set search.min-epochs = 1.");
    }
}
