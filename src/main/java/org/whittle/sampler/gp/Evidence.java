package org.whittle.sampler.gp;

import java.util.Arrays;
import org.whittle.sampler.gp.InputWarp.Bent;
import org.whittle.sampler.gp.KernelShape.Term;

/**
 * The negative log posterior density of hyperparameters: the negative log marginal likelihood (Rasmussen and Williams
 * 2006, equation 5.8) and the {@link Prior}'s penalty, with their gradient (equation 5.9).
 */
final class Evidence implements Lbfgs.Objective {

    private final KernelShape shape;
    private final Prior prior;
    private final Data data;
    // Of the pairs i < j, row by row: which pair of budgets, and by that (t − t')².
    private final int[] budgetPair;
    private final double[] squaredBudget;
    // By dimension: coordinates of all rows, and their logarithms.
    private final double[][] columns;
    private final double[][] logs;

    Evidence(KernelShape shape, Prior prior, Data data) {
        this.shape = shape;
        this.prior = prior;
        this.data = data;
        int n = data.size();
        int levels = data.budgets().length;
        budgetPair = new int[n * (n - 1) / 2];
        int pair = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++, pair++) {
                budgetPair[pair] = data.level()[i] * levels + data.level()[j];
            }
        }
        squaredBudget = new double[levels * levels];
        Arrays.setAll(squaredBudget, q -> {
            double difference = data.budgets()[q / levels] - data.budgets()[q % levels];
            return difference * difference;
        });
        columns = new double[shape.geometry().size()][n];
        logs = new double[columns.length][];
        for (int d = 0; d < columns.length; d++) {
            for (int i = 0; i < n; i++) {
                columns[d][i] = data.x()[i][d];
            }
            logs[d] = InputWarp.logs(columns[d]);
        }
    }

    @Override
    public double at(double[] theta, double[] gradient) {
        int n = data.size();
        int pairs = budgetPair.length;
        InputWarp warp = shape.warp(theta);
        double[] precision = shape.precision(theta);
        Bent[] w = new Bent[columns.length];
        Arrays.setAll(w, d -> warp.bend(d, columns[d], logs[d]));
        Curve space = new Curve(squaredDistances(w, precision));
        double noise = StrictMath.exp(theta[KernelShape.NOISE]);

        double[] sum = new double[pairs];
        double diagonal = noise;
        Curve[] budgets = new Curve[shape.terms().size()];
        for (int c = 0; c < budgets.length; c++) {
            Term term = shape.terms().get(c);
            double variance = StrictMath.exp(theta[term.variance()]);
            diagonal += variance;
            budgets[c] = new Curve(scaled(squaredBudget,
                    term.overBudget() ? StrictMath.exp(-2 * theta[term.budgetScale()]) : 0));
            for (int p = 0; p < pairs; p++) {
                sum[p] += variance * budgets[c].value[budgetPair[p]] * (term.overSpace() ? space.value[p] : 1);
            }
        }
        Cholesky cholesky = Cholesky.of(matrix(n, diagonal, sum), n);
        if (cholesky == null) {
            return Double.POSITIVE_INFINITY;
        }
        double[] alpha = data.y().clone();
        cholesky.forward(alpha);
        double fit = 0;
        for (double a : alpha) {
            fit += a * a;
        }
        cholesky.backward(alpha);
        double[][] inverse = cholesky.inverse();

        // ∂/∂θ = ½ tr((K⁻¹ − α αᵀ) ∂K/∂θ); off the diagonal every pair counts twice.
        double[] weight = new double[pairs];
        double trace = 0;
        int pair = 0;
        for (int i = 0; i < n; i++) {
            trace += inverse[i][i] - alpha[i] * alpha[i];
            for (int j = i + 1; j < n; j++, pair++) {
                weight[pair] = inverse[i][j] - alpha[i] * alpha[j];
            }
        }
        Arrays.fill(gradient, 0);
        gradient[KernelShape.NOISE] = 0.5 * trace * noise;
        double[] bySquaredDistance = new double[pairs];
        for (int c = 0; c < budgets.length; c++) {
            Term term = shape.terms().get(c);
            double variance = StrictMath.exp(theta[term.variance()]);
            double byVariance = 0.5 * trace;
            double byBudget = 0;
            for (int p = 0; p < pairs; p++) {
                int q = budgetPair[p];
                double atSpace = term.overSpace() ? space.value[p] : 1;
                byVariance += weight[p] * budgets[c].value[q] * atSpace;
                byBudget += weight[p] * atSpace * budgets[c].slope[q] * squaredBudget[q];
                if (term.overSpace()) {
                    bySquaredDistance[p] += weight[p] * variance * budgets[c].value[q] * space.slope[p];
                }
            }
            gradient[term.variance()] = byVariance * variance;
            if (term.overBudget()) {
                gradient[term.budgetScale()] =
                        -2 * StrictMath.exp(-2 * theta[term.budgetScale()]) * byBudget * variance;
            }
        }
        addSpaceGradient(bySquaredDistance, w, precision, gradient);
        return 0.5 * fit + 0.5 * cholesky.logDeterminant() + prior.penalty(theta, gradient);
    }

    private void addSpaceGradient(double[] bySquaredDistance, Bent[] w, double[] precision, double[] gradient) {
        for (int d = 0; d < precision.length; d++) {
            double[] byPoint = new double[data.size()];
            double byScale = slopes(d, w[d].w(), bySquaredDistance, byPoint);
            gradient[shape.lengthScale(d)] = -2 * precision[d] * byScale;
            for (int i = 0; i < byPoint.length; i++) {
                gradient[shape.warpA(d)] += precision[d] * byPoint[i] * w[d].byLogA()[i];
                gradient[shape.warpB(d)] += precision[d] * byPoint[i] * w[d].byLogB()[i];
            }
        }
    }

    /**
     * Σ of the weights times the squared distances in a dimension; its derivative by each row's coordinate is added.
     */
    private double slopes(int d, double[] w, double[] weight, double[] byPoint) {
        Geometry geometry = shape.geometry();
        boolean plain = geometry.isPlain(d);
        int n = w.length;
        double sum = 0;
        int pair = 0;
        for (int i = 0; i < n; i++) {
            double own = w[i];
            double bySelf = 0;
            for (int j = i + 1; j < n; j++, pair++) {
                double squared;
                double slope;
                if (plain) {
                    double difference = own - w[j];
                    squared = difference * difference;
                    slope = 2 * difference;
                } else {
                    squared = geometry.squared(d, own, w[j]);
                    slope = geometry.slope(d, own, w[j]);
                }
                sum += weight[pair] * squared;
                bySelf += weight[pair] * slope;
                byPoint[j] -= weight[pair] * slope;
            }
            byPoint[i] += bySelf;
        }
        return sum;
    }

    private double[] squaredDistances(Bent[] bent, double[] precision) {
        Geometry geometry = shape.geometry();
        double[] squared = new double[budgetPair.length];
        for (int d = 0; d < precision.length; d++) {
            double[] w = bent[d].w();
            int n = w.length;
            int pair = 0;
            for (int i = 0; i < n; i++) {
                double own = w[i];
                if (geometry.isPlain(d)) {
                    addSquares(squared, pair, precision[d], own, w, i + 1);
                    pair += n - i - 1;
                } else {
                    for (int j = i + 1; j < n; j++, pair++) {
                        squared[pair] += precision[d] * geometry.squared(d, own, w[j]);
                    }
                }
            }
        }
        return squared;
    }

    private static void addSquares(double[] to, int at, double precision, double own, double[] others, int from) {
        for (int j = from; j < others.length; j++) {
            double difference = own - others[j];
            to[at + j - from] += precision * difference * difference;
        }
    }

    private static double[] scaled(double[] x, double factor) {
        double[] y = new double[x.length];
        Arrays.setAll(y, p -> factor * x[p]);
        return y;
    }

    private static double[][] matrix(int n, double diagonal, double[] pairs) {
        double[][] k = new double[n][n];
        int pair = 0;
        for (int i = 0; i < n; i++) {
            k[i][i] = diagonal;
            for (int j = i + 1; j < n; j++, pair++) {
                k[i][j] = pairs[pair];
            }
        }
        return k;
    }

    /** The correlation and its slope at every pair's r². */
    private static final class Curve {
        private final double[] value;
        private final double[] slope;

        Curve(double[] squared) {
            value = new double[squared.length];
            slope = new double[squared.length];
            for (int p = 0; p < squared.length; p++) {
                double s = Math.sqrt(5 * squared[p]);
                double e = s == 0 ? 1 : StrictMath.exp(-s);
                value[p] = (1 + s + s * s / 3) * e;
                slope[p] = -5.0 / 6 * (1 + s) * e;
            }
        }
    }
}
