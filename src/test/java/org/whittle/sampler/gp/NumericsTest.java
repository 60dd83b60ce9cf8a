package org.whittle.sampler.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;

class NumericsTest {

    // Condition numbers of the matrices below are about 100.
    private static final double ROUNDING = 1e-10;

    @Test
    void theFactorAgreesWithCommonsMath() {
        RealMatrix matrix = positiveDefinite(12);
        Cholesky cholesky = Cholesky.of(matrix.getData(), 12);
        RealMatrix inverse = new LUDecomposition(matrix).getSolver().getInverse();
        double[][] mine = cholesky.inverse();

        assertThat(cholesky.logDeterminant())
                .isCloseTo(StrictMath.log(new CholeskyDecomposition(matrix).getDeterminant()), within(ROUNDING));
        for (int i = 0; i < 12; i++) {
            for (int j = i; j < 12; j++) {
                assertThat(mine[i][j]).isCloseTo(inverse.getEntry(i, j), within(ROUNDING));
            }
        }
    }

    @Test
    void aGrownFactorSolvesLikeOneMadeAtOnce() {
        RealMatrix matrix = positiveDefinite(9);
        Cholesky whole = Cholesky.of(matrix.getData(), 9);
        Cholesky grown = Cholesky.of(matrix.getSubMatrix(0, 7, 0, 7).getData(), 9);
        double[] column = Arrays.copyOf(matrix.getColumn(8), 8);
        grown.forward(column);
        double left = matrix.getEntry(8, 8) - Arrays.stream(column).map(v -> v * v).sum();
        grown.grow(column, Math.sqrt(left));

        double[] expected = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        double[] solved = expected.clone();
        whole.forward(expected);
        whole.backward(expected);
        grown.forward(solved);
        grown.backward(solved);
        assertThat(solved).containsExactly(expected, within(ROUNDING));
    }

    @Test
    void aSingularMatrixHasNoFactor() {
        assertThat(Cholesky.of(new double[][] {{1, 1}, {1, 1}}, 2)).isNull();
    }

    @Test
    void lbfgsFindsTheMinimumOfRosenbrocksValley() {
        Lbfgs.Minimum minimum = Lbfgs.minimize(NumericsTest::rosenbrock, new double[] {-1.2, 1}, new double[] {-5, -5},
                new double[] {5, 5}, 200, 1e-14);

        assertThat(minimum.x()).containsExactly(new double[] {1, 1}, within(1e-4));
    }

    /** With x ≤ ½ the minimum is at the bound, where y = x². */
    @Test
    void lbfgsStopsAtTheBound() {
        Lbfgs.Minimum minimum = Lbfgs.minimize(NumericsTest::rosenbrock, new double[] {-1.2, 1}, new double[] {-5, -5},
                new double[] {0.5, 5}, 200, 1e-14);

        assertThat(minimum.x()).containsExactly(new double[] {0.5, 0.25}, within(1e-4));
    }

    @Test
    void logExpectedImprovementIsAccurateWhereTheFormulasMeet() {
        // h(z) = φ(z) + z Φ(z); values from 50-digit arithmetic.
        assertThat(LogExpectedImprovement.logH(0)).isCloseTo(-0.9189385332, within(1e-9));
        assertThat(LogExpectedImprovement.logH(-3 - 1e-12))
                .isCloseTo(LogExpectedImprovement.logH(-3 + 1e-12), within(1e-9));
        // h(−x) ≈ φ(x) / x² for large x.
        assertThat(LogExpectedImprovement.logH(-1e4))
                .isCloseTo(-0.5e8 - 0.9189385332 - 2 * StrictMath.log(1e4), within(1e-6));
    }

    @Test
    void warpingStraightensAndUnwarpingBringsBack() {
        InputWarp warp = new InputWarp(new Geometry(Examples.cube(2)), new double[] {0.3, 1}, new double[] {2, 1});

        assertThat(warp.warp(new double[] {0.2, 0.7})[1]).isCloseTo(0.7, within(1e-12));
        for (double u : new double[] {0.001, 0.2, 0.5, 0.99}) {
            assertThat(warp.unwarp(warp.warp(new double[] {u, u}))[0]).isCloseTo(u, within(1e-9));
        }
    }

    @Test
    void outputsKeepTheirOrderAndTheLowTailIsDrawnIn() {
        double[] warped = OutputWarp.warp(new double[] {90, 91, 92, 93, 94, 10, Double.NaN});

        assertThat(warped[4]).isGreaterThan(warped[3]);
        assertThat(warped[0]).isGreaterThan(warped[5]);
        assertThat(warped[6]).isEqualTo(warped[5]);
        // With median 91.5 and upper quartile 92.75, the 10 is 65.2 units below the one, and drawn in to
        // 4 log(1 + 65.2 / 4); 92 and 94 are 0.4 and 2 above.
        assertThat((warped[2] - warped[5]) / (warped[4] - warped[2]))
                .isCloseTo((0.4 + 4 * Math.log(1 + 65.2 / 4)) / 1.6, within(1e-12)).isLessThan(8);
        // What is only a little worse than the median keeps its distance: 1 below, 1 above.
        assertThat((warped[2] - warped[1]) / (warped[3] - warped[2])).isGreaterThan(0.8);
        assertThat(Arrays.stream(warped).sum()).isCloseTo(0, within(1e-12));
    }

    @Test
    void outputsWithoutADifferenceAreZero() {
        assertThat(OutputWarp.warp(new double[] {3, 3, 3})).containsOnly(0);
        assertThat(OutputWarp.warp(new double[] {Double.NaN, Double.NaN})).containsOnly(0);
    }

    private static double rosenbrock(double[] x, double[] gradient) {
        double a = 1 - x[0];
        double b = x[1] - x[0] * x[0];
        gradient[0] = -2 * a - 400 * x[0] * b;
        gradient[1] = 200 * b;
        return a * a + 100 * b * b;
    }

    private static RealMatrix positiveDefinite(int n) {
        RandomStream random = RandomStream.ofSeed(1);
        RealMatrix a = new Array2DRowRealMatrix(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a.setEntry(i, j, random.nextDouble() - 0.5);
            }
        }
        RealMatrix matrix = a.multiply(a.transpose());
        for (int i = 0; i < n; i++) {
            matrix.addToEntry(i, i, 0.1);
        }
        return matrix;
    }
}
