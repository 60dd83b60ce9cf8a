package org.whittle.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every metric of ranks must do, a user's own as well; published with Whittle, in
 * {@code whittle-VERSION-tests.jar}.
 */
public abstract class RankMetricContract extends NamedMetricContract {

    /** Sums of some dozen terms of size 1. */
    private static final double ROUNDING = 1e-9;

    /** Rows with a score each, many of them shared, of which some are of the class. */
    private record Rows(double[] scores, boolean[] positive) {

        static Rows drawn(SplittableRandom random, int count) {
            double[] scores = new double[count];
            boolean[] positive = new boolean[count];
            for (int row = 0; row < count; row++) {
                positive[row] = row == 0 || row > 1 && random.nextInt(3) == 0;
                // Of 32 levels: what is equal stays so, and what differs too.
                scores[row] = random.nextInt(32) / 32.0 + (positive[row] ? 0.25 : 0);
            }
            return new Rows(scores, positive);
        }

        /** These in another order. */
        Rows at(int[] order) {
            boolean[] classes = new boolean[order.length];
            IntStream.range(0, order.length).forEach(i -> classes[i] = positive[order[i]]);
            return new Rows(IntStream.of(order).mapToDouble(i -> scores[i]).toArray(), classes);
        }
    }

    @Override
    protected abstract RankMetric metric();

    private RankMetric.Ranked of(Rows rows) {
        return metric().of(rows.scores(), rows.positive());
    }

    @Test
    public void staysWithinItsBounds() {
        SplittableRandom random = new SplittableRandom(42);
        for (int draw = 0; draw < 300; draw++) {
            assertThat(of(Rows.drawn(random, 2 + draw % 40)).value())
                    .isBetween(metric().least() - ROUNDING, metric().most() + ROUNDING);
        }
    }

    @Test
    public void nothingIsBetterThanAllOfTheClassBeforeAllOthers() {
        SplittableRandom random = new SplittableRandom(42);
        Objective objective = new Objective(metric().key(), metric().direction());
        for (int draw = 0; draw < 100; draw++) {
            Rows some = Rows.drawn(random, 30);
            double[] right = IntStream.range(0, 30).mapToDouble(row -> some.positive()[row] ? 1 : 0).toArray();
            assertThat(objective.isBetter(of(some).value(), of(new Rows(right, some.positive())).value())).isFalse();
        }
    }

    @Test
    public void onlyTheOrderOfScoresCounts() {
        SplittableRandom random = new SplittableRandom(42);
        for (int draw = 0; draw < 30; draw++) {
            Rows rows = Rows.drawn(random, 30);
            Rows other = new Rows(
                    IntStream.range(0, 30)
                            .mapToDouble(row -> Math.exp(3 * rows.scores()[row]) - 7)
                            .toArray(),
                    rows.positive());
            assertThat(of(other).value()).isEqualTo(of(rows).value());
            assertThat(of(other).influence()).containsExactly(of(rows).influence());
        }
    }

    @Test
    public void theOrderOfRowsDoesNotCount() {
        SplittableRandom random = new SplittableRandom(42);
        for (int draw = 0; draw < 30; draw++) {
            Rows rows = Rows.drawn(random, 30);
            int[] order = IntStream.range(0, 30).map(i -> (7 * i + 3) % 30).toArray();
            RankMetric.Ranked before = of(rows);
            RankMetric.Ranked after = of(rows.at(order));
            assertThat(after.value()).isCloseTo(before.value(), within(ROUNDING));
            assertThat(after.influence())
                    .containsExactly(
                            IntStream.of(order)
                                    .mapToDouble(i -> before.influence()[i])
                                    .toArray(),
                            within(ROUNDING));
        }
    }

    /** More weight on all rows alike changes nothing. */
    @Test
    public void influencesCancelOut() {
        SplittableRandom random = new SplittableRandom(42);
        for (int draw = 0; draw < 100; draw++) {
            Rows rows = Rows.drawn(random, 2 + draw % 40);
            RankMetric.Ranked ranked = of(rows);
            assertThat(ranked.influence()).hasSize(rows.scores().length);
            assertThat(IntStream.range(0, ranked.influence().length).mapToDouble(i -> ranked.influence()[i]).sum())
                    .isCloseTo(0, within(rows.scores().length * ROUNDING));
        }
    }

    /**
     * A row once more among many copies of all rows is a little more weight on it. What the difference quotient leaves
     * out falls with the number of copies; the tolerance is that for curvatures up to 40 times the influence's scale of
     * 1.
     */
    @Test
    public void anInfluenceIsWhatMoreWeightOnARowGains() {
        int copies = 400;
        SplittableRandom random = new SplittableRandom(42);
        Rows rows = Rows.drawn(random, 10);
        RankMetric.Ranked once = of(rows);
        double plain = of(rows.at(IntStream.range(0, 10 * copies).map(i -> i % 10).toArray())).value();
        for (int row = 0; row < 10; row++) {
            int one = row;
            Rows heavier = rows.at(IntStream.rangeClosed(0, 10 * copies)
                    .map(i -> i == 10 * copies ? one : i % 10)
                    .toArray());
            assertThat((of(heavier).value() - plain) * 10 * copies).as("row %d", row)
                    .isCloseTo(once.influence()[row], within(40.0 / copies));
        }
    }

    @Test
    public void rowsAreLeftAsTheyAre() {
        Rows rows = Rows.drawn(new SplittableRandom(1), 30);
        double[] scores = rows.scores().clone();
        boolean[] positive = rows.positive().clone();
        of(rows);
        assertThat(rows.scores()).isEqualTo(scores);
        assertThat(rows.positive()).isEqualTo(positive);
    }
}
