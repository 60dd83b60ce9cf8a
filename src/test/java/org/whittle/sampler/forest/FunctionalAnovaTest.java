package org.whittle.sampler.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;

class FunctionalAnovaTest {

    private static final RandomStream RANDOM = RandomStream.ofSeed(5);
    private static final SearchSpace SPACE = SearchSpace.of(real("a"), real("b"),
            new ChoiceParameter("c", List.of("x", "y", "z")));

    private static RealParameter real(String name) {
        return new RealParameter(name, 0, 1, Scale.LINEAR, OptionalDouble.empty());
    }

    @Test
    void sharesOfAFunctionWhoseSharesAreKnown() {
        // Variances: of 3a 9/12, of the choice 4 · 2/9, of the product 16/144.
        FunctionalAnova anova = anova(SPACE, 1000, u -> 3 * u[0] + (choice(u[2], 3) == 1 ? 2 : 0)
                + 4 * (u[0] - 0.5) * (u[1] - 0.5));
        double all = 0.75 + 8 / 9.0 + 1 / 9.0;

        List<FunctionalAnova.Share> shares = anova.shares(3);

        assertThat(shares).extracting(FunctionalAnova.Share::parameters).containsExactly(List.of(0), List.of(1),
                List.of(2), List.of(0, 1), List.of(0, 2), List.of(1, 2));
        double[] known = {0.75 / all, 0, 8 / 9.0 / all, 1 / 9.0 / all, 0, 0};
        for (int i = 0; i < known.length; i++) {
            // What is asked of a forest of this size.
            assertThat(shares.get(i).share()).as("%s", shares.get(i).parameters()).isCloseTo(known[i], within(0.05));
            assertThat(shares.get(i).share()).isBetween(shares.get(i).low(), shares.get(i).high());
        }
        assertThat(anova.shares(2)).as("pairs of the two that explain most").hasSize(4)
                .last().extracting(FunctionalAnova.Share::parameters).isEqualTo(List.of(0, 2));
    }

    @Test
    void whatTwoParametersExplainAloneAndTogetherIsAllThereIs() {
        int[] categories = {0, 4};
        for (int seed = 0; seed < 20; seed++) {
            RandomStream random = RANDOM.child(seed);
            double[][] x = new double[80][];
            double[] y = new double[80];
            for (int i = 0; i < y.length; i++) {
                x[i] = Rows.features(new double[] {random.nextDouble(), random.nextDouble()}, categories);
                y[i] = random.nextGaussian() + (x[i][1] == 2 ? 3 * x[i][0] : 0);
            }
            double[] weights = new double[80];
            Arrays.fill(weights, 1);
            RegressionTree tree = new RegressionTree(Rows.of(x, y, weights, categories),
                    IntStream.range(0, 80).toArray(), random);
            List<RegressionTree.Leaf> leaves = tree.leaves(new RegressionTree.Box(new double[2], new double[] {1, 1},
                    new boolean[][] {null, {false, true, true, true, true}}));

            TreeMarginals marginals = new TreeMarginals(leaves, categories);

            // Rounding of some hundred sums of numbers near 1.
            assertThat(marginals.explained(0) + marginals.explained(1) + marginals.explained(0, 1))
                    .isCloseTo(marginals.variance(), within(1e-10));
            assertThat(marginals.explained(1, 0)).isCloseTo(marginals.explained(0, 1), within(1e-12));
            assertThat(marginals.variance()).isCloseTo(gridVariance(tree), within(2e-2));
        }
    }

    /** Over a fine grid: what the boxes have exactly. */
    private static double gridVariance(RegressionTree tree) {
        double[] values = IntStream.range(0, 4 * 5000).mapToDouble(i ->
                tree.predict(new double[] {(i / 4 + 0.5) / 5000, i % 4})[0]).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    }

    @Test
    void aParameterIsJudgedByTheTrialsInWhichItIsActive() {
        // The second is active where the first is above a half, and matters there alone.
        List<double[]> units = new ArrayList<>();
        double[] y = new double[800];
        RandomStream random = RANDOM.child("conditions");
        for (int i = 0; i < y.length; i++) {
            double first = random.nextDouble();
            double second = random.nextDouble();
            units.add(new double[] {first, first > 0.5 ? second : Double.NaN});
            y[i] = first > 0.5 ? 4 * (second - 0.5) : 0;
        }
        List<FunctionalAnova.Share> shares =
                new FunctionalAnova(SearchSpace.of(real("a"), real("b")), units, y, RANDOM).shares(2);

        assertThat(shares.get(0).share()).isLessThan(0.05);
        assertThat(shares.get(1).share()).isGreaterThan(0.9);
    }

    @Test
    void aResponseThatDoesNotVaryHasNoShares() {
        assertThat(anova(SPACE, 20, u -> 1).shares(3)).isEmpty();
    }

    @Test
    void agreesWithOptunasOnTheTrialsOfAStudy() throws IOException {
        List<Parameter<?>> parameters = List.of(new IntegerParameter("layers", 1, 3, Scale.LINEAR, 1),
                new IntegerParameter("units", 16, 128, Scale.LOG, 1),
                new ChoiceParameter("activation", List.of("relu", "tanh", "gelu")),
                new RealParameter("dropout", 0, 0.5, Scale.LINEAR, OptionalDouble.empty()),
                new ChoiceParameter("optimizer", List.of("sgd", "adam", "rmsprop")),
                new RealParameter("learning-rate", 1e-4, 1e-1, Scale.LOG, OptionalDouble.empty()),
                new RealParameter("weight-decay", 1e-6, 1e-2, Scale.LOG, OptionalDouble.empty()),
                new ChoiceParameter("batch-size", List.of(32, 64, 128)));
        SearchSpace space = SearchSpace.of(parameters.toArray(Parameter[]::new));
        List<double[]> units = new ArrayList<>();
        List<Double> accuracies = new ArrayList<>();
        for (String line : lines("fanova-trials.csv")) {
            String[] cells = line.split(",");
            units.add(IntStream.range(0, parameters.size()).mapToDouble(j -> parameters.get(j).toUnitOf(
                    parameters.get(j) instanceof RealParameter ? (Object) Double.valueOf(cells[j])
                            : cells[j].matches("[0-9]+") ? Integer.valueOf(cells[j]) : cells[j])).toArray());
            accuracies.add(Double.valueOf(cells[parameters.size()]));
        }
        double[] y = accuracies.stream().mapToDouble(Double::doubleValue).toArray();
        List<FunctionalAnova.Share> shares = new FunctionalAnova(space, units, y, RANDOM).shares(0);
        List<String> optunas = lines("fanova.csv");
        for (int j = 0; j < parameters.size(); j++) {
            String[] cells = optunas.get(j).split(",");
            assertThat(cells[0]).isEqualTo(parameters.get(j).name());
            // Both forests have their seed's noise, which is as large for one as for the other; that ours takes
            // subsets of a choice's values, and other thresholds between two points, is given 0.002.
            assertThat(shares.get(j).share()).as(cells[0]).isCloseTo(Double.parseDouble(cells[1]),
                    within(3 * Math.sqrt(2) * Double.parseDouble(cells[2]) + 0.002));
        }
    }

    /** Of a table, without its head. */
    private static List<String> lines(String resource) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                FunctionalAnovaTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).skip(1).toList();
        }
    }

    @Test
    void isAFunctionOfItsArguments() {
        ToDoubleFunction<double[]> f = u -> u[0] + u[1] * u[2];
        assertThat(anova(SPACE, 100, f).shares(3)).isEqualTo(anova(SPACE, 100, f).shares(3));
        assertThat(anova(SPACE, 2500, f).shares(3)).as("more rows than are used").hasSize(6);
    }

    @Test
    void pointsAndResponsesBelongTogether() {
        assertThatThrownBy(() -> new FunctionalAnova(SPACE, List.of(new double[3]), new double[] {1}, RANDOM))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int choice(double unit, int values) {
        return (int) (unit * values);
    }

    private static FunctionalAnova anova(SearchSpace space, int rows, ToDoubleFunction<double[]> response) {
        RandomStream random = RANDOM.child("points");
        List<double[]> units = IntStream.range(0, rows).mapToObj(i -> IntStream.range(0, space.dimensions().size())
                .mapToDouble(j -> random.nextDouble()).toArray()).toList();
        return new FunctionalAnova(space, units, units.stream().mapToDouble(response).toArray(), RANDOM);
    }
}
