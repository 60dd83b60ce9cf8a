package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SuccessiveHalvingTest {

    @Test
    void aRungHasAnEtathOfTheTrialsAndEtaTimesTheEpochs() {
        assertThat(table(27, 1, 27, 3)).isEqualTo("27×1 9×3 3×9 1×27");
        assertThat(table(64, 1, 8, 2)).isEqualTo("64×1 32×2 16×4 8×8");
        assertThat(table(100, 1, 27, 3)).isEqualTo("100×1 33×3 11×9 3×27");
    }

    @Test
    void theLastRungIsAlwaysAtMaxEpochs() {
        assertThat(table(27, 2, 27, 3)).isEqualTo("27×3 9×9 3×27");
        assertThat(table(16, 1, 50, 4)).isEqualTo("16×3 4×12 1×50");
    }

    @Test
    void aSmallPopulationSkipsTheShortestBudgets() {
        assertThat(table(5, 1, 27, 3)).isEqualTo("5×9 1×27");
        assertThat(table(2, 1, 27, 3)).isEqualTo("2×27");
    }

    @Test
    void everyIterationIsOneBracket() {
        SuccessiveHalving scheduler = new SuccessiveHalving(9, 1, 9, 3, 4);

        assertThat(scheduler.iterations()).isEqualTo(4);
        assertThat(scheduler.brackets(3, 4)).hasSize(1);
    }

    @Test
    void settingsThatCannotBeAreRefusedWithAProposal() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SuccessiveHalving(0, 1, 27, 3, 1)).withMessage(
                "The trials (0) must be at least 1. Maybe set search.trials = 27.");
        assertThatIllegalArgumentException().isThrownBy(() -> new SuccessiveHalving(9, 1, 27, 1, 1))
                .withMessageContaining("search.eta = 3");
    }

    private static String table(int trials, int minEpochs, int maxEpochs, int eta) {
        return Reports.table(new SuccessiveHalving(trials, minEpochs, maxEpochs, eta, 1).brackets(0, 1).get(0));
    }
}
