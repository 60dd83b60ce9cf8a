package org.whittle.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.TrialId;
import org.whittle.net.Training;
import org.whittle.space.Configuration;
import org.whittle.work.Budget;
import org.whittle.work.CohortLimits;
import org.whittle.work.Start;
import org.whittle.work.TrialTask;

class BatchedCohortsTest {

    private static final CohortCost COST = new CohortCost(training(), 64, 10, 1000);

    private static SortedMap<String, Object> training() {
        SortedMap<String, Object> training = Training.defaults();
        training.putAll(Map.of("units", 32, "batch-size", 32));
        return training;
    }

    @Test
    void smallNetworksOfOneKindShareACohort() {
        assertThat(sizes(planner(64, 1), 1, units(40, 32))).containsExactly(40);
        assertThat(sizes(planner(16, 1), 1, units(40, 32))).allMatch(size -> size <= 16).hasSize(3);
    }

    @Test
    void aCohortDoesNotOutgrowTheCache() {
        // 50,000 parameters each: six of them fill eight megabytes.
        List<Integer> large = sizes(planner(64, 1), 9, units(24, 200));
        assertThat(large).hasSizeGreaterThan(3).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(7));
    }

    @Test
    void widthsThatWouldBePaddedMoreThanACohortSavesAreKeptApart() {
        List<Map<String, Object>> mixed = new ArrayList<>(units(20, 16));
        mixed.addAll(units(20, 128));

        List<List<Integer>> cohorts = ids(planner(64, 1).plan(tasks(mixed), 9));

        assertThat(cohorts).contains(IntStream.range(0, 20).boxed().toList());
        assertThat(cohorts.stream().flatMap(List::stream)).hasSize(40);
    }

    @Test
    void depthsAndActivationsMayMix() {
        List<Map<String, Object>> mixed = List.of(Map.of("layers", 1), Map.of("layers", 3),
                Map.of("activation", "tanh"), Map.of("layers", 1, "activation", "gelu"));

        assertThat(sizes(planner(64, 1), 9, mixed)).containsExactly(4);
    }

    @Test
    void whatCannotShareAGraphIsKeptApart() {
        List<Map<String, Object>> mixed = List.of(Map.of(), Map.of("batch-size", 64), Map.of(),
                Map.of("batch-normalization", true), Map.of("batch-size", 64), Map.of("loss", "huber"));

        assertThat(ids(planner(64, 1).plan(tasks(mixed), 1))).containsExactlyInAnyOrder(List.of(0, 2), List.of(1, 4),
                List.of(3), List.of(5));
    }

    @Test
    void longRungsAreDividedAmongAsManySlotsAsTheStudyAsksFor() {
        assertThat(sizes(planner(64, 8), 1000, units(24, 32))).hasSize(8).allSatisfy(
                size -> assertThat(size).isBetween(2, 4));
        assertThat(sizes(planner(64, 100), 1000, units(24, 32))).hasSize(24);
    }

    @Test
    void shortRungsAreNot() {
        BatchedCohorts patient = new BatchedCohorts(COST, new CohortLimits(64, 8, Duration.ofSeconds(10), 1024));

        assertThat(sizes(patient, 1, units(24, 32))).containsExactly(24);
    }

    @Test
    void memoryBoundsACohortOfSeveral() {
        // A trial of 64 → 1000 → 1000 → 10 at batch 32 needs some 30 MiB.
        BatchedCohorts narrow = new BatchedCohorts(COST, new CohortLimits(64, 1, Duration.ZERO, 1));

        assertThat(sizes(narrow, 1, units(40, 32))).allSatisfy(size -> assertThat(size).isLessThan(6));
        assertThat(sizes(narrow, 1, units(3, 1000))).containsExactly(1, 1, 1);
    }

    @Test
    void theCostliestCohortComesFirst() {
        assertThat(ids(planner(1, 1).plan(tasks(List.of(Map.of("units", 16), Map.of("units", 1000),
                Map.of("units", 100), Map.of("units", 2000))), 3)))
                .containsExactly(List.of(3), List.of(1), List.of(2), List.of(0));
    }

    @Test
    void theOrderOfTheTasksDoesNotMatter() {
        List<TrialTask> tasks = tasks(List.of(Map.of("units", 16), Map.of("units", 64), Map.of("units", 20),
                Map.of("batch-size", 64), Map.of("units", 64), Map.of("units", 128)));
        List<TrialTask> reversed = new ArrayList<>(tasks);
        Collections.reverse(reversed);

        assertThat(planner(3, 4).plan(reversed, 3)).isEqualTo(planner(3, 4).plan(tasks, 3));
    }

    @Test
    void aCohortNeedsATrial() {
        assertThatThrownBy(() -> planner(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> planner(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static BatchedCohorts planner(int maxSize, int minPerRung) {
        return new BatchedCohorts(COST, new CohortLimits(maxSize, minPerRung, Duration.ZERO, 1024));
    }

    private static List<Map<String, Object>> units(int trials, int units) {
        return Collections.nCopies(trials, Map.of("units", units));
    }

    private static List<TrialTask> tasks(List<Map<String, Object>> configurations) {
        List<TrialTask> tasks = new ArrayList<>();
        for (int i = 0; i < configurations.size(); i++) {
            tasks.add(new TrialTask(new TrialId(i), 1, 0, Configuration.of(configurations.get(i)), new Start.Fresh(),
                    new Budget(9), i));
        }
        return tasks;
    }

    private static List<Integer> sizes(BatchedCohorts planner, int epochs, List<Map<String, Object>> configurations) {
        List<TrialTask> tasks = tasks(configurations);
        List<List<TrialTask>> cohorts = planner.plan(tasks, epochs);
        assertThat(cohorts.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(tasks);
        return cohorts.stream().map(List::size).toList();
    }

    private static List<List<Integer>> ids(List<List<TrialTask>> cohorts) {
        return cohorts.stream().map(cohort -> cohort.stream().map(task -> task.id().value()).toList()).toList();
    }
}
