package org.whittle.train.metric;

import org.whittle.work.Quantiles;

/**
 * Rows that a classifier got wrong, and what they cost. Most of a mean log loss may be in rows that are so rare that
 * the test set has none, or one: resamples of the rows cannot tell how large it may be, and say it were beyond all
 * bounds. What bounds it is that rows come by chance, each so often as a Poisson variable says.
 *
 * @param wrong how many
 * @param right loss of all other rows together
 * @param ofWrong loss of the rows that are wrong together
 * @param another what rows would cost on average if they were wrong
 */
record Unseen(int wrong, double right, double ofWrong, double another) {

    /** λ with P(Poisson(λ) ≤ wrong) = 5 %: more are unlikely to have left so few. */
    private static final double[] UNLIKELY = {2.996, 4.744, 6.296, 7.754, 9.154};
    private static final double BELOW = 0.975;

    /**
     * What rows of classes have cost.
     *
     * @param losses of all rows
     * @param another see {@link #another}
     */
    static Unseen of(double[] losses, int[] labels, int[] predicted, double another) {
        int wrong = 0;
        double ofRight = 0;
        double ofWrong = 0;
        for (int row = 0; row < losses.length; row++) {
            boolean right = predicted[row] == labels[row];
            wrong += right ? 0 : 1;
            ofRight += right ? losses[row] : 0;
            ofWrong += right ? 0 : losses[row];
        }
        return new Unseen(wrong, ofRight, ofWrong, another);
    }

    /** Whether rows that are wrong are so few that resamples know nothing of what they cost. */
    boolean few() {
        return wrong < UNLIKELY.length;
    }

    /**
     * The largest mean loss of which so little would be seen.
     *
     * @param losses of all rows
     * @param resampled the largest by resamples; not asked for if rows that are wrong are few, as it is theirs to tell
     */
    double most(double[] losses, double resampled) {
        double rows = losses.length;
        double most = few() ? (right + UNLIKELY[wrong] * (ofWrong + another) / (wrong + 1)) / rows : resampled;
        return Math.min(most, ofOneMore(losses));
    }

    /**
     * Fay and Feuer's limit (1997) of a weighted sum of Poisson variables, here of rows by what they cost: the quantile
     * of a gamma variable with the mean and variance that the sum would have with one more of the dearest.
     */
    private double ofOneMore(double[] losses) {
        double rows = losses.length;
        double dearest = another;
        double mean = 0;
        for (double loss : losses) {
            dearest = Math.max(dearest, loss);
            mean += loss / rows;
        }
        double variance = 0;
        for (double loss : losses) {
            variance += (loss - mean) / rows * ((loss - mean) / rows);
        }
        double one = dearest / rows;
        double scale = (variance + one * one) / (mean + one);
        return scale > 0 ? scale * Quantiles.ofGamma((mean + one) / scale, BELOW) : mean;
    }
}
