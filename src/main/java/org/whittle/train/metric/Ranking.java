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

    private static int lowerBound(double[] sorted, double score) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < score) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
