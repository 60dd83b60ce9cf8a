package org.whittle.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.whittle.goal.Direction;
import org.whittle.goal.Front;
import org.whittle.goal.Hypervolume;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.work.TrialTask;

/**
 * Two objectives to minimise whose front is known, as a study of one epoch a trial (Zitzler, Deb and Thiele 2000,
 * "Comparison of Multiobjective Evolutionary Algorithms: Empirical Results"): f<sub>1</sub> = x<sub>1</sub> and
 * f<sub>2</sub> = g h(f<sub>1</sub>, g) with g = 1 + 9 mean(x<sub>2</sub>, …, x<sub>n</sub>). On the front, g = 1. The
 * papers have 30 variables and thousands of evaluations; here there are {@value #VARIABLES}, for some hundred.
 *
 * @param shape h
 */
record ParetoProblem(String name, DoubleBinaryOperator shape) implements Problem {

    private static final int VARIABLES = 8;
    /** Points of the true front that its hypervolume is taken of. */
    private static final int POINTS = 2001;
    /** What hypervolumes are measured against: beyond it, nothing counts. */
    private static final double[] REFERENCE = {1.1, 5};

    static List<ParetoProblem> all() {
        return List.of(
                new ParetoProblem("zdt1 (convex)", (f, g) -> 1 - Math.sqrt(f / g)),
                new ParetoProblem("zdt2 (concave)", (f, g) -> 1 - f / g * (f / g)),
                new ParetoProblem(
                        "zdt3 (in pieces)", (f, g) -> 1 - Math.sqrt(f / g) - f / g * Math.sin(10 * Math.PI * f)));
    }

    @Override
    public SearchSpace space() {
        return SearchSpace.of(IntStream.rangeClosed(1, VARIABLES).mapToObj(i -> new RealParameter("x" + i, 0, 1,
                Scale.LINEAR, OptionalDouble.empty())).toArray(Parameter<?>[]::new));
    }

    @Override
    public Objective objective() {
        return new Objective("f1", Direction.MINIMIZE);
    }

    @Override
    public Objectives objectives() {
        return Objectives.of(objective(), new Objective("f2", Direction.MINIMIZE));
    }

    @Override
    public int maxEpochs() {
        return 1;
    }

    @Override
    public double[][] curves(List<TrialTask> tasks, int from, int to) {
        return tasks.stream().map(t -> new double[] {x(t.configuration(), 1)}).toArray(double[][]::new);
    }

    @Override
    public SortedMap<String, Double> metrics(Configuration configuration, double value) {
        SortedMap<String, Double> metrics = new TreeMap<>();
        metrics.put("f1", value);
        metrics.put("f2", second(value, g(configuration)));
        return metrics;
    }

    /** How far g is from the front's; 0 on it. */
    @Override
    public double regret(Configuration configuration, int epochs) {
        return g(configuration) - 1;
    }

    /** The hypervolume of what was found, as a share of the true front's. */
    double share(List<Standing> found) {
        List<Standing> front = IntStream.range(0, POINTS).mapToObj(i -> new Standing(new TrialId(i),
                List.of(i / (POINTS - 1.0), second(i / (POINTS - 1.0), 1)))).toList();
        return volume(found) / volume(front);
    }

    private double volume(List<Standing> standings) {
        return Hypervolume.of(
                Front.of(objectives(), standings).trials().stream()
                        .map(p -> p.standing().values().stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray())
                        .toList(),
                REFERENCE);
    }

    private double second(double f, double g) {
        return g * shape.applyAsDouble(f, g);
    }

    private static double g(Configuration configuration) {
        return 1
                + 9
                        * IntStream.rangeClosed(2, VARIABLES)
                                .mapToDouble(i -> x(configuration, i))
                                .average()
                                .orElseThrow();
    }

    private static double x(Configuration configuration, int i) {
        return (Double) configuration.value("x" + i).orElseThrow();
    }
}
