package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FullTrainingTest {

    @Test
    void trialsComeInPopulationsOfWhichTheLastIsSmaller() {
        FullTraining scheduler = new FullTraining(23, 10, 27);

        assertThat(IntStream.range(0, scheduler.iterations())
                .mapToObj(i -> Reports.table(scheduler.brackets(i, i + 1).get(0))))
                .containsExactly("10×27", "10×27", "3×27");
    }

    @Test
    void aPopulationMayBeLargerThanTheStudy() {
        FullTraining scheduler = new FullTraining(4, 10, 3);

        assertThat(scheduler.iterations()).isEqualTo(1);
        assertThat(Reports.table(scheduler.brackets(0, 1).get(0))).isEqualTo("4×3");
    }

    @Test
    void settingsThatCannotBeAreRefusedWithAProposal() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FullTraining(9, 0, 27)).withMessage(
                "The population (0) must be at least 1. Maybe set search.population = 10.");
    }
}
