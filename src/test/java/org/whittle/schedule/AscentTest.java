package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class AscentTest {

    @Test
    void goesFromCheapToDear() {
        Ascent ascent = new Ascent(1, 52, 4, 12, 7);
        List<RungPlan> race = List.of(new RungPlan(12, 4), new RungPlan(3, 13), new RungPlan(1, 52));

        assertThat(rungs(ascent, 0)).containsExactly(new RungPlan(8, 4));
        assertThat(rungs(ascent, 1)).containsExactly(new RungPlan(8, 4));
        for (int iteration = 2; iteration < 5; iteration++) {
            assertThat(rungs(ascent, iteration)).isEqualTo(race);
        }
        assertThat(rungs(ascent, 5)).containsExactly(new RungPlan(3, 52));
        assertThat(rungs(ascent, 6)).containsExactly(new RungPlan(3, 52));
    }

    @Test
    void noRungIsShorterThanTheLeast() {
        assertThat(rungs(new Ascent(6, 52, 4, 12, 3), 2))
                .containsExactly(new RungPlan(12, 6), new RungPlan(3, 13), new RungPlan(1, 52));
        assertThat(rungs(new Ascent(20, 52, 4, 12, 3), 2))
                .containsExactly(new RungPlan(12, 20), new RungPlan(1, 52));
    }

    @Test
    void budgetsThatCoincideAreOneRung() {
        assertThat(rungs(new Ascent(1, 3, 4, 12, 3), 2)).containsExactly(new RungPlan(12, 1), new RungPlan(1, 3));
        assertThat(rungs(new Ascent(1, 1, 4, 12, 3), 0)).containsExactly(new RungPlan(3, 1));
        assertThat(rungs(new Ascent(1, 1, 4, 12, 3), 2)).containsExactly(new RungPlan(3, 1));
    }

    @Test
    void settingsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Ascent(1, 52, 4, 1, 7))
                .withMessage("The population (1) must be at least 2. Maybe set search.population = 12.");
        assertThatIllegalArgumentException().isThrownBy(() -> new Ascent(1, 52, 4, 12, 0))
                .withMessageContaining("search.iterations");
    }

    private static List<RungPlan> rungs(Ascent ascent, int iteration) {
        return ascent.brackets(iteration, 1).get(0).rungs();
    }
}
