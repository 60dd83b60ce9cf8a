package org.whittle.sampler.gp;

import org.whittle.sampler.gp.KernelShape.Term;

/**
 * The prior over hyperparameters, and the box they are sought in. Outputs are standardised, inputs in the unit cube.
 *
 * <p>Length scales: log-normal(√2 + ½ log D, √3) of Hvarfner, Hellsten and Nardi 2024 ("Vanilla Bayesian optimization
 * performs great in high dimensions"); noise variance: log-normal(−4, 1) of the same. Variances and budget length scales
 * are log-normal with a factor e at one deviation: most of the variance is shared between budgets.
 */
final class Prior {

    private final double[] mean;
    private final double[] deviation;
    private final boolean[] density;
    private final double[] lower;
    private final double[] upper;

    Prior(KernelShape shape) {
        int n = shape.parameters();
        mean = new double[n];
        deviation = new double[n];
        density = new boolean[n];
        lower = new double[n];
        upper = new double[n];
        set(KernelShape.NOISE, NOISE_MEAN, 1, false, 1e-6, 0.3);
        int dimensions = shape.geometry().size();
        for (int d = 0; d < dimensions; d++) {
            set(shape.lengthScale(d), LM + 0.5 * StrictMath.log(dimensions), LS, LD, 0.05, 100);
            set(shape.warpA(d), 0, WS, false, 0.1, 10);
            set(shape.warpB(d), 0, WS, false, 0.1, 10);
        }
        for (int k = 0; k < shape.terms().size(); k++) {
            Term term = shape.terms().get(k);
            set(term.variance(), StrictMath.log(VARIANCE[k]), 1, false, 1e-4, 30);
            if (term.overBudget()) {
                set(term.budgetScale(), StrictMath.log(BUDGET_SCALE[k]), 1, false, 0.05, 100);
            }
        }
    }

    static double WS = Double.parseDouble(System.getProperty("gp.ws", "0.75"));
    static double LM = Double.parseDouble(System.getProperty("gp.lm", "1.4142"));
    static double LS = Double.parseDouble(System.getProperty("gp.ls", "1.732"));
    static boolean LD = Boolean.parseBoolean(System.getProperty("gp.ld", "true"));
    static double NOISE_MEAN = Double.parseDouble(System.getProperty("gp.noise", "-6"));
    static double[] VARIANCE = {Double.parseDouble(System.getProperty("gp.v0", "1")), Double.parseDouble(System.getProperty("gp.v1", "0.2")), 0.5};
    static double[] BUDGET_SCALE = {Double.parseDouble(System.getProperty("gp.t0", "4")), Double.parseDouble(System.getProperty("gp.t1", "0.7")), 1};

    private void set(int i, double mean, double deviation, boolean density, double low, double high) {
        this.mean[i] = mean;
        this.deviation[i] = deviation;
        this.density[i] = density;
        lower[i] = StrictMath.log(low);
        upper[i] = StrictMath.log(high);
    }

    double[] lower() {
        return lower;
    }

    double[] upper() {
        return upper;
    }

    /** The most plausible θ before any data. */
    double[] mode() {
        double[] mode = new double[mean.length];
        for (int i = 0; i < mode.length; i++) {
            mode[i] = mean[i] - (density[i] ? deviation[i] * deviation[i] : 0);
        }
        return mode;
    }

    /** Adds the negative log density's gradient to {@code gradient} and returns the negative log density. */
    double penalty(double[] theta, double[] gradient) {
        double sum = 0;
        for (int i = 0; i < theta.length; i++) {
            double z = (theta[i] - mean[i]) / deviation[i];
            // The density of a length scale ℓ, not of log ℓ, is maximised: it has a term −log ℓ more.
            sum += 0.5 * z * z + (density[i] ? theta[i] : 0);
            gradient[i] += z / deviation[i] + (density[i] ? 1 : 0);
        }
        return sum;
    }
}
