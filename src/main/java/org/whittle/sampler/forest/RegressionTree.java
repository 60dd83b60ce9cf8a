package org.whittle.sampler.forest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.whittle.random.RandomStream;
import org.whittle.work.Sums;

/**
 * A regression tree that splits to reduce the squared error (Breiman, Friedman, Olshen and Stone 1984), with random
 * features at each split (Breiman 2001, "Random Forests") and, as in SMAC, thresholds drawn uniformly between two
 * neighbouring values, so that the forest's mean is smooth where there are no points.
 */
final class RegressionTree {

    private static final int MIN_SPLIT = 3;

    /** A node; {@code low} is {@code null} in a leaf. */
    private record Node(double mean, double variance, int feature, double threshold, boolean[] lowValues, Node low,
                        Node high) {
    }

    private final Rows rows;
    private final RandomStream random;
    private final Node root;

    /** @param sample indices of rows, with repetitions */
    RegressionTree(Rows rows, int[] sample, RandomStream random) {
        this.rows = rows;
        this.random = random;
        this.root = grow(sample);
    }

    /** Mean and variance of the leaf that a point falls into: {@code [mean, variance]}. */
    double[] predict(double[] x) {
        Node node = root;
        while (node.low() != null) {
            double value = x[node.feature()];
            boolean low = node.lowValues() != null ? isLow(node.lowValues(), value) : value < node.threshold();
            node = low ? node.low() : node.high();
        }
        return new double[] {node.mean(), node.variance()};
    }

    /**
     * The boxes into which the tree divides the space, with what it expects there. Together they cover each point once.
     *
     * @param whole the space's own box
     */
    List<Leaf> leaves(Box whole) {
        List<Leaf> leaves = new ArrayList<>();
        addLeaves(root, whole, leaves);
        return leaves;
    }

    /** A box, and the mean of the training points in it. */
    record Leaf(Box box, double mean) {
    }

    /**
     * @param low of numbers, the lower end of each feature
     * @param high of numbers, the upper end
     * @param values of choices, by category, those that are in the box, category −1 first; {@code null} for numbers
     */
    record Box(double[] low, double[] high, boolean[][] values) {

        private Box with(int feature, double from, double to) {
            double[] otherLow = low.clone();
            double[] otherHigh = high.clone();
            otherLow[feature] = from;
            otherHigh[feature] = to;
            return new Box(otherLow, otherHigh, values);
        }

        private Box among(int feature, boolean[] allowed, boolean wanted) {
            boolean[][] other = values.clone();
            other[feature] = values[feature].clone();
            for (int value = 0; value < allowed.length; value++) {
                other[feature][value] &= allowed[value] == wanted;
            }
            return new Box(low, high, other);
        }
    }

    private static void addLeaves(Node node, Box box, List<Leaf> leaves) {
        if (node.low() == null) {
            leaves.add(new Leaf(box, node.mean()));
        } else if (node.lowValues() != null) {
            addLeaves(node.low(), box.among(node.feature(), node.lowValues(), true), leaves);
            addLeaves(node.high(), box.among(node.feature(), node.lowValues(), false), leaves);
        } else {
            int feature = node.feature();
            addLeaves(node.low(), box.with(feature, box.low()[feature],
                    Math.min(box.high()[feature], node.threshold())), leaves);
            addLeaves(node.high(), box.with(feature, Math.max(box.low()[feature], node.threshold()),
                    box.high()[feature]), leaves);
        }
    }

    private Node grow(int[] sample) {
        double mean = Sums.mean(Arrays.stream(sample).mapToDouble(i -> rows.y()[i]));
        double variance = Sums.mean(Arrays.stream(sample)
                .mapToDouble(i -> (rows.y()[i] - mean) * (rows.y()[i] - mean)));
        Split best = sample.length < MIN_SPLIT || variance == 0 ? null : bestSplit(sample);
        if (best == null) {
            return new Node(mean, variance, 0, 0, null, null, null);
        }
        int[] low = Arrays.stream(sample).filter(i -> best.isLow(rows.x()[i])).toArray();
        int[] high = Arrays.stream(sample).filter(i -> !best.isLow(rows.x()[i])).toArray();
        return new Node(mean, variance, best.feature(), best.threshold(), best.lowValues(), grow(low), grow(high));
    }

    /** @param gain reduction of the sum of squared errors */
    private record Split(double gain, int feature, double threshold, boolean[] lowValues) {
        boolean isLow(double[] x) {
            return lowValues != null ? RegressionTree.isLow(lowValues, x[feature]) : x[feature] < threshold;
        }
    }

    private Split bestSplit(int[] sample) {
        int features = rows.categories().length;
        // SMAC looks at 5/6 of the features.
        int tried = (int) Math.ceil(features * 5 / 6.0);
        int[] order = random.permutation(features);
        Split best = null;
        for (int k = 0; k < features && (k < tried || best == null); k++) {
            Split split = rows.categories()[order[k]] > 0 ? byValues(sample, order[k]) : byThreshold(sample, order[k]);
            if (split != null && (best == null || split.gain() > best.gain())) {
                best = split;
            }
        }
        return best;
    }

    private Split byThreshold(int[] sample, int feature) {
        // Rank above, row below: one primitive sort.
        long[] order = new long[sample.length];
        for (int n = 0; n < order.length; n++) {
            order[n] = (long) rows.ranks()[feature][sample[n]] << 32 | sample[n];
        }
        Arrays.sort(order);
        double total = 0;
        for (int i : sample) {
            total += rows.y()[i];
        }
        double sum = 0;
        double bestGain = 0;
        int cut = -1;
        for (int n = 1; n < order.length; n++) {
            sum += rows.y()[(int) order[n - 1]];
            if (order[n - 1] >> 32 < order[n] >> 32) {
                double gain = gain(sum, n, total, order.length);
                if (gain > bestGain) {
                    bestGain = gain;
                    cut = n;
                }
            }
        }
        if (cut < 0) {
            return null;
        }
        double below = rows.x()[(int) order[cut - 1]][feature];
        double above = rows.x()[(int) order[cut]][feature];
        // Above "below" even where the difference is lost in rounding, or a side would be empty.
        double threshold = Math.max(StrictMath.nextUp(below), above - random.nextDouble() * (above - below));
        return new Split(bestGain, feature, threshold, null);
    }

    /**
     * Categories sorted by their mean: the best subset is one of the beginnings of that order (Breiman et al. 1984).
     */
    private Split byValues(int[] sample, int feature) {
        int values = rows.categories()[feature] + 1;
        double[] sums = new double[values];
        int[] counts = new int[values];
        double total = 0;
        for (int i : sample) {
            int value = category(rows.x()[i][feature]);
            sums[value] += rows.y()[i];
            counts[value]++;
            total += rows.y()[i];
        }
        Integer[] order = IntStream.range(0, values).filter(v -> counts[v] > 0).boxed()
                .sorted(Comparator.comparingDouble((Integer v) -> sums[v] / counts[v])).toArray(Integer[]::new);
        double sum = 0;
        int n = 0;
        double bestGain = 0;
        int cut = -1;
        for (int k = 0; k < order.length - 1; k++) {
            sum += sums[order[k]];
            n += counts[order[k]];
            double gain = gain(sum, n, total, sample.length);
            if (gain > bestGain) {
                bestGain = gain;
                cut = k;
            }
        }
        if (cut < 0) {
            return null;
        }
        boolean[] low = new boolean[values];
        for (int v = 0; v < values; v++) {
            // A value that this node has not seen goes either way.
            low[v] = counts[v] == 0 && random.nextBoolean();
        }
        for (int k = 0; k <= cut; k++) {
            low[order[k]] = true;
        }
        return new Split(bestGain, feature, 0, low);
    }

    private static double gain(double sum, int n, double total, int all) {
        double rest = total - sum;
        return sum * sum / n + rest * rest / (all - n) - total * total / all;
    }

    private static boolean isLow(boolean[] lowValues, double x) {
        return lowValues[category(x)];
    }

    // Category −1, of an inactive choice, comes first.
    private static int category(double x) {
        return (int) x + 1;
    }
}
