package org.whittle.goal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The area under the curve of precision over recall, as the average precision: the mean, over the rows of the class, of
 * the precision among the rows that score at least as high. No line is drawn between points, which would flatter.
 */
final class PrAuc implements RankMetric {

    @Override
    public String key() {
        return "pr-auc";
    }

    @Override
    public Ranked of(double[] scores, boolean[] positive) {
        int rows = scores.length;
        int[] order = order(scores);
        // Of each row in this order: the last one with its score, and how many positives there are up to there.
        int[] last = new int[rows];
        int[] found = new int[rows];
        int positives = 0;
        for (int from = 0, to; from < rows; from = to) {
            for (to = from; to < rows && scores[order[to]] == scores[order[from]]; to++) {
                positives += positive[order[to]] ? 1 : 0;
            }
            Arrays.fill(last, from, to, to - 1);
            Arrays.fill(found, from, to, positives);
        }
        double area = 0;
        for (int i = 0; i < rows; i++) {
            area += positive[order[i]] ? precision(found, last, i) : 0;
        }
        area /= positives;
        double[] influence = new double[rows];
        // What one more row of either kind changes of the precisions at and behind its score.
        double gained = 0;
        double lost = 0;
        for (int to = rows - 1, from; to >= 0; to = from) {
            double here = 0;
            for (from = to; from >= 0 && last[from] == last[to]; from--) {
                here += positive[order[from]] ? 1 : 0;
            }
            double precision = precision(found, last, to);
            double upTo = last[to] + 1.0;
            gained += here * (1 - precision) / upTo;
            lost += here * precision / upTo;
            for (int i = to; i > from; i--) {
                influence[order[i]] = rows * (positive[order[i]] ? precision - area + gained : -lost) / positives;
            }
        }
        return new Ranked(area, influence);
    }

    @Override
    public double of(double[] scores, boolean[] positive, double[] weights) {
        int[] order = order(scores);
        double all = 0;
        double found = 0;
        double area = 0;
        for (int from = 0, to; from < order.length; from = to) {
            double here = 0;
            for (to = from; to < order.length && scores[order[to]] == scores[order[from]]; to++) {
                all += weights[order[to]];
                here += positive[order[to]] ? weights[order[to]] : 0;
            }
            found += here;
            area += here == 0 ? 0 : here * found / all;
        }
        return area / found;
    }

    /** Rows by falling score. */
    static int[] order(double[] scores) {
        return IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(row -> -scores[row]))
                .mapToInt(Integer::intValue).toArray();
    }

    private static double precision(int[] found, int[] last, int i) {
        return found[i] / (last[i] + 1.0);
    }
}
