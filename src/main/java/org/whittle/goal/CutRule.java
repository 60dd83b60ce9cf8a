package org.whittle.goal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How the threshold between two classes is chosen, on rows that the network has not been trained on. */
public enum CutRule {

    /** 0.5: the more probable class. */
    FIXED,

    /** The best F1 score of the second class. */
    F1,

    /** The best sum of the shares of both classes that are found (Youden 1950): balanced accuracy. */
    YOUDEN,

    /** The least sum of what errors cost. */
    COST;

    /** Logarithmic odds beyond which a 32-bit probability cannot be told from 0 or 1. */
    private static final double FARTHEST = 13;

    /**
     * What errors cost.
     *
     * @param falsePositive of a row of the first class that is taken for the second, at least 0
     * @param falseNegative of a row of the second class that is taken for the first, at least 0; not both 0
     */
    public record Costs(double falsePositive, double falseNegative) {
    }

    /**
     * The threshold: half-way, in logarithmic odds, between two rows; of equally good ones the one nearest to 0.5, and
     * of these the smaller. 0.5 if a class has no row, for then there is nothing to tell apart.
     *
     * @param margins of each row the logarithmic odds of the second class, finite
     * @param positive whether a row is of the second class
     * @param weights what each row counts
     */
    public double threshold(double[] margins, boolean[] positive, double[] weights, Costs costs) {
        double positives = 0;
        double negatives = 0;
        for (int row = 0; row < positive.length; row++) {
            positives += positive[row] ? weights[row] : 0;
            negatives += positive[row] ? 0 : weights[row];
        }
        if (this == FIXED || positives == 0 || negatives == 0) {
            return ClassRule.STANDARD.threshold();
        }
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, margins.length).forEach(order::add);
        order.sort(Comparator.comparingDouble(row -> margins[row]));
        // All rows are taken for the second class at first; going up, one after another for the first.
        double missed = 0;
        double rejected = 0;
        double best = Double.NEGATIVE_INFINITY;
        double cut = 0;
        for (int i = -1; i < order.size(); i++) {
            if (i >= 0) {
                missed += positive[order.get(i)] ? weights[order.get(i)] : 0;
                rejected += positive[order.get(i)] ? 0 : weights[order.get(i)];
            }
            double low = i < 0 ? -FARTHEST : Math.max(-FARTHEST, margins[order.get(i)]);
            double high = i + 1 < order.size() ? Math.min(FARTHEST, margins[order.get(i + 1)]) : FARTHEST;
            if (low < high) {
                double worth = worth(positives, negatives, missed, rejected, costs);
                double here = low < 0 && high > 0 ? 0 : (low + high) / 2;
                if (worth > best || worth == best && Math.abs(here) < Math.abs(cut)) {
                    best = worth;
                    cut = here;
                }
            }
        }
        return cut == 0 ? ClassRule.STANDARD.threshold() : 1 / (1 + StrictMath.exp(-cut));
    }

    /** The same of rows that all count the same. */
    public double threshold(double[] margins, boolean[] positive, Costs costs) {
        double[] weights = new double[positive.length];
        Arrays.fill(weights, 1);
        return threshold(margins, positive, weights, costs);
    }

    /**
     * Of rows of both classes, of which so many of the second are missed and so many of the first rejected; each as
     * often as it counts.
     */
    private double worth(double positives, double negatives, double missed, double rejected, Costs costs) {
        double found = positives - missed;
        double wrong = negatives - rejected;
        return switch (this) {
            case FIXED -> 0;
            case F1 -> 2 * found / (2 * found + wrong + missed);
            case YOUDEN -> found / positives + rejected / negatives;
            case COST -> -(costs.falsePositive() * wrong + costs.falseNegative() * missed);
        };
    }
}
