package org.whittle.sampler.gp;

import org.whittle.space.ChoiceParameter;
import org.whittle.space.Dimension;
import org.whittle.space.SearchSpace;

/**
 * How far apart two configurations are, dimension by dimension, on the coordinates of {@link SearchSpace#encode}.
 *
 * <p>Every dimension is embedded in a Euclidean space of its own, so that a stationary kernel of the summed squares is
 * positive definite whatever the mixture:
 * <ul>
 * <li>a number is its unit coordinate: |a − b|;
 * <li>a choice is a corner of a simplex: two different values are at distance 1, whatever their order;
 * <li>a conditional dimension that is inactive ({@code NaN}) in both is at distance 0: the value it does not have
 *     cannot tell them apart. If one has it and the other has not, the distance is 1. A conditional number lies on an
 *     arc of 60° around the inactive point: the arc kernel of Swersky, Duvenaud, Snoek, Hutter and Osborne 2013
 *     ("Raiders of the lost architecture") with ρ = 1/3, where the chord differs from |a − b| by 5 % at most.
 * </ul>
 */
final class Geometry {

    private static final double ARC = StrictMath.PI / 3;

    private final boolean[] choice;
    private final boolean[] conditional;

    Geometry(SearchSpace space) {
        int n = space.dimensions().size();
        choice = new boolean[n];
        conditional = new boolean[n];
        for (int d = 0; d < n; d++) {
            Dimension dimension = space.dimensions().get(d);
            choice[d] = dimension.parameter() instanceof ChoiceParameter;
            conditional[d] = dimension.when().isPresent();
        }
    }

    /** Number of dimensions of the search space. */
    int size() {
        return choice.length;
    }

    boolean isChoice(int d) {
        return choice[d];
    }

    /** Whether every configuration has a number here, so that the squared distance is (a − b)². */
    boolean isPlain(int d) {
        return !choice[d] && !conditional[d];
    }

    /** The squared distance in one dimension, in [0, 1]. */
    double squared(int d, double a, double b) {
        if (a == b) {
            return 0;
        }
        boolean noA = Double.isNaN(a);
        boolean noB = Double.isNaN(b);
        if (noA || noB) {
            return noA && noB ? 0 : 1;
        }
        if (choice[d]) {
            return 1;
        }
        double difference = a - b;
        return conditional[d] ? 2 - 2 * StrictMath.cos(ARC * difference) : difference * difference;
    }

    /** The derivative of {@link #squared} by {@code a}; 0 where there is nothing to vary. */
    double slope(int d, double a, double b) {
        if (choice[d] || Double.isNaN(a) || Double.isNaN(b)) {
            return 0;
        }
        return conditional[d] ? 2 * ARC * StrictMath.sin(ARC * (a - b)) : 2 * (a - b);
    }
}
