package org.whittle.sampler.gp;

import java.util.ArrayList;
import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;

/**
 * Draws the candidates from which the acquisition is climbed: a third uniform in the space, a third uniform along the
 * warped axes, a third in the neighbourhood of the best configurations, at distances from 0.01 to 0.3 of an axis.
 */
final class CandidateDraw {

    private static final double NEAREST = 0.01;
    private static final double FARTHEST = 0.3;
    /** Share of a neighbour's coordinates that differ. */
    private static final double MOVED = 0.5;
    /** Share of a neighbour's choices, among those, that are drawn anew. */
    private static final double REDRAWN = 0.3;
    /** Draws for each candidate before constraints that forbid nearly everything are given in to. */
    private static final int PATIENCE = 20;

    private final SearchSpace space;
    private final Geometry geometry;
    private final InputWarp warp;
    private final RandomStream random;

    CandidateDraw(SearchSpace space, InputWarp warp, RandomStream random) {
        this.space = space;
        this.geometry = warp.geometry();
        this.warp = warp;
        this.random = random;
    }

    /**
     * @param best warped points of the best configurations, at least one
     * @return at most {@code count}, all of them satisfying the constraints
     */
    List<Candidate> draw(int count, List<double[]> best) {
        List<Candidate> candidates = new ArrayList<>();
        int dimensions = space.dimensions().size();
        for (int i = 0; i < PATIENCE * count && candidates.size() < count; i++) {
            double[] unit = switch (i % 3) {
                case 0 -> random.doubles(dimensions).toArray();
                case 1 -> warp.unwarp(random.doubles(dimensions).toArray());
                default -> warp.unwarp(neighbour(best.get(i / 3 % best.size())));
            };
            Configuration configuration = space.decode(unit);
            if (space.satisfiesConstraints(configuration)) {
                candidates.add(Candidate.at(space, warp, unit));
            }
        }
        return candidates;
    }

    private double[] neighbour(double[] point) {
        double[] moved = new double[point.length];
        double distance = NEAREST * StrictMath.pow(FARTHEST / NEAREST, random.nextDouble());
        int certain = random.nextInt(point.length);
        for (int d = 0; d < point.length; d++) {
            boolean moves = d == certain || random.nextDouble() < MOVED;
            if (Double.isNaN(point[d])) {
                moved[d] = random.nextDouble();
            } else if (geometry.isChoice(d)) {
                moved[d] = moves && random.nextDouble() < REDRAWN ? random.nextDouble() : point[d];
            } else {
                moved[d] = moves ? Math.min(1, Math.max(0, point[d] + distance * gaussian())) : point[d];
            }
        }
        return moved;
    }

    // Box and Muller's, with the strict functions: nextGaussian leaves its precision to the platform.
    private double gaussian() {
        return Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()))
                * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }
}
