package org.whittle.sampler.cmaes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.work.Sums;

/**
 * What configurations are drawn from: a normal distribution over the unit intervals of numbers, and independent odds
 * for choices (the joint distribution of CatCMA: Hamano, Saito, Nomura, Uchida and Shirakawa 2024).
 *
 * <p>What the normal distribution draws outside of the unit cube is reflected at its sides.
 */
final class Distribution {

    /** In place of numbers, where all parameters are choices: a normal distribution needs a dimension. */
    private static final Parameter<?> IDLE =
            new RealParameter("idle", 0, 1, Scale.LINEAR, OptionalDouble.empty());
    /** Deviation below which no number is worth another draw. */
    private static final double CONVERGED = 1e-8;

    private final SearchSpace space;
    private final int[] numbers;
    private final int[] choices;
    private final List<Parameter<?>> parameters;
    private final Normal normal;
    private final List<Odds> odds;

    private Distribution(SearchSpace space, int[] numbers, int[] choices, Normal normal, List<Odds> odds) {
        this.space = space;
        this.numbers = numbers;
        this.choices = choices;
        this.normal = normal;
        this.odds = odds;
        List<Parameter<?>> named = new ArrayList<>();
        for (int i : numbers) {
            named.add(space.dimensions().get(i).parameter());
        }
        this.parameters = numbers.length == 0 ? List.of(IDLE) : named;
    }

    /**
     * Around some points.
     *
     * @param points encoded, {@code NaN} where inactive; coordinates without any are taken for the middle
     * @param spread standard deviation of numbers around a point
     */
    static Distribution around(SearchSpace space, List<double[]> points, double spread) {
        int[] choices = IntStream.range(0, space.dimensions().size())
                .filter(j -> space.dimensions().get(j).parameter() instanceof ChoiceParameter).toArray();
        int[] numbers = IntStream.range(0, space.dimensions().size())
                .filter(j -> !(space.dimensions().get(j).parameter() instanceof ChoiceParameter)).toArray();
        int n = Math.max(1, numbers.length);
        double[] mean = new double[n];
        Arrays.fill(mean, 0.5);
        for (int i = 0; i < numbers.length; i++) {
            int j = numbers[i];
            double[] known = points.stream().mapToDouble(x -> x[j]).filter(u -> !Double.isNaN(u)).toArray();
            mean[i] = known.length == 0 ? 0.5 : Sums.mean(known);
        }
        double[][] c = new double[n][n];
        for (int i = 0; i < n; i++) {
            c[i][i] = spread * spread;
        }
        for (double[] x : points) {
            for (int i = 0; i < numbers.length; i++) {
                for (int k = 0; k < numbers.length; k++) {
                    double product = (x[numbers[i]] - mean[i]) * (x[numbers[k]] - mean[k]);
                    c[i][k] += Double.isNaN(product) ? 0 : product / points.size();
                }
            }
        }
        List<Odds> odds = new ArrayList<>();
        for (int j : choices) {
            double[] cases = new double[values(space, j)];
            points.stream().filter(x -> !Double.isNaN(x[j])).forEach(x -> cases[(int) (x[j] * cases.length)]++);
            odds.add(Odds.of(cases));
        }
        return new Distribution(space, numbers, choices, Normal.of(mean, c), odds);
    }

    /** Coordinates of all dimensions, those that will be inactive too. */
    double[] draw(RandomStream random) {
        double[] x = new double[space.dimensions().size()];
        double[] drawn = normal.draw(random);
        for (int i = 0; i < numbers.length; i++) {
            double u = Math.abs(drawn[i]) % 2;
            x[numbers[i]] = u > 1 ? 2 - u : u;
        }
        for (int i = 0; i < choices.length; i++) {
            x[choices[i]] = odds.get(i).draw(random);
        }
        return x;
    }

    /**
     * The distribution after a generation.
     *
     * @param ranked the generation's trials that completed, best first, at least one; coordinates as they were drawn
     * @param lambda λ: size of the generation
     */
    Distribution next(List<Member> ranked, int lambda) {
        // What diverged or failed is never moved to: where less than half completed, they are what is selected.
        Strategy strategy = Strategy.of(parameters.size(), Math.max(2, Math.min(lambda, 2 * ranked.size())));
        List<Member> best = ranked.subList(0, strategy.weights().length);
        List<double[]> points = best.stream().map(member -> IntStream.range(0, parameters.size())
                .mapToDouble(i -> numbers.length == 0 ? normal.mean(i) : member.x()[numbers[i]]).toArray()).toList();
        double alpha = 1.0 / (space.dimensions().size() * (double) lambda);
        Normal moved = new Margin(alpha).keep(normal.next(strategy, points), parameters);
        double rate = strategy.muEff() / (strategy.muEff() + space.dimensions().size());
        List<Odds> shifted = new ArrayList<>();
        for (int i = 0; i < choices.length; i++) {
            String name = space.dimensions().get(choices[i]).name();
            double[] weights = new double[odds.get(i).p().length];
            for (int k = 0; k < best.size(); k++) {
                if (best.get(k).configuration().value(name).isPresent()) {
                    weights[(int) (best.get(k).x()[choices[i]] * weights.length)] += strategy.weights()[k];
                }
            }
            shifted.add(odds.get(i).next(weights, rate, alpha));
        }
        return new Distribution(space, numbers, choices, moved, shifted);
    }

    /** Whether all numbers are as good as fixed. */
    boolean converged() {
        return numbers.length > 0
                && IntStream.range(0, numbers.length).allMatch(i -> normal.deviation(i) < CONVERGED);
    }

    private static int values(SearchSpace space, int dimension) {
        return ((ChoiceParameter) space.dimensions().get(dimension).parameter()).values().size();
    }
}
