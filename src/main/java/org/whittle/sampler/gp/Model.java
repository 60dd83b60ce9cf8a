package org.whittle.sampler.gp;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A Gaussian process conditioned on data (Rasmussen and Williams 2006, algorithm 2.1), asked about full trainings
 * (t = 1) only. Points that are still in training can be added without a value: they take away variance and leave the
 * mean where it is, which is what conditioning on the mean itself does (the kriging believer of Ginsbourger, Le Riche
 * and Carraro 2010).
 *
 * <p>Points are in {@linkplain Kernel#warp warped} coordinates.
 */
final class Model {

    /** Least variance left at a point; keeps the factor regular when a point is added that is all but known. */
    static final double JITTER = 1e-8;

    private final Kernel kernel;
    private final double[][] points;
    // Of every point with a full training.
    private final Kernel.Budgets[] budgets;
    private final double[] alpha;
    private final int observed;
    private final Cholesky cholesky;

    /** Mean and variance of the function, noise apart. */
    record Prediction(double mean, double variance) {
    }

    /**
     * @param room points that may be {@linkplain #believe added}
     */
    Model(Kernel kernel, Data data, int room) {
        this.kernel = kernel;
        observed = data.size();
        points = new double[observed + room][];
        budgets = new Kernel.Budgets[observed + room];
        double[][] k = new double[observed][observed];
        int levels = data.budgets().length;
        Kernel.Budgets[][] between = new Kernel.Budgets[levels][levels];
        for (int a = 0; a < levels; a++) {
            for (int b = 0; b < levels; b++) {
                between[a][b] = kernel.budgets(data.budgets()[a], data.budgets()[b]);
            }
        }
        for (int i = 0; i < observed; i++) {
            points[i] = kernel.warp().warp(data.x()[i]);
            budgets[i] = kernel.budgets(data.budgets()[data.level()[i]], 1);
        }
        for (int i = 0; i < observed; i++) {
            for (int j = i; j < observed; j++) {
                k[i][j] = kernel.covariance(points[i], points[j], between[data.level()[i]][data.level()[j]]);
            }
            k[i][i] += kernel.noise() + JITTER;
        }
        cholesky = Cholesky.of(k, observed + room);
        if (cholesky == null) {
            throw new IllegalStateException("The covariance of %d observations is singular".formatted(observed));
        }
        alpha = data.y().clone();
        cholesky.forward(alpha);
        cholesky.backward(alpha);
    }

    Kernel kernel() {
        return kernel;
    }

    /** Points it knows, the added ones included. */
    int size() {
        return cholesky.size();
    }

    /** Points with a value. */
    int observed() {
        return observed;
    }

    double[] point(int i) {
        return points[i];
    }

    /** Covariances of a full training with every known point. */
    double[] covariances(double[] point) {
        double[] k = new double[size()];
        for (int i = 0; i < k.length; i++) {
            k[i] = kernel.covariance(point, points[i], budgets[i]);
        }
        return k;
    }

    double mean(double[] covariances) {
        double sum = 0;
        for (int i = 0; i < observed; i++) {
            sum += covariances[i] * alpha[i];
        }
        return sum;
    }

    /** U⁻ᵀ k, in place. */
    double[] forward(double[] covariances) {
        cholesky.forward(covariances);
        return covariances;
    }

    /** The variance of a point whose covariances were taken {@link #forward}. */
    double residual(double[] forwarded) {
        double sum = kernel.variance();
        for (double v : forwarded) {
            sum -= v * v;
        }
        return Math.max(JITTER, sum);
    }

    Prediction predict(double[] point) {
        double[] k = covariances(point);
        double mean = mean(k);
        return new Prediction(mean, residual(forward(k)));
    }

    /**
     * The prediction with its derivatives by the point's coordinates.
     *
     * @param byMean overwritten, one for each dimension of the space
     * @param byVariance overwritten likewise
     */
    Prediction predict(double[] point, double[] byMean, double[] byVariance) {
        double[] k = covariances(point);
        double mean = mean(k);
        double variance = residual(forward(k));
        cholesky.backward(k);
        Arrays.fill(byMean, 0);
        Arrays.fill(byVariance, 0);
        for (int i = 0; i < k.length; i++) {
            double slope = budgets[i].space() * Matern.slope(kernel.squaredDistance(point, points[i]));
            double m = i < observed ? slope * alpha[i] : 0;
            double v = -2 * slope * k[i];
            for (int d = 0; d < point.length; d++) {
                double s = kernel.slope(d, point, points[i]);
                byMean[d] += m * s;
                byVariance[d] += v * s;
            }
        }
        return new Prediction(mean, variance);
    }

    /**
     * How well full trainings are foreseen: the sum, over every row of a full training, of the log density of its
     * output as predicted from all other trials. With K⁻¹ restricted to the trial's rows as A, the errors are A⁻¹ α and
     * their covariance A⁻¹.
     *
     * @param data what the model was made of, nothing added since
     */
    double leftOut(Data data) {
        double[][] inverse = cholesky.inverse();
        double sum = 0;
        for (int i = 0; i < observed; i++) {
            if (data.budgets()[data.level()[i]] == 1) {
                int row = i;
                int[] trial = IntStream.concat(
                        IntStream.range(0, observed).filter(j -> j != row && Arrays.equals(data.x()[j], data.x()[row])),
                        IntStream.of(row)).toArray();
                sum += logDensity(trial, inverse);
            }
        }
        return sum;
    }

    private double logDensity(int[] trial, double[][] inverse) {
        int m = trial.length;
        double[][] a = new double[m][m];
        double[] error = new double[m];
        for (int r = 0; r < m; r++) {
            error[r] = alpha[trial[r]];
            for (int c = 0; c < m; c++) {
                a[r][c] = inverse[Math.min(trial[r], trial[c])][Math.max(trial[r], trial[c])];
            }
        }
        Cholesky block = Cholesky.of(a, m);
        if (block == null) {
            return Double.NEGATIVE_INFINITY;
        }
        double[] unit = new double[m];
        unit[m - 1] = 1;
        block.forward(unit);
        block.backward(unit);
        block.forward(error);
        block.backward(error);
        double variance = unit[m - 1];
        return -0.5 * (error[m - 1] * error[m - 1] / variance + StrictMath.log(2 * StrictMath.PI * variance));
    }

    /** Covariance of two full trainings before any data. */
    double priorCovariance(double[] point, double[] other) {
        return kernel.covariance(point, other, kernel.budgets(1, 1));
    }

    /**
     * Takes a point for known, at its mean, after a full training.
     *
     * @return its column of the factor, the diagonal element last
     */
    double[] believe(double[] point) {
        double[] k = forward(covariances(point));
        double pivot = Math.sqrt(residual(k) + JITTER);
        int i = size();
        cholesky.grow(k, pivot);
        points[i] = point;
        budgets[i] = kernel.budgets(1, 1);
        double[] column = Arrays.copyOf(k, i + 1);
        column[i] = pivot;
        return column;
    }
}
