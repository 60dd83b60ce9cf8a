package org.whittle.train.metric;

import org.whittle.work.Quantiles;

/**
 * How many standard errors 95 % of differences of two areas reach where a class has few rows, as Brunner and Munzel
 * (2000) have it for one area: the variance is that of each class's placements, unbiased, and is itself only as well
 * known as so few rows tell, by Satterthwaite's degrees of freedom.
 */
final class OfFewRows {

    private OfFewRows() {
    }

    /** @return in standard errors of influences that are taken as known; at least the normal distribution's quantile */
    static double quantile(Evidence.Area first, Evidence.Area second) {
        int[] labels = first.labels();
        int classes = 0;
        for (int label : labels) {
            classes = Math.max(classes, label + 1);
        }
        double[] rows = new double[classes];
        double[] squares = new double[classes];
        for (int row = 0; row < labels.length; row++) {
            double both = first.influence()[row] - second.influence()[row];
            rows[labels[row]]++;
            squares[labels[row]] += both * both;
        }
        double known = 0;
        double variance = 0;
        double uncertain = 0;
        for (int c = 0; c < classes; c++) {
            if (rows[c] > 1) {
                double ofClass = squares[c] * rows[c] / (rows[c] - 1);
                known += squares[c];
                variance += ofClass;
                uncertain += ofClass * ofClass / (rows[c] - 1);
            }
        }
        return uncertain > 0 ? Math.sqrt(variance / known)
                * Quantiles.ofStudentsT(variance * variance / uncertain, 0.975)
                : ScoreIntervals.Z;
    }
}
