package org.whittle.sampler.evolution;

import java.util.Arrays;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Parameter;
import org.whittle.space.SearchSpace;

/**
 * The operators of genetic search on configurations of a space, encoded as {@link SearchSpace#encode} does.
 *
 * <p>A parameter that is inactive in one parent is inherited from the other; one that is inactive in both gets a
 * uniform value, which matters only if another parameter's change brings it to life. Integers and steps are crossed and
 * mutated as numbers of their unit interval.
 */
public final class Genome {

    // Papers have 15 to 20 for tens of thousands of evaluations; with tens or hundreds, children must go further.
    private static final SimulatedBinaryCrossover CROSSOVER = new SimulatedBinaryCrossover(3);
    private static final PolynomialMutation MUTATION = new PolynomialMutation(5);
    /** Probability p_c that parents are crossed at all, else the first is copied. */
    private static final double CROSSED = 0.9;

    private final SearchSpace space;

    public Genome(SearchSpace space) {
        this.space = space;
    }

    /**
     * A child: crossed, then mutated.
     *
     * @return one coordinate in [0, 1] for each dimension, none missing
     */
    public double[] child(double[] first, double[] second, RandomStream random) {
        return mutated(crossed(first, second, random), random);
    }

    private double[] crossed(double[] first, double[] second, RandomStream random) {
        double[] child = first.clone();
        boolean crossed = random.nextDouble() < CROSSED;
        for (int j = 0; j < child.length; j++) {
            if (Double.isNaN(first[j])) {
                child[j] = second[j];
            } else if (crossed && !Double.isNaN(second[j]) && random.nextDouble() < 0.5) {
                child[j] = isChoice(j) ? second[j]
                        : CROSSOVER.cross(first[j], second[j], random)[random.nextInt(2)];
            }
        }
        return child;
    }

    /** Each parameter with probability 1 / n, of n that are active in a parent. */
    private double[] mutated(double[] child, RandomStream random) {
        double rate = 1.0 / Arrays.stream(child).filter(x -> !Double.isNaN(x)).count();
        for (int j = 0; j < child.length; j++) {
            if (Double.isNaN(child[j])) {
                child[j] = random.nextDouble();
            } else if (random.nextDouble() < rate) {
                child[j] = mutated(space.dimensions().get(j).parameter(), child[j], random);
            }
        }
        return child;
    }

    private static double mutated(Parameter<?> parameter, double x, RandomStream random) {
        if (parameter instanceof ChoiceParameter) {
            return random.nextDouble();
        }
        double mutant = MUTATION.mutate(x, random);
        return parameter.cardinality().isEmpty() ? mutant : outOfCell(parameter, x, mutant);
    }

    // A perturbation that leaves the value what it was is none: it goes on in its direction until the value changes, or
    // in the other one if there is none.
    private static double outOfCell(Parameter<?> parameter, double x, double mutant) {
        Object value = parameter.fromUnit(x);
        if (!parameter.fromUnit(mutant).equals(value) || parameter.cardinality().getAsLong() == 1) {
            return mutant;
        }
        double step = (mutant < x ? -1.0 : 1.0) / parameter.cardinality().getAsLong();
        boolean last = parameter.fromUnit(step < 0 ? 0 : 1).equals(value);
        double changed = x;
        for (double way = last ? -step : step; parameter.fromUnit(changed).equals(value); way *= 2) {
            changed = Math.min(1, Math.max(0, x + way));
        }
        return changed;
    }

    private boolean isChoice(int dimension) {
        return space.dimensions().get(dimension).parameter() instanceof ChoiceParameter;
    }
}
