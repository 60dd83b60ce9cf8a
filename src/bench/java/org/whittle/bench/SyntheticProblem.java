package org.whittle.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.work.TrialTask;

/**
 * A function to minimise whose least value is known, as a study of one epoch a trial.
 *
 * @param function without noise; {@code NaN} where a trial diverges
 * @param noise standard deviation of what a trial reports around the function
 * @param optimum the function's least value
 * @param median the function's median over uniform draws; a trial that diverges counts as worse than all others
 */
record SyntheticProblem(String name, SearchSpace space, ToDoubleFunction<Configuration> function, double noise,
                        double optimum, double median) implements Problem {

    private static final int DRAWS = 10_001;

    static List<SyntheticProblem> all() {
        RealParameter x = real("x", -5, 10);
        RealParameter y = real("y", 0, 15);
        SearchSpace plane = SearchSpace.of(x, y);
        SearchSpace six = SearchSpace.of(IntStream.rangeClosed(1, 6).mapToObj(i -> real("x" + i, 0, 1))
                .toArray(Parameter<?>[]::new));
        SearchSpace twenty = SearchSpace.of(IntStream.rangeClosed(1, 20)
                .mapToObj(i -> i == 7 ? x : i == 16 ? y : real("u" + i, 0, 1)).toArray(Parameter<?>[]::new));
        ToDoubleFunction<Configuration> branin = c -> branin(number(c, "x"), number(c, "y"));
        return List.of(
                of("branin", plane, branin, 0, BRANIN_OPTIMUM),
                of("branin, noise", plane, branin, 10, BRANIN_OPTIMUM),
                of("branin, half diverges", plane, c -> number(c, "x") < 2 ? Double.NaN : branin.applyAsDouble(c), 0,
                        BRANIN_OPTIMUM),
                of("2 of 20 matter", twenty, branin, 0, BRANIN_OPTIMUM),
                of("hartmann-6", six, SyntheticProblem::hartmann6, 0, HARTMANN6_OPTIMUM),
                of("hartmann-6, noise", six, SyntheticProblem::hartmann6, 0.3, HARTMANN6_OPTIMUM),
                of("mixed", mixedSpace(), SyntheticProblem::mixed, 0, 0),
                of("deeply conditional", conditionalSpace(), SyntheticProblem::conditional, 0, 0));
    }

    private static SyntheticProblem of(String name, SearchSpace space, ToDoubleFunction<Configuration> function,
                                       double noise, double optimum) {
        SyntheticProblem drawn = new SyntheticProblem(name, space, function, noise, optimum, 0);
        RandomStream random = RandomStream.ofSeed(0).child(name);
        double median = IntStream.range(0, DRAWS).mapToDouble(i -> function.applyAsDouble(drawn.draw(random)))
                .sorted().toArray()[DRAWS / 2];
        if (Double.isNaN(median)) {
            throw new IllegalArgumentException("Most of %s diverges.".formatted(name));
        }
        return new SyntheticProblem(name, space, function, noise, optimum, median);
    }

    @Override
    public Objective objective() {
        return new Objective("value", Direction.MINIMIZE);
    }

    @Override
    public int maxEpochs() {
        return 1;
    }

    @Override
    public double[][] curves(List<TrialTask> tasks, int from, int to) {
        return tasks.stream().map(task -> new double[] {function.applyAsDouble(task.configuration())
                + noise * RandomStream.ofSeed(task.seed()).child("noise").nextGaussian()}).toArray(double[][]::new);
    }

    @Override
    public double regret(Configuration configuration, int epochs) {
        return (function.applyAsDouble(configuration) - optimum) / (median - optimum);
    }

    private static final double BRANIN_OPTIMUM = 0.39788735772973816;
    private static final double HARTMANN6_OPTIMUM = -3.32236801141551;

    /**
     * Branin and Hoo 1972, with the usual constants; three equal minima, at (−π, 12.275), (π, 2.275), (9.425, 2.475).
     */
    static double branin(double x, double y) {
        double b = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return b * b + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    }

    private static final double[] ALPHA = {1.0, 1.2, 3.0, 3.2};
    private static final double[][] A = {
        {10, 3, 17, 3.5, 1.7, 8},
        {0.05, 10, 17, 0.1, 8, 14},
        {3, 3.5, 1.7, 10, 17, 8},
        {17, 8, 0.05, 10, 0.1, 14}};
    private static final double[][] P = {
        {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
        {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
        {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
        {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}};

    /** Hartmann's function of six variables (Dixon and Szegö 1978). */
    static double hartmann6(Configuration configuration) {
        double sum = 0;
        for (int i = 0; i < ALPHA.length; i++) {
            double distance = 0;
            for (int j = 0; j < 6; j++) {
                double d = number(configuration, "x" + (j + 1)) - P[i][j];
                distance += A[i][j] * d * d;
            }
            sum -= ALPHA[i] * Math.exp(-distance);
        }
        return sum;
    }

    private static SearchSpace mixedSpace() {
        return SearchSpace.of(new ChoiceParameter("activation", List.of("relu", "tanh", "gelu", "silu")),
                ChoiceParameter.ofBoolean("normalize"),
                new IntegerParameter("units", 8, 512, Scale.LOG, 1),
                new IntegerParameter("layers", 1, 6, Scale.LINEAR, 1),
                new RealParameter("rate", 1e-5, 1, Scale.LOG, OptionalDouble.empty()),
                new RealParameter("dropout", 0, 0.9, Scale.LINEAR, OptionalDouble.of(0.1)));
    }

    /** Least at gelu, normalize, 100 units, 4 layers, dropout 0.2, and a rate that hangs on the units. */
    private static double mixed(Configuration c) {
        double units = Math.log(number(c, "units") / 100) / Math.log(2);
        double rate = Math.log10(number(c, "rate")) + 2.5 + 0.3 * units;
        double layers = number(c, "layers") - 4;
        double dropout = number(c, "dropout") - 0.2;
        double activation = switch ((String) c.value("activation").orElseThrow()) {
            case "gelu" -> 0;
            case "silu" -> 0.1;
            case "relu" -> 0.3;
            default -> 1;
        };
        double normalize = c.value("normalize").orElseThrow().equals(true) ? 0 : 0.4 + 0.2 * Math.abs(layers);
        return activation + normalize + 0.1 * units * units + 0.5 * rate * rate + 0.1 * layers * layers
                + 2 * dropout * dropout;
    }

    private static SearchSpace conditionalSpace() {
        Set<String> names = Set.of("model", "optimizer", "momentum", "rate", "nesterov", "damping", "depth", "leaves",
                "shrinkage", "kernel", "width", "degree");
        return new SearchSpace(List.of(
                Dimension.always(new ChoiceParameter("model", List.of("network", "trees", "svm"))),
                when(new ChoiceParameter("optimizer", List.of("sgd", "adam")), "model = network", names),
                when(new RealParameter("rate", 1e-5, 1, Scale.LOG, OptionalDouble.empty()), "model = network", names),
                when(real("momentum", 0, 1), "optimizer = sgd", names),
                when(ChoiceParameter.ofBoolean("nesterov"), "optimizer = sgd and momentum > 0.5", names),
                when(real("damping", 0, 1), "nesterov = true", names),
                when(new IntegerParameter("depth", 1, 12, Scale.LINEAR, 1), "model = trees", names),
                when(new IntegerParameter("leaves", 2, 256, Scale.LOG, 1), "model = trees and depth > 3", names),
                when(new RealParameter("shrinkage", 1e-3, 1, Scale.LOG, OptionalDouble.empty()), "model = trees",
                        names),
                when(new ChoiceParameter("kernel", List.of("gauss", "polynomial")), "model = svm", names),
                when(real("width", 0, 1), "kernel = gauss", names),
                when(new IntegerParameter("degree", 1, 5, Scale.LINEAR, 1), "kernel = polynomial", names)), List.of());
    }

    /** Least on the deepest branch: network, sgd, momentum 0.9, nesterov, damping 0.3, rate 0.01. */
    private static double conditional(Configuration c) {
        return switch ((String) c.value("model").orElseThrow()) {
            case "network" -> {
                double rate = Math.log10(number(c, "rate")) + 2;
                if (c.value("optimizer").orElseThrow().equals("adam")) {
                    yield 0.25 + 0.2 * (rate + 1) * (rate + 1);
                }
                double momentum = number(c, "momentum") - 0.9;
                double nesterov = c.value("nesterov").filter(Boolean.TRUE::equals).isPresent()
                        ? square(number(c, "damping") - 0.3) : 0.2;
                yield 0.2 * rate * rate + 2 * momentum * momentum + nesterov;
            }
            case "trees" -> 0.3 + 0.02 * square(number(c, "depth") - 7)
                    + (c.value("leaves").isPresent() ? 0.05 * square(Math.log(number(c, "leaves") / 32)) : 0.3)
                    + 0.3 * square(Math.log10(number(c, "shrinkage")) + 1);
            default -> c.value("kernel").orElseThrow().equals("gauss") ? 0.4 + square(number(c, "width") - 0.5)
                    : 0.6 + 0.1 * number(c, "degree");
        };
    }

    private static Dimension when(Parameter<?> parameter, String condition, Set<String> names) {
        return Dimension.when(parameter, Expression.parse(condition, names));
    }

    private static RealParameter real(String name, double low, double high) {
        return new RealParameter(name, low, high, Scale.LINEAR, OptionalDouble.empty());
    }

    private static double number(Configuration configuration, String name) {
        return ((Number) configuration.value(name).orElseThrow()).doubleValue();
    }

    private static double square(double x) {
        return x * x;
    }
}
