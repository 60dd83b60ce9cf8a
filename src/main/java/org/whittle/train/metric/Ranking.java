package org.whittle.train.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** The area under the ROC curve of rows with scores. */
final class Ranking {

    private Ranking() {
    }

    /**
     * The probability that a positive row scores above a negative one, equal scores counting half (the Mann–Whitney
     * statistic): the area under the ROC curve. Rows are not all ordered: only the fewer of positive and negative rows
     * are sorted, and the others looked up among them; most of those are below them all, or above, once a network has
     * learnt something.
     *
     * @param scores one for each row, none {@code NaN}
     * @param labels class of each row
     * @param positive the class to tell from the others
     * @return {@code NaN} if there is no positive or no negative row
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
     * The same of rows that count differently: each pair counts the product of its rows' weights.
     *
     * @param positive whether a row is of the class
     * @return {@code NaN} if no positive or no negative row counts
     */
    static double areaUnderCurve(double[] scores, boolean[] positive, double[] weights) {
        int[] order = IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(row -> scores[row]))
                .mapToInt(Integer::intValue).toArray();
        double below = 0;
        double positives = 0;
        double pairs = 0;
        for (int from = 0, to; from < order.length; from = to) {
            double tied = 0;
            double here = 0;
            for (to = from; to < order.length && scores[order[to]] == scores[order[from]]; to++) {
                here += positive[order[to]] ? weights[order[to]] : 0;
                tied += positive[order[to]] ? 0 : weights[order[to]];
            }
            pairs += here * (below + tied / 2);
            below += tied;
            positives += here;
        }
        return pairs / (positives * below);
    }

    /**
     * The same with what rows contribute (DeLong, DeLong and Clarke-Pearson 1988): a row's placement, the share of rows
     * of the other kind that it is on the right side of. If hardly a pair is in the wrong order, the area is as
     * uncertain as Hanley and McNeil (1982) say.
     *
     * @return empty if there is no positive or no negative row
     */
    static Optional<Evidence.Area> area(double[] scores, int[] labels, int positive) {
        double[] ofPositives = sorted(scores, labels, positive, true);
        double[] ofNegatives = sorted(scores, labels, positive, false);
        double m = ofPositives.length;
        double n = ofNegatives.length;
        if (m == 0 || n == 0) {
            return Optional.empty();
        }
        double[] influence = new double[scores.length];
        double sum = 0;
        for (int row = 0; row < scores.length; row++) {
            boolean one = labels[row] == positive;
            double[] others = one ? ofNegatives : ofPositives;
            int below = lowerBound(others, scores[row]);
            double midrank = (below + (below < others.length && others[below] == scores[row]
                    ? upperBound(others, scores[row]) : below)) / 2.0;
            influence[row] = one ? midrank / n : 1 - midrank / m;
            sum += one ? influence[row] : 0;
        }
        double area = sum / m;
        for (int row = 0; row < scores.length; row++) {
            influence[row] = (influence[row] - area) * scores.length / (labels[row] == positive ? m : n);
        }
        double mean = (m + n) / 2;
        double rarely = m * n / (1 + (mean - 1) * ((1 - area) / (2 - area) + area / (1 + area)));
        return Optional.of(new Evidence.Area(area, influence, rarely, labels));
    }

    private static double[] sorted(double[] scores, int[] labels, int positive, boolean positives) {
        return IntStream.range(0, scores.length).filter(row -> labels[row] == positive == positives)
                .mapToDouble(row -> scores[row]).sorted().toArray();
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
