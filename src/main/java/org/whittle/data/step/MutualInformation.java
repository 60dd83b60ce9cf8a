package org.whittle.data.step;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.math3.special.Gamma;

/**
 * Mutual information of a feature and the label, in nats, as scikit-learn estimates it: of two that take few values by
 * counting; of a number and one of few values by Ross 2014; of two numbers by Kraskov, Stögbauer and Grassberger 2004.
 * The last two look at the k nearest neighbours of each row.
 *
 * <p>A feature of at most {@value #FEW} values is taken to be one of few values: k neighbours of whole numbers are
 * ties.
 */
final class MutualInformation {

    private static final int NEIGHBOURS = 3;
    private static final int FEW = 32;
    /** Of two numbers each row is compared with all others. */
    private static final int MOST_PAIRED = 2000;

    private final TrainingSample sample;
    /** Numbers of the label's values, or null where it takes many. */
    private final int[] labels;
    private final double[] target;

    private MutualInformation(TrainingSample sample) {
        this.sample = sample;
        this.labels = sample.classes() > 0 ? Arrays.stream(sample.targets()).mapToInt(k -> (int) k).toArray()
                : few(sample.targets());
        this.target = TrainingSample.standardized(sample.targets());
    }

    static MutualInformation of(TrainingSample sample) {
        return new MutualInformation(sample.classes() > 0 ? sample : sample.first(MOST_PAIRED));
    }

    /** What a feature and the label tell of each other; at least 0. */
    double with(int feature) {
        int[] values = few(sample.columns()[feature]);
        double estimate = values != null && labels != null ? counted(values, labels)
                : values != null ? mixed(target, values)
                : labels != null ? mixed(sample.standardized(feature), labels)
                : paired(sample.standardized(feature), target);
        return Math.max(0, estimate);
    }

    /** The number of each value, or null if there are too many. */
    private static int[] few(double[] values) {
        Map<Double, Integer> numbers = new HashMap<>();
        int[] few = new int[values.length];
        for (int i = 0; i < few.length; i++) {
            few[i] = numbers.computeIfAbsent(values[i] + 0.0, value -> numbers.size());
            if (numbers.size() > FEW) {
                return null;
            }
        }
        return few;
    }

    private static double counted(int[] one, int[] other) {
        int width = Arrays.stream(other).max().orElse(0) + 1;
        long[] both = new long[(Arrays.stream(one).max().orElse(0) + 1) * width];
        long[] ofOne = new long[both.length / width];
        long[] ofOther = new long[width];
        for (int i = 0; i < one.length; i++) {
            both[one[i] * width + other[i]]++;
            ofOne[one[i]]++;
            ofOther[other[i]]++;
        }
        double sum = 0;
        for (int i = 0; i < both.length; i++) {
            if (both[i] > 0) {
                sum += (double) both[i] / one.length * (Math.log((double) both[i] * one.length)
                        - Math.log((double) ofOne[i / width] * ofOther[i % width]));
            }
        }
        return sum;
    }

    /** Ross's estimate; of values that only one row has nothing is known. */
    private static double mixed(double[] numbers, int[] values) {
        int[] counts = new int[Arrays.stream(values).max().orElse(0) + 1];
        Arrays.stream(values).forEach(value -> counts[value]++);
        double[][] byValue = new double[counts.length][];
        Arrays.setAll(byValue, value -> new double[counts[value]]);
        int[] next = new int[counts.length];
        int rows = 0;
        for (int i = 0; i < numbers.length; i++) {
            byValue[values[i]][next[values[i]]++] = numbers[i];
            rows += counts[values[i]] > 1 ? 1 : 0;
        }
        double[] all = new double[rows];
        int last = 0;
        for (double[] own : byValue) {
            Arrays.sort(own);
            if (own.length > 1) {
                System.arraycopy(own, 0, all, last, own.length);
                last += own.length;
            }
        }
        Arrays.sort(all);
        double sum = 0;
        for (double[] own : byValue) {
            int neighbours = Math.min(NEIGHBOURS, own.length - 1);
            for (int i = 0; i < own.length && neighbours > 0; i++) {
                sum += Gamma.digamma(neighbours) - Gamma.digamma(own.length)
                        - Gamma.digamma(within(all, own[i], Math.nextDown(distance(own, i, neighbours))));
            }
        }
        return rows == 0 ? 0 : Gamma.digamma(rows) + sum / rows;
    }

    /** How far the k-th nearest of others is. */
    private static double distance(double[] sorted, int i, int k) {
        int from = i;
        int to = i;
        double distance = 0;
        for (int found = 0; found < k; found++) {
            double left = from > 0 ? sorted[i] - sorted[from - 1] : Double.POSITIVE_INFINITY;
            double right = to < sorted.length - 1 ? sorted[to + 1] - sorted[i] : Double.POSITIVE_INFINITY;
            if (left <= right) {
                from--;
            } else {
                to++;
            }
            distance = Math.min(left, right);
        }
        return distance;
    }

    /** How many lie at most so far from a value that is one of them, by the same differences as neighbours do. */
    private static int within(double[] sorted, double value, double distance) {
        double reach = Math.max(0, distance);
        return first(sorted, value, reach, true) - first(sorted, value, -reach, false);
    }

    /** The first whose difference from a value is above another one, or equal to it. */
    private static int first(double[] sorted, double value, double difference, boolean above) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            double own = sorted[middle] - value;
            if (own < difference || above && own <= difference) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first estimate of Kraskov and others, with the larger of two distances. */
    private static double paired(double[] one, double[] other) {
        int rows = one.length;
        int neighbours = Math.min(NEIGHBOURS, rows - 1);
        if (neighbours < 1) {
            return 0;
        }
        double[] sortedOne = one.clone();
        double[] sortedOther = other.clone();
        Arrays.sort(sortedOne);
        Arrays.sort(sortedOther);
        double sum = 0;
        double[] nearest = new double[neighbours];
        for (int i = 0; i < rows; i++) {
            Arrays.fill(nearest, Double.POSITIVE_INFINITY);
            for (int j = 0; j < rows; j++) {
                double distance = Math.max(Math.abs(one[i] - one[j]), Math.abs(other[i] - other[j]));
                if (j != i && distance < nearest[neighbours - 1]) {
                    int at = neighbours - 1;
                    for (; at > 0 && nearest[at - 1] > distance; at--) {
                        nearest[at] = nearest[at - 1];
                    }
                    nearest[at] = distance;
                }
            }
            double reach = Math.nextDown(nearest[neighbours - 1]);
            sum += Gamma.digamma(within(sortedOne, one[i], reach))
                    + Gamma.digamma(within(sortedOther, other[i], reach));
        }
        return Gamma.digamma(rows) + Gamma.digamma(neighbours) - sum / rows;
    }
}
