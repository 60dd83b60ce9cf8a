package org.whittle.sampler.evolution;

import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.SearchSpace;

/**
 * Breeds trials u of targets x by v = x<sub>best</sub> + F (x<sub>r1</sub> − x<sub>r2</sub>) and binomial crossover: u
 * has v's coordinate with probability CR, and at one random place for certain, else x's.
 *
 * <p>What v has outside of the interval is put halfway between its end and the target. Choices have no differences that
 * could be scaled: where r1 and r2 are not known to agree, v has a uniform value with probability F, else the best's.
 * Where the best's parameter is inactive, v takes another parent's coordinate, and a uniform one if there is none.
 *
 * @param targets encoded, best first
 * @param parents encoded; at least four, the targets among them
 */
record Differential(SearchSpace space, List<double[]> targets, List<double[]> parents) {

    private static final double F = 0.5;
    private static final double CR = 0.5;
    /** p: the share of the targets that count as best. */
    private static final double BEST = 0.2;

    /** A trial of a target, which is given by its index. */
    double[] trial(int target, RandomStream random) {
        double[] x = targets.get(target);
        double[] best = targets.get(random.nextInt(Math.max(1, (int) (BEST * targets.size()))));
        int r1 = other(target, target, random);
        int r2 = other(target, r1, random);
        double[] u = x.clone();
        int certain = random.nextInt(u.length);
        for (int j = 0; j < u.length; j++) {
            if (j == certain || Double.isNaN(x[j]) || random.nextDouble() < CR) {
                u[j] = mutant(j, x[j], best[j], parents.get(r1)[j], parents.get(r2)[j], random);
            }
        }
        return u;
    }

    private int other(int target, int first, RandomStream random) {
        int index;
        do {
            index = random.nextInt(parents.size());
        } while (index == target || index == first);
        return index;
    }

    private double mutant(int j, double x, double best, double a, double b, RandomStream random) {
        double base = known(best, known(a, known(b, x)));
        if (Double.isNaN(base)) {
            return random.nextDouble();
        }
        if (space.dimensions().get(j).parameter() instanceof ChoiceParameter) {
            return a != b && random.nextDouble() < F ? random.nextDouble() : base;
        }
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return base;
        }
        double v = base + F * (a - b);
        double inside = known(x, base);
        return v < 0 ? inside / 2 : v > 1 ? (1 + inside) / 2 : v;
    }

    private static double known(double coordinate, double otherwise) {
        return Double.isNaN(coordinate) ? otherwise : coordinate;
    }
}
