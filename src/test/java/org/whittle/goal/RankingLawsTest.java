package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Ranks are a total order, whatever the trials show. */
class RankingLawsTest {

    private static final Objectives ONE = Objectives.of(new Objective("loss", Direction.MINIMIZE));

    private static final Objectives THREE = Objectives.of(new Objective("accuracy", Direction.MAXIMIZE),
            new Objective("loss", Direction.MINIMIZE), new Threshold("parameters", Direction.MINIMIZE, 1));

    @Property(tries = 200, seed = "1")
    void ranksDoNotDependOnTheOrderInWhichTrialsAreTold(
            @ForAll("trials") List<Standing> trials, @ForAll Random random) {
        List<Standing> shuffled = new ArrayList<>(trials);
        Collections.shuffle(shuffled, random);
        for (Objectives objectives : List.of(ONE, THREE)) {
            assertThat(objectives.ranked(shuffled)).isEqualTo(objectives.ranked(trials))
                    .containsExactlyInAnyOrderElementsOf(trials);
        }
    }

    @Property(tries = 200, seed = "2")
    void oneIsBeforeAnotherOrBehindItAndThatIsTransitive(@ForAll("trials") List<Standing> trials) {
        for (Direction direction : Direction.values()) {
            var ranking = new Objective("any", direction).ranking();
            for (Standing a : trials) {
                for (Standing b : trials) {
                    assertThat(ranking.compare(a, b)).as("%s, %s", a, b).isEqualTo(-ranking.compare(b, a));
                    assertThat(ranking.compare(a, b) == 0).isEqualTo(a.trial().equals(b.trial()));
                    for (Standing c : trials) {
                        if (ranking.compare(a, b) < 0 && ranking.compare(b, c) < 0) {
                            assertThat(ranking.compare(a, c)).isNegative();
                        }
                    }
                }
            }
        }
    }

    @Property(tries = 200, seed = "3")
    void trialsWithoutAResultComeLastById(@ForAll("trials") List<Standing> trials) {
        for (Objectives objectives : List.of(ONE, THREE)) {
            List<Standing> ranked = objectives.ranked(trials);
            int completed = (int) trials.stream().filter(s -> complete(s)).count();
            assertThat(ranked.subList(0, completed)).allMatch(s -> complete(s));
            if (objectives.several()) {
                assertThat(ranked.subList(completed, ranked.size())).isSortedAccordingTo(
                        (a, b) -> a.trial().compareTo(b.trial()));
            }
        }
    }

    @Property(tries = 200, seed = "4")
    void noTrialIsDominatedByOneBehindIt(@ForAll("trials") List<Standing> trials) {
        List<Standing> ranked = THREE.ranked(trials).stream().filter(Standing::completed).toList();
        for (int i = 0; i < ranked.size(); i++) {
            for (int j = i + 1; j < ranked.size(); j++) {
                assertThat(dominates(ranked.get(j), ranked.get(i)))
                        .as("%s before %s", ranked.get(i), ranked.get(j))
                        .isFalse();
            }
        }
    }

    // Of the paper: smaller violation, or none worse and one better.
    private static boolean dominates(Standing a, Standing b) {
        double ofA = Math.max(0, a.values().get(2) - 1);
        double ofB = Math.max(0, b.values().get(2) - 1);
        if (ofA != ofB) {
            return ofA < ofB;
        }
        boolean noWorse = a.values().get(0) >= b.values().get(0) && a.values().get(1) <= b.values().get(1);
        assertThat(ParetoPlace.covers(THREE, a, b)).isEqualTo(noWorse);
        return noWorse && (a.values().get(0) > b.values().get(0) || a.values().get(1) < b.values().get(1));
    }

    private static boolean complete(Standing standing) {
        return standing.completed();
    }

    /** Few values, so that there are many equals; ids that differ. */
    @Provide
    Arbitrary<List<Standing>> trials() {
        Arbitrary<Double> value = Arbitraries.of(-1.0, -0.0, 0.0, 0.5, 1.0, 2.0, Double.NaN, Double.POSITIVE_INFINITY);
        Arbitrary<Standing> standing = Combinators.combine(value.list().ofSize(3), Arbitraries.integers().between(0, 3))
                .as((values, epoch) -> new Standing(TrialId.BASELINE, values, epoch));
        return standing.list().ofMinSize(1).ofMaxSize(12).flatMap(list -> Arbitraries.shuffle(
                        IntStream.range(0, list.size()).boxed().toList())
                .map(ids -> IntStream.range(0, list.size())
                        .mapToObj(i -> new Standing(
                                new TrialId(ids.get(i)),
                                list.get(i).values(),
                                list.get(i).epoch()))
                        .toList()));
    }

    @Property(tries = 50, seed = "5")
    void idsDiffer(@ForAll("trials") List<Standing> trials) {
        assertThat(new HashSet<>(trials.stream().map(Standing::trial).toList())).hasSameSizeAs(trials);
    }
}
