package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What every metric of counts must do, a user's own as well; published with Whittle, in
 * {@code whittle-VERSION-tests.jar}.
 */
public abstract class CountMetricContract extends NamedMetricContract {

    @Override
    protected abstract CountMetric metric();

    @Test
    public void staysWithinItsBounds() {
        SplittableRandom random = new SplittableRandom(42);
        for (int draw = 0; draw < 500; draw++) {
            assertThat(metric().of(counts(random, 2 + draw % 4, 30, draw % 11 / 10.0)))
                    .isBetween(metric().least() - 1e-12, metric().most() + 1e-12);
        }
    }

    @Test
    public void nothingIsBetterThanToBeRight() {
        SplittableRandom random = new SplittableRandom(42);
        for (int draw = 0; draw < 100; draw++) {
            ClassCounts some = counts(random, 3, 30, 0.5);
            ClassCounts right = new ClassCounts(some.asLabel(), some.asLabel(), some.asLabel());
            Objective objective = new Objective(metric().key(), metric().direction());
            assertThat(objective.isBetter(metric().of(some), metric().of(right))).isFalse();
        }
    }

    @Test
    public void countsAreLeftAsTheyAre() {
        ClassCounts counts = counts(new SplittableRandom(1), 3, 30, 0.5);
        ClassCounts before = counts.with(0, 0, 0);
        metric().of(counts);
        assertThat(counts.asLabel()).isEqualTo(before.asLabel());
        assertThat(counts.asPrediction()).isEqualTo(before.asPrediction());
        assertThat(counts.right()).isEqualTo(before.right());
    }

    /** Rows of two classes at least, of which so many are right. */
    private static ClassCounts counts(SplittableRandom random, int classes, int rows, double right) {
        ClassCounts counts = new ClassCounts(new double[classes], new double[classes], new double[classes]);
        for (int row = 0; row < rows; row++) {
            int label = row < 2 ? row : random.nextInt(classes);
            counts = counts.with(label, random.nextDouble() < right ? label : random.nextInt(classes), 1);
        }
        return counts;
    }
}
