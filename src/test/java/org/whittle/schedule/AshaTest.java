package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AshaTest {

    @Test
    void everyTrialIsABracketOfItsOwn() {
        Asha asha = new Asha(5, 1, 27, 3, false);
        assertThat(asha.iterations()).isEqualTo(5);
        assertThat(asha.brackets(4, 9)).containsExactly(new BracketPlan(9, List.of(
                new RungPlan(1, 1), new RungPlan(1, 3), new RungPlan(1, 9), new RungPlan(1, 27))));
        assertThat(asha.asynchronous()).hasValue(3);
    }

    @Test
    void isOutlinedAsOneBracket() {
        Asha asha = new Asha(27, 1, 27, 3, false);
        assertThat(asha.outlines()).isEqualTo(1);
        assertThat(asha.outline(0, 1)).isEqualTo(new SuccessiveHalving(27, 1, 27, 3, 1).brackets(0, 1));
    }

    /** Hyperband with R = 27 begins 27, 12, 6 and 4 trials: among 49, and among any 49 in a row, as many. */
    @Test
    void laddersHaveTheSharesOfHyperband() {
        Asha asha = new Asha(1_000, 1, 27, 3, true);
        for (int from : new int[] {0, 100, 700}) {
            Map<Integer, Integer> first = new TreeMap<>(IntStream.range(from, from + 49)
                    .mapToObj(trial -> asha.brackets(trial, 1).get(0).rungs().get(0).epochs())
                    .collect(Collectors.toMap(epochs -> epochs, epochs -> 1, Integer::sum)));
            assertThat(first.get(1)).isBetween(25, 29);
            assertThat(first.get(3)).isBetween(10, 14);
            assertThat(first.get(9)).isBetween(4, 8);
            assertThat(first.get(27)).isBetween(2, 6);
        }
        assertThat(asha.outline(0, 1).stream().mapToInt(BracketPlan::trials).sum()).isEqualTo(1_000);
        assertThat(asha.outline(0, 5)).extracting(BracketPlan::number).containsExactly(5, 6, 7, 8);
    }
}
