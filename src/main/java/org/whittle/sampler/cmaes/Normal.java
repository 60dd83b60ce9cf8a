package org.whittle.sampler.cmaes;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.whittle.random.RandomStream;

/**
 * The search distribution N(m, σ² C) of CMA-ES with its evolution paths, after g generations. C = B D² Bᵀ.
 */
final class Normal {

    /** Eigenvalues of C below its largest by more than this are raised: C would not be positive definite in doubles. */
    private static final double CONDITION = 1e14;

    private final double[] m;
    private final double sigma;
    private final double[][] c;
    private final double[] pSigma;
    private final double[] pC;
    private final int g;
    private final double[][] b;
    private final double[] d;

    private Normal(double[] m, double sigma, double[][] c, double[] pSigma, double[] pC, int g) {
        this.m = m;
        this.sigma = sigma;
        this.c = c;
        this.pSigma = pSigma;
        this.pC = pC;
        this.g = g;
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(c, false));
        b = eigen.getV().getData();
        d = eigen.getRealEigenvalues();
        double least = d[0] / CONDITION;
        for (int i = 0; i < d.length; i++) {
            d[i] = StrictMath.sqrt(Math.max(d[i], least));
        }
    }

    /** N(m, C) before any generation; C must be positive definite. */
    static Normal of(double[] m, double[][] c) {
        double trace = 0;
        for (int i = 0; i < m.length; i++) {
            trace += c[i][i];
        }
        double sigma = StrictMath.sqrt(trace / m.length);
        double[][] shape = new double[m.length][m.length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m.length; j++) {
                shape[i][j] = c[i][j] / (sigma * sigma);
            }
        }
        return new Normal(m.clone(), sigma, shape, new double[m.length], new double[m.length], 0);
    }

    double mean(int i) {
        return m[i];
    }

    /** Standard deviation of a coordinate. */
    double deviation(int i) {
        return sigma * StrictMath.sqrt(c[i][i]);
    }

    /** x = m + σ B D z with z ~ N(0, I). */
    double[] draw(RandomStream random) {
        double[] dz = new double[m.length];
        for (int i = 0; i < m.length; i++) {
            dz[i] = d[i] * random.nextGaussian();
        }
        double[] x = m.clone();
        for (int i = 0; i < m.length; i++) {
            for (int k = 0; k < m.length; k++) {
                x[i] += sigma * b[i][k] * dz[k];
            }
        }
        return x;
    }

    /**
     * The next generation's distribution (the tutorial's equations 9, 16, 24, 30, 31, 37).
     *
     * @param best x<sub>1:λ</sub> to x<sub>μ:λ</sub>, best first; as many as there are weights
     */
    Normal next(Strategy s, List<double[]> best) {
        int n = m.length;
        double[][] y = new double[best.size()][n];
        double[] step = new double[n];
        for (int k = 0; k < y.length; k++) {
            for (int i = 0; i < n; i++) {
                y[k][i] = (best.get(k)[i] - m[i]) / sigma;
                step[i] += s.weights()[k] * y[k][i];
            }
        }
        double[] mean = new double[n];
        for (int i = 0; i < n; i++) {
            mean[i] = m[i] + sigma * step[i];
        }
        double[] white = whitened(step);
        double[] pathSigma = new double[n];
        double length = 0;
        for (int i = 0; i < n; i++) {
            pathSigma[i] = (1 - s.cSigma()) * pSigma[i]
                    + StrictMath.sqrt(s.cSigma() * (2 - s.cSigma()) * s.muEff()) * white[i];
            length += pathSigma[i] * pathSigma[i];
        }
        length = StrictMath.sqrt(length);
        double settled = StrictMath.sqrt(1 - StrictMath.pow(1 - s.cSigma(), 2.0 * (g + 1)));
        boolean stalled = length / settled >= (1.4 + 2 / (n + 1.0)) * s.chi();
        double[] pathC = new double[n];
        for (int i = 0; i < n; i++) {
            pathC[i] = (1 - s.cC()) * pC[i]
                    + (stalled ? 0 : StrictMath.sqrt(s.cC() * (2 - s.cC()) * s.muEff()) * step[i]);
        }
        double kept = 1 - s.c1() - s.cMu() + (stalled ? s.c1() * s.cC() * (2 - s.cC()) : 0);
        double[][] shape = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rankMu = 0;
                for (int k = 0; k < y.length; k++) {
                    rankMu += s.weights()[k] * y[k][i] * y[k][j];
                }
                shape[i][j] = kept * c[i][j] + s.c1() * pathC[i] * pathC[j] + s.cMu() * rankMu;
                shape[j][i] = shape[i][j];
            }
        }
        double width = sigma * StrictMath.exp(Math.min(1, s.cSigma() / s.dSigma() * (length / s.chi() - 1)));
        return new Normal(mean, width, shape, pathSigma, pathC, g + 1);
    }

    /** The same distribution with another mean, and each coordinate's deviation multiplied by a factor. */
    Normal stretched(double[] mean, double[] factors) {
        int n = m.length;
        double[][] shape = new double[n][n];
        double[] pathC = new double[n];
        for (int i = 0; i < n; i++) {
            pathC[i] = factors[i] * pC[i];
            for (int j = 0; j < n; j++) {
                shape[i][j] = factors[i] * factors[j] * c[i][j];
            }
        }
        return new Normal(mean, sigma, shape, pSigma, pathC, g);
    }

    /** C<sup>−1/2</sup> v = B D⁻¹ Bᵀ v. */
    private double[] whitened(double[] v) {
        int n = m.length;
        double[] white = new double[n];
        for (int k = 0; k < n; k++) {
            double projection = 0;
            for (int i = 0; i < n; i++) {
                projection += b[i][k] * v[i];
            }
            for (int i = 0; i < n; i++) {
                white[i] += b[i][k] * projection / d[k];
            }
        }
        return white;
    }
}
