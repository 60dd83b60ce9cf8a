package org.whittle.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Estimate;
import org.whittle.goal.TrialId;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;

class ProfileTest {

    private static final LearningTask TWO = new LearningTask.Classification(List.of("no", "yes"));

    @Test
    void ofPartsInProportionItIsTheRootOfTheSquares() {
        double[] parts = {3, 0, 4};
        assertThat(Profile.reach(3, (i, share) -> parts[i] * share, i -> 0)).isCloseTo(5, within(1e-12));
        assertThat(Profile.reach(3, (i, share) -> parts[i] * share, i -> 48))
                .isCloseTo(Math.sqrt(73 + 96), within(1e-12));
        assertThat(Profile.reach(2, (i, share) -> 0, i -> 0)).isZero();
    }

    /** Two classes with as many rows, all right: each is 1 − n / (n + z² / 2), half of what counts. */
    @Test
    void ofTwoProportionsNeitherGoesAllTheWay() {
        double reach = Profile.reach(
                2,
                (c, share) -> 0.5 * (1 - ScoreIntervals.proportion(1, 50, share).low()),
                c -> 0);

        double z = ScoreIntervals.Z;
        assertThat(reach).isCloseTo(z * z / 2 / (50 + z * z / 2), within(1e-9));
        // As if all rows were of one class.
        assertThat(reach).isCloseTo(1 - ScoreIntervals.proportion(1, 100, 1.0).low(), within(1e-3));
    }

    @Test
    void aDifferenceOfOneClassReachesAsFarAsTangos() {
        Pairs pairs = new Pairs(30, 38, 31, 40);
        double tango = 38 / 40.0 - 31 / 40.0 - ScoreIntervals.difference(8, 1, 40).low();
        double newcombe = ScoreIntervals.together(38 / 40.0 - ScoreIntervals.proportion(38 / 40.0, 40).low(),
                ScoreIntervals.proportion(31 / 40.0, 40).high() - 31 / 40.0, pairs.correlation());

        assertThat(pairs.nearer() * newcombe).isCloseTo(Math.min(tango, newcombe), within(1e-12));
        assertThat(new Pairs(40, 40, 40, 40).nearer()).isCloseTo(1, within(1e-9));
    }

    /**
     * 100 rows, of which 95 % are right of either class: 1,000 test sets with the standard error 0.6 %. Whole intervals
     * put together as independent cover 92.5 % here, with 6.3 % of the true values above.
     */
    @Test
    void correlationsOfFewWrongRowsAreCoveredOnBothSides() {
        int sets = 1000;
        int covered = 0;
        int above = 0;
        for (int set = 0; set < sets; set++) {
            RandomStream random = RandomStream.ofSeed(7).child(set);
            double[] labels = new double[100];
            double[] logits = new double[200];
            for (int row = 0; row < 100; row++) {
                labels[row] = random.nextInt(2);
                boolean right = random.nextDouble() < 0.95;
                logits[2 * row + (right ? (int) labels[row] : 1 - (int) labels[row])] = 1;
            }
            Estimate mcc = TestEvaluation.of(List.of(TrialId.BASELINE), List.of(logits), TWO, labels, 1, 1, set).get(0)
                    .metrics().get("mcc");
            // Of equally frequent classes the correlation is 2 × 0.95 − 1.
            covered += mcc.low() <= 0.9 && 0.9 <= mcc.high() ? 1 : 0;
            above += mcc.high() < 0.9 ? 1 : 0;
        }
        assertThat(covered / (double) sets).isBetween(0.945, 0.975);
        assertThat(above / (double) sets).isBetween(0.015, 0.045);
    }

    /** Ten classes of 24 rows each: a mean of ten areas is not as uncertain as one of them. */
    @Test
    void aMeanOfManyAreasIsAsUncertainAsAllOfTheirRows() {
        LearningTask ten = new LearningTask.Classification(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
        Estimate few = area(ten, 240);
        // So many rows are off by a ninth.
        double truth = area(ten, 20_000).value();

        assertThat(truth).isBetween(few.low(), few.high());
        // One class alone would have it reach far below: Wilson's limit of 24 in 24 is 0.86.
        assertThat(few.value() - few.low()).isBetween(0.002, 0.02);
    }

    private static Estimate area(LearningTask ten, int rows) {
        double[] labels = new double[rows];
        double[] logits = new double[rows * 10];
        RandomStream random = RandomStream.ofSeed(3).child(rows);
        for (int row = 0; row < rows; row++) {
            labels[row] = row % 10;
            for (int c = 0; c < 10; c++) {
                logits[row * 10 + c] = 3.3 * (random.nextGaussian() + (c == row % 10 ? 3.3 : 0));
            }
        }
        return TestEvaluation.of(List.of(TrialId.BASELINE), List.of(logits), ten, labels, 1, 1, 1).get(0).metrics()
                .get("roc-auc");
    }
}
