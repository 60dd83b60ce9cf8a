package org.whittle.sampler.gp;

import org.whittle.sampler.gp.KernelShape.Term;

/**
 * A kernel with its hyperparameters filled in. Points are in warped coordinates.
 */
final class Kernel {

    private final KernelShape shape;
    private final InputWarp warp;
    private final double noise;
    private final double[] precision;
    // By term.
    private final double[] variance;
    private final double[] budgetPrecision;

    Kernel(KernelShape shape, double[] theta) {
        this.shape = shape;
        warp = shape.warp(theta);
        noise = StrictMath.exp(theta[KernelShape.NOISE]);
        precision = shape.precision(theta);
        int terms = shape.terms().size();
        variance = new double[terms];
        budgetPrecision = new double[terms];
        for (int c = 0; c < terms; c++) {
            Term term = shape.terms().get(c);
            variance[c] = StrictMath.exp(theta[term.variance()]);
            budgetPrecision[c] = term.overBudget() ? StrictMath.exp(-2 * theta[term.budgetScale()]) : 0;
        }
    }

    Geometry geometry() {
        return shape.geometry();
    }

    InputWarp warp() {
        return warp;
    }

    /** Variance of an observation around the function. */
    double noise() {
        return noise;
    }

    /** Variance of the function before any data. */
    double variance() {
        double sum = 0;
        for (double v : variance) {
            sum += v;
        }
        return sum;
    }

    /** Two budgets' part of a covariance: {@link #covariance} is {@code space · k(x, x') + apart}. */
    record Budgets(double space, double apart) {
    }

    /** What two budgets contribute to the covariance of two points. */
    Budgets budgets(double t, double other) {
        double space = 0;
        double apart = 0;
        double squared = (t - other) * (t - other);
        for (int c = 0; c < variance.length; c++) {
            double v = variance[c] * Matern.of(squared * budgetPrecision[c]);
            if (shape.terms().get(c).overSpace()) {
                space += v;
            } else {
                apart += v;
            }
        }
        return new Budgets(space, apart);
    }

    /** r² between two points. */
    double squaredDistance(double[] w, double[] other) {
        Geometry geometry = shape.geometry();
        double sum = 0;
        for (int d = 0; d < precision.length; d++) {
            sum += precision[d] * geometry.squared(d, w[d], other[d]);
        }
        return sum;
    }

    /** Derivative of {@link #squaredDistance} by the first point's coordinate. */
    double slope(int d, double[] w, double[] other) {
        return precision[d] * shape.geometry().slope(d, w[d], other[d]);
    }

    double covariance(double[] w, double[] other, Budgets budgets) {
        return budgets.space() * Matern.of(squaredDistance(w, other)) + budgets.apart();
    }
}
