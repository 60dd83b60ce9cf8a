package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HypervolumeTest {

    @Test
    void stairsOfRectangles() {
        List<double[]> front = List.of(new double[] {1, 3}, new double[] {2, 2}, new double[] {3, 1});

        assertThat(Hypervolume.of(front, new double[] {4, 4})).isEqualTo(3 + 2 + 1);
        assertThat(Hypervolume.of(front, new double[] {3, 3})).isEqualTo(1);
        assertThat(Hypervolume.of(List.of(), new double[] {4, 4})).isZero();
    }

    @Test
    void dominatedAndRepeatedPointsAndPointsBeyondTheReferenceAddNothing() {
        List<double[]> points = List.of(new double[] {1, 1, 1}, new double[] {1, 1, 1}, new double[] {2, 1, 2},
                new double[] {0, 0, 9});

        assertThat(Hypervolume.of(points, new double[] {3, 3, 3})).isEqualTo(8);
    }

    /** A quarter of a circle from outside, of n points: 1 less the staircase below it, which tends to π / 4. */
    @Test
    void theConcaveQuarterCircle() {
        int n = 400;
        List<double[]> front = new ArrayList<>();
        double expected = 0;
        for (int i = 0; i <= n; i++) {
            double angle = Math.PI / 2 * i / n;
            front.add(new double[] {Math.cos(angle), Math.sin(angle)});
            double next = i == 0 ? 1 : Math.cos(Math.PI / 2 * (i - 1) / n);
            expected += (next - Math.cos(angle)) * (1 - Math.sin(angle));
        }

        // Sums of 400 terms in another order.
        assertThat(Hypervolume.of(front, new double[] {1, 1})).isCloseTo(expected, within(1e-12))
                .isCloseTo(1 - Math.PI / 4, within(0.01));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void isTheNumberOfUnitCubesThatAreDominated(int objectives) {
        Random random = new Random(objectives);
        for (int round = 0; round < 20; round++) {
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                points.add(random.ints(objectives, 0, 7).asDoubleStream().toArray());
            }
            double[] reference = new double[objectives];
            java.util.Arrays.fill(reference, 6);
            double cubes = cubes(points, objectives);

            // Whole numbers: exact.
            assertThat(Hypervolume.of(points, reference)).isEqualTo(cubes);
            Collections.shuffle(points, random);
            assertThat(Hypervolume.of(points, reference)).isEqualTo(cubes);
        }
    }

    private static double cubes(List<double[]> points, int objectives) {
        int count = 0;
        for (int cell = 0; cell < (int) Math.pow(6, objectives); cell++) {
            int rest = cell;
            double[] corner = new double[objectives];
            for (int m = 0; m < objectives; m++, rest /= 6) {
                corner[m] = rest % 6;
            }
            count += points.stream().anyMatch(p -> {
                for (int m = 0; m < objectives; m++) {
                    if (p[m] > corner[m]) {
                        return false;
                    }
                }
                return true;
            }) ? 1 : 0;
        }
        return count;
    }

    @Test
    void aFrontHasItsWorstValuesAsReference() {
        Objectives objectives = Objectives.of(new Objective("accuracy", Direction.MAXIMIZE),
                new Objective("parameters", Direction.MINIMIZE));
        Front front = Front.of(objectives, List.of(new Standing(new TrialId(1), List.of(0.5, 100.0)),
                new Standing(new TrialId(2), List.of(0.75, 300.0)), new Standing(new TrialId(3), List.of(0.25, 500.0)),
                new Standing(new TrialId(4), List.of(Double.NaN, 1.0))));

        assertThat(front.trials().stream().map(p -> p.standing().trial().value())).containsExactly(2, 1);
        assertThat(front.reference()).containsExactly(0.25, 500.0);
        // Powers of two and whole numbers: exact.
        assertThat(front.hypervolume()).isEqualTo(0.5 * 200 + 0.25 * 400 - 0.25 * 200);
        Objectives bounded = Objectives.of(new Threshold("accuracy", Direction.MAXIMIZE, 0.9),
                new Objective("parameters", Direction.MINIMIZE));
        assertThat(Front.of(bounded, front.places().stream().map(ParetoPlace::standing).toList()).trials()).isEmpty();
    }
}
