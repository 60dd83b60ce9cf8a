package org.whittle.sampler.forest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.whittle.random.RandomStream;
import org.whittle.space.SearchSpace;
import org.whittle.work.Quantiles;
import org.whittle.work.Sums;

/**
 * Functional analysis of variance (Hutter, Hoos and Leyton-Brown 2014, "An Efficient Approach for Assessing
 * Hyperparameter Importance"): which share of the variance of a response over the whole space a parameter explains
 * alone (V<sub>U</sub>/V for a single parameter), and which two of them explain together beyond what each does alone.
 * The response is that of a random forest, whose trees can be averaged over any parameters exactly, since each is
 * constant in boxes.
 *
 * <p>The space is measured by its scales: a parameter is uniform in its unit coordinate, a choice's values are alike. A
 * parameter that is inactive in a trial counts as the middle of its values there, so that a condition shows as an
 * interaction.
 */
public final class FunctionalAnova {

    private static final int TREES = 64;
    /** More trials say hardly more, and take long. */
    private static final int MOST_ROWS = 2_000;

    /**
     * A share of the variance.
     *
     * @param parameters indices of one or two dimensions of the space, ascending
     * @param share mean over the trees, from 0 to 1
     * @param low of the middle 95 % of the trees, each of which was grown on a bootstrap sample of the trials
     * @param high likewise
     */
    public record Share(List<Integer> parameters, double share, double low, double high) {

        public Share {
            parameters = List.copyOf(parameters);
        }
    }

    private final SearchSpace space;
    private final int[] categories;
    private final List<RegressionTree> trees;

    /**
     * Grows the forest. A function of its arguments.
     *
     * @param units points of the unit cube, see {@link SearchSpace#encode}
     * @param responses finite, one for each point, at least 2 of them
     */
    public FunctionalAnova(SearchSpace space, List<double[]> units, double[] responses, RandomStream random) {
        if (units.size() != responses.length || responses.length < 2) {
            throw new IllegalArgumentException("%d points do not fit %d responses, or are too few"
                    .formatted(units.size(), responses.length));
        }
        this.space = space;
        this.categories = Rows.categories(space);
        int[] kept = responses.length <= MOST_ROWS ? IntStream.range(0, responses.length).toArray()
                : Arrays.copyOf(random.child("rows").permutation(responses.length), MOST_ROWS);
        double[][] x = Arrays.stream(kept).mapToObj(i -> Rows.features(active(units.get(i)), categories))
                .toArray(double[][]::new);
        double[] y = Arrays.stream(kept).mapToDouble(i -> responses[i]).toArray();
        double[] weights = new double[kept.length];
        Arrays.fill(weights, 1);
        trees = new RegressionForest(Rows.of(x, y, weights, categories), TREES, random.child("trees")).trees();
    }

    private static double[] active(double[] unit) {
        return Arrays.stream(unit).map(u -> Double.isNaN(u) ? 0.5 : u).toArray();
    }

    /**
     * What each parameter explains alone, and each pair of those that explain most together beyond that.
     *
     * @param paired pairs are made of so many parameters
     * @return the parameters' in the space's order, then the pairs'; nothing if the response does not vary
     */
    public List<Share> shares(int paired) {
        List<TreeMarginals> marginals = trees.stream()
                .map(tree -> new TreeMarginals(tree.leaves(whole()), categories))
                .filter(tree -> tree.variance() > 0).toList();
        if (marginals.isEmpty()) {
            return List.of();
        }
        int features = space.dimensions().size();
        List<Share> alone = IntStream.range(0, features).mapToObj(j -> share(List.of(j),
                marginals.stream().mapToDouble(tree -> tree.explained(j) / tree.variance()).toArray())).toList();
        List<Integer> most = IntStream.range(0, features).boxed()
                .sorted((a, b) -> Double.compare(alone.get(b).share(), alone.get(a).share())).limit(paired).sorted()
                .toList();
        List<Share> shares = new ArrayList<>(alone);
        for (int a = 0; a < most.size(); a++) {
            for (int b = a + 1; b < most.size(); b++) {
                int i = most.get(a);
                int j = most.get(b);
                shares.add(share(List.of(i, j), marginals.stream()
                        .mapToDouble(tree -> tree.explained(i, j) / tree.variance()).toArray()));
            }
        }
        return shares;
    }

    private static Share share(List<Integer> parameters, double[] ofTrees) {
        return new Share(parameters, Sums.mean(ofTrees), Quantiles.of(ofTrees, 0.025), Quantiles.of(ofTrees, 0.975));
    }

    private RegressionTree.Box whole() {
        int features = categories.length;
        double[] high = new double[features];
        Arrays.fill(high, 1);
        boolean[][] values = new boolean[features][];
        for (int j = 0; j < features; j++) {
            if (categories[j] > 0) {
                values[j] = new boolean[categories[j] + 1];
                Arrays.fill(values[j], 1, values[j].length, true);
            }
        }
        return new RegressionTree.Box(new double[features], high, values);
    }
}
