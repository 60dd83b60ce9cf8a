package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParetoPlaceTest {

    private static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);
    private static final Objective PARAMETERS = new Objective("parameters", Direction.MINIMIZE);
    private static final Objectives TWO = Objectives.of(ACCURACY, PARAMETERS);

    private static final List<Standing> FIVE = List.of(standing(1, 0.98, 9000), standing(2, 0.97, 7500),
            standing(3, 0.94, 2000), standing(4, 0.91, 1000), standing(5, 0.93, 8000));

    @Test
    void fiveTrialsStandAsTheDescriptionSays() {
        List<ParetoPlace> places = ParetoPlace.of(TWO, FIVE);

        assertThat(trials(places)).containsExactly(1, 4, 3, 2, 5);
        assertThat(places.stream().map(ParetoPlace::front)).containsExactly(1, 1, 1, 1, 2);
        assertThat(places.get(1).crowding()).isEqualTo(Double.POSITIVE_INFINITY);
        // Sums of two quotients: a few units in the last place.
        assertThat(places.get(2).crowding()).isCloseTo(0.06 / 0.07 + 6500.0 / 8000, within(1e-12));
        assertThat(places.get(3).crowding()).isCloseTo(0.04 / 0.07 + 7000.0 / 8000, within(1e-12));
    }

    @Test
    void trialsThatKeepTheThresholdsComeBeforeThoseThatDoNotAndThoseThatMissThemLeastNext() {
        Objectives bounded = Objectives.of(new Threshold("accuracy", Direction.MAXIMIZE, 0.935), PARAMETERS);

        List<ParetoPlace> places = ParetoPlace.of(bounded, FIVE);

        assertThat(trials(places)).containsExactly(3, 2, 1, 5, 4);
        assertThat(places.stream().map(ParetoPlace::feasible)).containsExactly(true, true, true, false, false);
        assertThat(places.get(4).violation()).isCloseTo(0.025 / 0.935, within(1e-12));
    }

    @Test
    void amongEquallySmallTrialsThatKeepTheThresholdTheMoreAccurateIsPreferred() {
        Objectives bounded = Objectives.of(new Threshold("accuracy", Direction.MAXIMIZE, 0.9), PARAMETERS);

        assertThat(trials(ParetoPlace.of(bounded, List.of(standing(1, 0.91, 500), standing(2, 0.95, 500),
                standing(3, 0.95, 500), standing(4, 0.99, 501))))).containsExactly(2, 3, 1, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void frontsAreThoseOfTheDefinition(int goals) {
        Objectives objectives = new Objectives(IntStream.range(0, goals).<Goal>mapToObj(g -> new Objective("m" + g,
                g % 2 == 0 ? Direction.MAXIMIZE : Direction.MINIMIZE)).toList(), Objectives.Select.FIRST);
        Random random = new Random(goals);
        for (int round = 0; round < 50; round++) {
            // Few values, so that many are equal.
            List<Standing> standings = IntStream.range(0, 40).mapToObj(t -> new Standing(new TrialId(t),
                    IntStream.range(0, goals).mapToObj(g -> random.nextInt(6) - 3.0).toList())).toList();

            Map<Integer, Integer> fronts = ParetoPlace.of(objectives, standings).stream()
                    .collect(Collectors.toMap(p -> p.standing().trial().value(), ParetoPlace::front));

            assertThat(fronts).isEqualTo(peeled(objectives, standings));
        }
    }

    @Test
    void theOrderDoesNotHangOnTheOrderOfTheTrials() {
        Random random = new Random(7);
        List<Standing> standings = new ArrayList<>(IntStream.range(0, 60).mapToObj(t -> standing(t,
                random.nextInt(5) / 5.0, random.nextInt(5))).toList());
        List<Integer> ranked = trials(ParetoPlace.of(TWO, standings));
        Collections.shuffle(standings, random);

        assertThat(trials(ParetoPlace.of(TWO, standings))).isEqualTo(ranked);
    }

    @Test
    void bothZerosAreOne() {
        assertThat(trials(ParetoPlace.of(TWO, List.of(standing(1, 0.0, 5), standing(2, -0.0, 3)))))
                .containsExactly(2, 1);
    }

    @Test
    void oneObjectiveIsRankedByItsValueAndTrialsWithoutResultComeLastById() {
        List<Standing> standings = List.of(
                new Standing(new TrialId(4), Double.NaN),
                new Standing(new TrialId(3), 0.5),
                new Standing(new TrialId(2), 0.7),
                new Standing(new TrialId(1), 0.5),
                new Standing(new TrialId(0), Double.NaN));

        assertThat(Objectives.of(ACCURACY).ranked(standings).stream().map(s -> s.trial().value()))
                .containsExactly(2, 1, 3, 0, 4);
        List<Standing> several = List.of(standing(4, Double.NaN, 1), standing(3, 0.5, 1), standing(0, 0.5, Double.NaN));
        assertThat(TWO.ranked(several).stream().map(s -> s.trial().value())).containsExactly(3, 0, 4);
    }

    @Test
    void theWinnerIsTheFirstObjectivesOrTheKnee() {
        assertThat(TWO.winner(FIVE).trial().value()).isEqualTo(1);
        // 3: (0.98 − 0.94) / 0.07 + 1000 / 8000 = 0.70; the ends have 1; 2: 0.14 + 0.81 = 0.96.
        assertThat(new Objectives(TWO.goals(), Objectives.Select.KNEE).winner(FIVE).trial().value()).isEqualTo(3);
        assertThat(Objectives.of(new Threshold("accuracy", Direction.MAXIMIZE, 0.92), PARAMETERS).winner(FIVE).trial()
                .value()).isEqualTo(3);
        assertThat(Objectives.of(new Threshold("accuracy", Direction.MAXIMIZE, 0.999), PARAMETERS).winner(FIVE).trial()
                .value()).isEqualTo(1);
    }

    /** Fronts as they are defined: what nothing left dominates, again and again. */
    private static Map<Integer, Integer> peeled(Objectives objectives, List<Standing> standings) {
        Map<Integer, Integer> fronts = new java.util.TreeMap<>();
        List<Standing> left = new ArrayList<>(standings);
        for (int front = 1; !left.isEmpty(); front++) {
            List<Standing> best = left.stream().filter(s -> left.stream().noneMatch(o -> dominates(objectives, o, s)))
                    .toList();
            for (Standing s : best) {
                fronts.put(s.trial().value(), front);
            }
            left.removeAll(best);
        }
        return fronts;
    }

    private static boolean dominates(Objectives objectives, Standing a, Standing b) {
        boolean better = false;
        for (int g = 0; g < objectives.goals().size(); g++) {
            Objective objective = (Objective) objectives.goals().get(g);
            if (objective.isBetter(b.values().get(g), a.values().get(g))) {
                return false;
            }
            better |= objective.isBetter(a.values().get(g), b.values().get(g));
        }
        return better;
    }

    private static List<Integer> trials(List<ParetoPlace> places) {
        return places.stream().map(p -> p.standing().trial().value()).toList();
    }

    private static Standing standing(int trial, double accuracy, double parameters) {
        return new Standing(new TrialId(trial), List.of(accuracy, parameters));
    }
}
