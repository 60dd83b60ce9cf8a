package org.whittle.train.metric;

import java.util.Arrays;

/** Rows ordered by a score, for the area under the ROC curve of any weighting of them. */
final class Ranking {

    private final int[] order;
    private final boolean[] endsTie;

    /**
     * @param scores one for each row, none {@code NaN}
     */
    Ranking(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        int n = scores.length;
        int[] taken = new int[n];
        order = new int[n];
        for (int row = 0; row < n; row++) {
            int first = lowerBound(sorted, scores[row]);
            order[first + taken[first]++] = row;
        }
        endsTie = new boolean[n];
        for (int k = 0; k < n; k++) {
            endsTie[k] = k == n - 1 || sorted[k] != sorted[k + 1];
        }
    }

    /**
     * {@link #areaUnderCurve(int[], int, int[])} of rows that all count once, without ordering them all: only the fewer
     * of positive and negative rows are sorted, and the others looked up among them; most of those are below them all,
     * or above, once a network has learnt something.
     *
     * @param scores one for each row, none {@code NaN}
     */
    static double areaUnderCurve(double[] scores, int[] labels, int positive) {
        int n = scores.length;
        int positives = 0;
        for (int label : labels) {
            positives += label == positive ? 1 : 0;
        }
        boolean sortPositives = 2 * positives <= n;
        double[] sorted = new double[sortPositives ? positives : n - positives];
        int taken = 0;
        for (int row = 0; row < n; row++) {
            if (labels[row] == positive == sortPositives) {
                sorted[taken++] = scores[row];
            }
        }
        if (taken == 0) {
            return Double.NaN;
        }
        Arrays.sort(sorted);
        double lowest = sorted[0];
        double highest = sorted[taken - 1];
        long twiceAbove = 0;
        for (int row = 0; row < n; row++) {
            if (labels[row] == positive == sortPositives || scores[row] < lowest) {
                continue;
            }
            if (scores[row] > highest) {
                twiceAbove += 2L * taken;
            } else {
                int below = lowerBound(sorted, scores[row]);
                int upTo = below < taken && sorted[below] == scores[row] ? upperBound(sorted, scores[row]) : below;
                twiceAbove += below + upTo;
            }
        }
        long pairs = (long) positives * (n - positives);
        return (sortPositives ? 2 * pairs - twiceAbove : twiceAbove) / (2.0 * pairs);
    }

    /**
     * The probability that a positive row scores above a negative one, equal scores counting half (the Mann–Whitney
     * statistic): the area under the ROC curve.
     *
     * @param labels class of each row
     * @param positive the class to tell from the others
     * @param weights how often each row counts
     * @return {@code NaN} if there is no positive or no negative row
     */
    double areaUnderCurve(int[] labels, int positive, int[] weights) {
        long negativesBelow = 0;
        long positives = 0;
        long tiedPositives = 0;
        long tiedNegatives = 0;
        long twiceWon = 0;
        for (int k = 0; k < order.length; k++) {
            int row = order[k];
            if (labels[row] == positive) {
                tiedPositives += weights[row];
            } else {
                tiedNegatives += weights[row];
            }
            if (endsTie[k]) {
                twiceWon += tiedPositives * (2 * negativesBelow + tiedNegatives);
                negativesBelow += tiedNegatives;
                positives += tiedPositives;
                tiedPositives = 0;
                tiedNegatives = 0;
            }
        }
        return twiceWon / (2.0 * positives * negativesBelow);
    }

    // Halving without branches to predict: which half is next looks random to a processor.
    private static int lowerBound(double[] sorted, double score) {
        int low = 0;
        for (int length = sorted.length; length > 1; length -= length >>> 1) {
            int half = length >>> 1;
            low += sorted[low + half - 1] < score ? half : 0;
        }
        return sorted.length > 0 && sorted[low] < score ? low + 1 : low;
    }

    private static int upperBound(double[] sorted, double score) {
        return lowerBound(sorted, Math.nextUp(score));
    }
}
