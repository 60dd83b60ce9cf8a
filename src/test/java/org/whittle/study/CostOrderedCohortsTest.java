package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.schedule.Rung;
import org.whittle.space.Configuration;
import org.whittle.trial.Budget;
import org.whittle.trial.Start;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialTask;

class CostOrderedCohortsTest {

    private static final TrialCost COST =
            new TrialCost(new TreeMap<>(Map.of("layers", 2, "units", 64, "batch-size", 32)), 64, 10, 1000);

    @Test
    void theCostliestCohortComesFirst() {
        Rung rung = rung(16, 1000, 100, 2000);

        assertThat(ids(planner(1, 1).plan(rung)))
                .containsExactly(List.of(3), List.of(1), List.of(2), List.of(0));
    }

    @Test
    void cohortsCostAboutTheSame() {
        // 2000 units cost more than everything else together.
        Rung rung = rung(16, 1000, 100, 2000, 16, 16);

        assertThat(ids(planner(5, 2).plan(rung))).containsExactly(List.of(3), List.of(0, 1, 2, 4, 5));
    }

    @ParameterizedTest(name = "{0} trials, at most {1} in a cohort, at least {2} cohorts: {3}")
    @CsvSource({"9, 1, 1, 9", "9, 4, 1, 3", "9, 4, 5, 5", "9, 4, 100, 9", "9, 100, 1, 1", "1, 8, 8, 1", "81, 16, 2, 6"})
    void thereAreAsManyCohortsAsSizesAsk(int trials, int maxSize, int minPerRung, int cohorts) {
        int[] units = new int[trials];
        Arrays.setAll(units, i -> 16 + i);
        Rung rung = rung(units);

        List<List<TrialTask>> plan = planner(maxSize, minPerRung).plan(rung);

        assertThat(plan).hasSize(cohorts).allSatisfy(c -> assertThat(c).hasSizeBetween(1, maxSize));
        assertThat(plan.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(rung.tasks());
    }

    @Test
    void equalTrialsAreDealtOutInTheirOrder() {
        Rung rung = rung(64, 64, 64, 64, 64);

        assertThat(ids(planner(3, 2).plan(rung))).containsExactly(List.of(0, 2, 4), List.of(1, 3));
    }

    @Test
    void theOrderOfTheTasksDoesNotMatter() {
        Rung rung = rung(16, 64, 32, 64, 128, 16, 64);
        List<TrialTask> reversed = new ArrayList<>(rung.tasks());
        Collections.reverse(reversed);

        assertThat(planner(3, 2).plan(new Rung(1, 0, 3, 0, reversed))).isEqualTo(planner(3, 2).plan(rung));
    }

    @Test
    void aCohortNeedsATrial() {
        assertThatThrownBy(() -> planner(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> planner(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static CostOrderedCohorts planner(int maxSize, int minPerRung) {
        return new CostOrderedCohorts(COST, maxSize, minPerRung);
    }

    private static Rung rung(int... units) {
        List<TrialTask> tasks = new ArrayList<>();
        for (int i = 0; i < units.length; i++) {
            tasks.add(new TrialTask(new TrialId(i), 1, 0, Configuration.of(Map.of("units", units[i])),
                    new Start.Fresh(), new Budget(3), i));
        }
        return new Rung(1, 0, 3, 0, tasks);
    }

    private static List<List<Integer>> ids(List<List<TrialTask>> cohorts) {
        return cohorts.stream().map(c -> c.stream().map(t -> t.id().value()).toList()).toList();
    }
}
