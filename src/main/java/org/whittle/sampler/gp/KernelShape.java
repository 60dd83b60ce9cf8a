package org.whittle.sampler.gp;

import java.util.List;

/**
 * The covariance between (configuration x, budget t) pairs as a sum of terms, and where each keeps its hyperparameters
 * in the vector θ. All of θ are logarithms.
 *
 * <p>With several budgets there are three terms: what all budgets share, σ₁² k(x, x') κ₁(t, t') with a κ₁ that is
 * nearly constant; what sets one budget apart from another, σ₂² k(x, x') κ₂(t, t'); and the mean learning curve, σ₃²
 * κ₃(t, t'). Every k and κ is Matérn 5/2, over t the logarithm of the epochs. That is the product kernel over budgets
 * of Swersky, Snoek and Adams 2013 ("Multi-task Bayesian optimization") and Klein et al. 2017 (FABOLAS), with the
 * shares of common and own variance left to the data. Both k have the same length scales: with twice as many the fit
 * follows chance. With one budget the first term is left.
 *
 * <p>θ: noise variance; σ₁²; length scale over each dimension; a, then b, of each dimension's {@link InputWarp}; with
 * several budgets, the length scale over t of κ₁, then σ₂² and κ₂'s, then σ₃² and κ₃'s.
 *
 * @param parameters length of θ
 */
record KernelShape(Geometry geometry, List<Term> terms, int parameters) {

    /**
     * One summand; where in θ its variance and its length scales are.
     *
     * @param overSpace whether it depends on the configuration
     * @param budgetScale of the length scale over the budget; −1 if it does not depend on the budget
     */
    record Term(int variance, boolean overSpace, int budgetScale) {
        boolean overBudget() {
            return budgetScale >= 0;
        }
    }

    static final int NOISE = 0;
    private static final int FIRST_SCALE = 2;

    static KernelShape of(Geometry geometry, boolean severalBudgets) {
        int next = FIRST_SCALE + 3 * geometry.size();
        return severalBudgets
                ? new KernelShape(geometry, List.of(new Term(1, true, next), new Term(next + 1, true, next + 2),
                        new Term(next + 3, false, next + 4)), next + 5)
                : new KernelShape(geometry, List.of(new Term(1, true, -1)), next);
    }

    /** Where the length scale over a dimension is. */
    int lengthScale(int d) {
        return FIRST_SCALE + d;
    }

    /** Where a dimension's a is. */
    int warpA(int d) {
        return FIRST_SCALE + geometry.size() + d;
    }

    /** Where a dimension's b is. */
    int warpB(int d) {
        return FIRST_SCALE + 2 * geometry.size() + d;
    }

    InputWarp warp(double[] theta) {
        double[] a = new double[geometry.size()];
        double[] b = new double[geometry.size()];
        for (int d = 0; d < a.length; d++) {
            a[d] = StrictMath.exp(theta[warpA(d)]);
            b[d] = StrictMath.exp(theta[warpB(d)]);
        }
        return new InputWarp(geometry, a, b);
    }

    /** 1 / ℓ² of each dimension. */
    double[] precision(double[] theta) {
        double[] precision = new double[geometry.size()];
        for (int d = 0; d < precision.length; d++) {
            precision[d] = StrictMath.exp(-2 * theta[lengthScale(d)]);
        }
        return precision;
    }
}
