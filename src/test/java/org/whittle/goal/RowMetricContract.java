package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every metric of rows must do, a user's own as well; published with Whittle, in
 * {@code whittle-VERSION-tests.jar}.
 */
public abstract class RowMetricContract extends NamedMetricContract {

    /** Of a sum of some terms of size 1. */
    private static final double ROUNDING = 1e-12;

    @Override
    protected abstract RowMetric metric();

    @Test
    public void staysWithinItsBounds() {
        SplittableRandom random = new SplittableRandom(42);
        for (int draw = 0; draw < 500; draw++) {
            double[] probabilities = drawn(random, 2 + draw % 4);
            assertThat(metric().of(probabilities, draw % probabilities.length))
                    .isBetween(Math.max(0, metric().least()) - ROUNDING, metric().most() + ROUNDING);
        }
    }

    @Test
    public void nothingIsBetterThanToBeSureAndRight() {
        SplittableRandom random = new SplittableRandom(42);
        Objective objective = new Objective(metric().key(), metric().direction());
        for (int draw = 0; draw < 200; draw++) {
            double[] some = drawn(random, 2 + draw % 4);
            int label = draw % some.length;
            double[] sure = IntStream.range(0, some.length).mapToDouble(c -> c == label ? 1 : 0).toArray();
            assertThat(objective.isBetter(metric().of(some, label), metric().of(sure, label))).isFalse();
        }
    }

    /** It tells models from one another: what a row costs hangs on the probabilities. */
    @Test
    public void toBeSureAndWrongIsWorse() {
        Objective objective = new Objective(metric().key(), metric().direction());
        assertThat(objective.isBetter(metric().of(new double[] {1, 0, 0}, 0), metric().of(new double[] {1, 0, 0}, 2)))
                .isTrue();
    }

    @Test
    public void probabilitiesAreLeftAsTheyAre() {
        double[] probabilities = drawn(new SplittableRandom(1), 4);
        double[] before = probabilities.clone();
        metric().of(probabilities, 2);
        assertThat(probabilities).isEqualTo(before);
    }

    /** Of classes, of which one has none now and then. */
    private static double[] drawn(SplittableRandom random, int classes) {
        double[] weights = IntStream.range(0, classes).mapToDouble(c -> -Math.log(1 - random.nextDouble())).toArray();
        weights[0] = random.nextInt(4) == 0 ? 0 : weights[0];
        double sum = IntStream.range(0, classes).mapToDouble(c -> weights[c]).sum();
        return IntStream.range(0, classes).mapToDouble(c -> weights[c] / sum).toArray();
    }
}
