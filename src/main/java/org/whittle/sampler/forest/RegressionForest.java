package org.whittle.sampler.forest;

import java.util.Arrays;
import java.util.List;
import org.whittle.random.RandomStream;

/** Trees grown on bootstrap samples, with the uncertainty of their mean (Hutter, Hoos and Leyton-Brown 2011). */
final class RegressionForest {

    /** What the forest expects at a point. */
    record Prediction(double mean, double variance) {
    }

    private final RegressionTree[] trees;

    /** @param trees at least 2 */
    RegressionForest(Rows rows, int trees, RandomStream random) {
        double[] cumulative = rows.weights().clone();
        for (int i = 1; i < cumulative.length; i++) {
            cumulative[i] += cumulative[i - 1];
        }
        this.trees = new RegressionTree[trees];
        for (int t = 0; t < trees; t++) {
            RandomStream stream = random.child(t);
            this.trees[t] = new RegressionTree(rows, bootstrap(cumulative, stream), stream);
        }
    }

    /** Each tree on its own. */
    List<RegressionTree> trees() {
        return List.of(trees);
    }

    // As many draws as there are whole rows: rows that count half make the trees shallower, not surer.
    private static int[] bootstrap(double[] cumulative, RandomStream random) {
        double total = cumulative[cumulative.length - 1];
        int[] sample = new int[(int) Math.ceil(total)];
        for (int i = 0; i < sample.length; i++) {
            int found = Arrays.binarySearch(cumulative, random.nextDouble() * total);
            sample[i] = Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found + 1);
        }
        return sample;
    }

    /**
     * Mean of the trees' means, and the variance by the law of total variance: that of their means, and the mean of the
     * variances in their leaves.
     */
    Prediction predict(double[] x) {
        double mean = 0;
        double squares = 0;
        double within = 0;
        for (RegressionTree tree : trees) {
            double[] leaf = tree.predict(x);
            mean += leaf[0] / trees.length;
            squares += leaf[0] * leaf[0] / trees.length;
            within += leaf[1] / trees.length;
        }
        return new Prediction(mean, Math.max(0, squares - mean * mean) + within);
    }
}
