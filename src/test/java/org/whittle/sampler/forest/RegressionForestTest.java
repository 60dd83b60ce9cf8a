package org.whittle.sampler.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;

class RegressionForestTest {

    private static final RandomStream RANDOM = RandomStream.ofSeed(1);

    @Test
    void learnsAStepInANumber() {
        RegressionForest forest = forest(200, new int[] {0, 0}, x -> x[0] < 0.4 ? 1 : 3);

        assertThat(forest.predict(new double[] {0.1, 0.5}).mean()).isCloseTo(1, within(1e-9));
        assertThat(forest.predict(new double[] {0.9, 0.5}).mean()).isCloseTo(3, within(1e-9));
        assertThat(forest.predict(new double[] {0.9, 0.5}).variance()).isCloseTo(0, within(1e-9));
    }

    @Test
    void splitsAChoiceBySubsetsNotByOrder() {
        // 0, 2 and 4 belong together: three thresholds would be needed to tell them from 1 and 3.
        RegressionForest forest = forest(200, new int[] {5, 0}, x -> x[0] % 2);

        for (int value = 0; value < 5; value++) {
            assertThat(forest.predict(new double[] {value, 0.5}).mean()).isCloseTo(value % 2, within(1e-9));
        }
    }

    @Test
    void anInactiveParameterIsAValueOfItsOwn() {
        RegressionForest forest = forest(300, new int[] {0, 3}, x -> x[1] == -1 ? 5 : x[0]);

        assertThat(forest.predict(new double[] {0.5, -1}).mean()).isCloseTo(5, within(1e-9));
        assertThat(forest.predict(new double[] {0.5, 2}).mean()).isCloseTo(0.5, within(0.1));
    }

    @Test
    void isUnsureWhereRowsDisagree() {
        RegressionForest forest = forest(300, new int[] {0, 0},
                x -> x[0] < 0.5 ? 0 : StrictMath.sin(1000 * x[1]));

        assertThat(forest.predict(new double[] {0.9, 0.5}).variance())
                .isGreaterThan(forest.predict(new double[] {0.1, 0.5}).variance() + 0.1);
    }

    @Test
    void rowsOfLittleWeightMatterLittle() {
        double[][] x = new double[100][];
        double[] y = new double[100];
        double[] weights = new double[100];
        for (int i = 0; i < 100; i++) {
            x[i] = new double[] {0.5};
            y[i] = i % 2;
            weights[i] = i % 2 == 0 ? 1 : 0.01;
        }
        RegressionForest forest = new RegressionForest(Rows.of(x, y, weights, new int[] {0}), 20, RANDOM);

        // 50 rows of 0 and 50 hundredths of 1 have the mean 0.0099; 20 samples of 51 draws err by 0.003.
        assertThat(forest.predict(new double[] {0.5}).mean()).isCloseTo(0.0099, within(0.015));
    }

    private interface Target {
        double at(double[] x);
    }

    /** A forest on random rows; for a choice of k values the features are −1 to k − 1. */
    private static RegressionForest forest(int n, int[] categories, Target target) {
        RandomStream random = RandomStream.ofSeed(7);
        double[][] x = new double[n][categories.length];
        double[] weights = new double[n];
        Arrays.fill(weights, 1);
        for (double[] row : x) {
            for (int j = 0; j < row.length; j++) {
                row[j] = categories[j] > 0 ? random.nextInt(categories[j] + 1) - 1 : random.nextDouble();
            }
        }
        double[] y = Arrays.stream(x).mapToDouble(target::at).toArray();
        return new RegressionForest(Rows.of(x, y, weights, categories), 20, RANDOM);
    }
}
