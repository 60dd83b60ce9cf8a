package org.whittle.train.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchesTest {

    @Test
    void everyRowIsUsedAndTheLastBatchHasTheRest() {
        Batches batches = Batches.of(1100, 64, false);
        assertThat(batches.used()).isEqualTo(1100);
        assertThat(batches.count()).isEqualTo(18);
        assertThat(batches.last()).isEqualTo(1100 - 17 * 64);
        assertThat(Batches.of(128, 64, false).last()).isEqualTo(64);
    }

    @Test
    void aLastBatchOfOneRowIsLeftOutWhereNothingCanBeNormalizedByIt() {
        assertThat(Batches.of(65, 32, true).count()).isEqualTo(2);
        assertThat(Batches.of(65, 32, true).used()).isEqualTo(64);
        assertThat(Batches.of(65, 32, false).count()).isEqualTo(3);
        assertThat(Batches.of(66, 32, true).count()).isEqualTo(3);
    }

    @Test
    void aBatchIsAtMostAllRows() {
        Batches batches = Batches.of(10, 64, false);
        assertThat(batches.size()).isEqualTo(10);
        assertThat(batches.last()).isEqualTo(10);
        assertThat(batches.count()).isEqualTo(1);
    }

    @Test
    void tooFewRowsAreRefused() {
        assertThatThrownBy(() -> Batches.of(1, 32, true)).hasMessage("There are 1 training rows: too few to train on.");
    }
}
