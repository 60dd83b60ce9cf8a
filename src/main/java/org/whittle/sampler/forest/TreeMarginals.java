package org.whittle.sampler.forest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tree's response averaged over all parameters but one or two, exactly: each leaf adds its mean, times the volume of
 * its box in the other parameters, wherever the box is in these (Hutter et al. 2014, equation 4 and algorithm 2).
 */
final class TreeMarginals {

    /** Where a leaf is in one feature's cells: from the first to before the second, and so on. */
    private record Place(int[] runs, double width) {
    }

    private final double[] means;
    private final double[] volumes;
    /** For each feature the widths of its cells, which no box divides further. */
    private final double[][] widths;
    /** By feature and leaf. */
    private final Place[][] places;
    private final double mean;
    private final double variance;
    private final double[] explained;

    TreeMarginals(List<RegressionTree.Leaf> found, int[] categories) {
        // A threshold may lie on the space's end, and leave a box without volume.
        List<RegressionTree.Leaf> leaves = found.stream().filter(leaf -> volume(leaf.box()) > 0).toList();
        int features = categories.length;
        means = leaves.stream().mapToDouble(RegressionTree.Leaf::mean).toArray();
        widths = new double[features][];
        places = new Place[features][leaves.size()];
        for (int j = 0; j < features; j++) {
            place(j, leaves, categories[j]);
        }
        volumes = leaves.stream().mapToDouble(leaf -> volume(leaf.box())).toArray();
        double sum = 0;
        for (int leaf = 0; leaf < means.length; leaf++) {
            sum += volumes[leaf] * means[leaf];
        }
        mean = sum;
        double squares = 0;
        for (int leaf = 0; leaf < means.length; leaf++) {
            squares += volumes[leaf] * (means[leaf] - mean) * (means[leaf] - mean);
        }
        variance = squares;
        explained = new double[features];
        for (int j = 0; j < features; j++) {
            explained[j] = varianceOf(j);
        }
    }

    private static double volume(RegressionTree.Box box) {
        double volume = 1;
        for (int j = 0; j < box.low().length; j++) {
            volume *= width(box, j);
        }
        return volume;
    }

    private static double width(RegressionTree.Box box, int feature) {
        boolean[] values = box.values()[feature];
        if (values == null) {
            return box.high()[feature] - box.low()[feature];
        }
        int count = 0;
        for (boolean in : values) {
            count += in ? 1 : 0;
        }
        return (double) count / (values.length - 1);
    }

    private void place(int feature, List<RegressionTree.Leaf> leaves, int categories) {
        if (categories > 0) {
            widths[feature] = new double[categories];
            Arrays.fill(widths[feature], 1.0 / categories);
        } else {
            double[] ends = leaves.stream().map(RegressionTree.Leaf::box)
                    .flatMapToDouble(box -> Arrays.stream(new double[] {box.low()[feature], box.high()[feature]}))
                    .sorted().distinct().toArray();
            widths[feature] = new double[ends.length - 1];
            for (int cell = 0; cell < widths[feature].length; cell++) {
                widths[feature][cell] = ends[cell + 1] - ends[cell];
            }
            for (int leaf = 0; leaf < leaves.size(); leaf++) {
                RegressionTree.Box box = leaves.get(leaf).box();
                places[feature][leaf] = new Place(new int[] {Arrays.binarySearch(ends, box.low()[feature]),
                    Arrays.binarySearch(ends, box.high()[feature])}, width(box, feature));
            }
            return;
        }
        for (int leaf = 0; leaf < leaves.size(); leaf++) {
            RegressionTree.Box box = leaves.get(leaf).box();
            List<Integer> runs = new ArrayList<>();
            boolean inside = false;
            for (int value = 1; value <= categories; value++) {
                if (box.values()[feature][value] != inside) {
                    runs.add(value - 1);
                    inside = !inside;
                }
            }
            if (inside) {
                runs.add(categories);
            }
            places[feature][leaf] =
                    new Place(runs.stream().mapToInt(Integer::intValue).toArray(), width(box, feature));
        }
    }

    /** Of the whole response. */
    double variance() {
        return variance;
    }

    /** The variance of what is left of the response when it is averaged over all other parameters. */
    double explained(int feature) {
        return explained[feature];
    }

    /** The same of two, without what each of them explains alone. */
    double explained(int one, int other) {
        // Differences of what is summed up from the first cell on, in both directions.
        double[][] marginal = new double[widths[one].length + 1][widths[other].length + 1];
        for (int leaf = 0; leaf < means.length; leaf++) {
            Place first = places[one][leaf];
            Place second = places[other][leaf];
            double part = means[leaf] * volumes[leaf] / (first.width() * second.width());
            for (int a = 0; a < first.runs().length; a++) {
                for (int b = 0; b < second.runs().length; b++) {
                    marginal[first.runs()[a]][second.runs()[b]] += (a + b) % 2 == 0 ? part : -part;
                }
            }
        }
        double sum = 0;
        for (int i = 0; i < widths[one].length; i++) {
            double row = 0;
            for (int j = 0; j < widths[other].length; j++) {
                row += marginal[i][j];
                marginal[i][j] = row + (i > 0 ? marginal[i - 1][j] : 0);
                double distance = marginal[i][j] - mean;
                sum += widths[one][i] * widths[other][j] * distance * distance;
            }
        }
        return Math.max(0, sum - explained[one] - explained[other]);
    }

    private double varianceOf(int feature) {
        double[] marginal = new double[widths[feature].length + 1];
        for (int leaf = 0; leaf < means.length; leaf++) {
            Place place = places[feature][leaf];
            double part = means[leaf] * volumes[leaf] / place.width();
            for (int a = 0; a < place.runs().length; a++) {
                marginal[place.runs()[a]] += a % 2 == 0 ? part : -part;
            }
        }
        double value = 0;
        double sum = 0;
        for (int cell = 0; cell < widths[feature].length; cell++) {
            value += marginal[cell];
            sum += widths[feature][cell] * (value - mean) * (value - mean);
        }
        return sum;
    }
}
