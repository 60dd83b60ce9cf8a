package org.whittle.sampler.gp;

import java.util.Arrays;

/**
 * The Cholesky factor of a symmetric positive definite matrix, K = Uᵀ U, that can grow by a row.
 *
 * <p>Rows of the upper factor are contiguous and every inner loop is of the form y += a x, which the JVM turns into
 * vector instructions without changing the order of any sum. Commons Math's decomposition copies, sums along columns,
 * and cannot grow.
 */
final class Cholesky {

    private final double[][] u;
    private int size;

    private Cholesky(double[][] u, int size) {
        this.u = u;
        this.size = size;
    }

    /**
     * Factorises in place.
     *
     * @param matrix square; only the part on and above the diagonal is read, and it is overwritten
     * @param capacity rows it may grow to
     * @return {@code null} if the matrix is not numerically positive definite
     */
    static Cholesky of(double[][] matrix, int capacity) {
        int n = matrix.length;
        for (int j = 0; j < n; j++) {
            double[] row = matrix[j];
            double pivot = row[j];
            if (!(pivot > 1e-12)) {
                return null;
            }
            double scale = 1 / Math.sqrt(pivot);
            for (int k = j; k < n; k++) {
                row[k] *= scale;
            }
            for (int i = j + 1; i < n; i++) {
                subtract(matrix[i], row[i], row, i, n);
            }
        }
        double[][] u = new double[capacity][];
        for (int j = 0; j < n; j++) {
            u[j] = capacity == n ? matrix[j] : Arrays.copyOf(matrix[j], capacity);
        }
        return new Cholesky(u, n);
    }

    int size() {
        return size;
    }

    /** log |K|. */
    double logDeterminant() {
        double sum = 0;
        for (int j = 0; j < size; j++) {
            sum += 2 * StrictMath.log(u[j][j]);
        }
        return sum;
    }

    /** U⁻ᵀ b, in place; of its first {@link #size} numbers. */
    void forward(double[] b) {
        for (int j = 0; j < size; j++) {
            b[j] /= u[j][j];
            subtract(b, b[j], u[j], j + 1, size);
        }
    }

    /** U⁻¹ b, in place. */
    void backward(double[] b) {
        for (int j = size - 1; j >= 0; j--) {
            double[] row = u[j];
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            int k = j + 1;
            for (; k + 3 < size; k += 4) {
                s0 += row[k] * b[k];
                s1 += row[k + 1] * b[k + 1];
                s2 += row[k + 2] * b[k + 2];
                s3 += row[k + 3] * b[k + 3];
            }
            for (; k < size; k++) {
                s0 += row[k] * b[k];
            }
            b[j] = (b[j] - ((s0 + s1) + (s2 + s3))) / row[j];
        }
    }

    /**
     * Adds a row and column to K.
     *
     * @param forwarded U⁻ᵀ k of the new column k, as {@link #forward} makes it
     * @param pivot the factor's new diagonal element: the root of K's, less the squared norm of that
     */
    void grow(double[] forwarded, double pivot) {
        for (int j = 0; j < size; j++) {
            u[j][size] = forwarded[j];
        }
        u[size] = new double[u.length];
        u[size][size] = pivot;
        size++;
    }

    /** K⁻¹: the part on and above the diagonal. */
    double[][] inverse() {
        int n = size;
        // Row i of w is column i of U⁻ᵀ, so that K⁻¹ = Σ over rows of U⁻¹: K⁻¹[a][b] = Σ_j (U⁻ᵀ)[j][a] (U⁻ᵀ)[j][b].
        double[][] l = new double[n][n];
        for (int j = 0; j < n; j++) {
            l[j][j] = 1;
        }
        for (int j = 0; j < n; j++) {
            double scale = 1 / u[j][j];
            double[] row = l[j];
            for (int k = 0; k <= j; k++) {
                row[k] *= scale;
            }
            for (int i = j + 1; i < n; i++) {
                subtract(l[i], u[j][i], row, 0, j + 1);
            }
        }
        double[][] inverse = new double[n][n];
        for (int j = 0; j < n; j++) {
            double[] row = l[j];
            for (int a = 0; a <= j; a++) {
                subtract(inverse[a], -row[a], row, a, j + 1);
            }
        }
        return inverse;
    }

    private static void subtract(double[] y, double a, double[] x, int from, int to) {
        for (int k = from; k < to; k++) {
            y[k] -= a * x[k];
        }
    }
}
