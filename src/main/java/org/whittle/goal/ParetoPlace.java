package org.whittle.goal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A trial's place among others by several goals: non-dominated sorting and crowding (Deb, Pratap, Agarwal and Meyarivan
 * 2002, "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II").
 *
 * <p>One trial dominates another if it is no worse by any objective and better by one. Thresholds come before: a trial
 * that violates them less dominates one that violates them more, whatever their objectives (the paper's constrained
 * domination). Front 1 are the trials that none dominates, front 2 those that only trials of front 1 dominate, and so
 * on. Within a front the lonelier trial comes first, so that what goes on is spread over the whole trade-off. For
 * accuracy (to maximise) and parameters (to minimise):
 *
 * <pre>
 *   trial  accuracy  parameters  front  crowding
 *     1      0.98       9000       1       ∞       an end of the front
 *     4      0.91       1000       1       ∞       the other end
 *     3      0.94       2000       1      1.67     (0.97 − 0.91) / (0.98 − 0.91) + (7500 − 1000) / (9000 − 1000)
 *     2      0.97       7500       1      1.45
 *     5      0.93       8000       2       ∞       dominated by 2 and 3
 * </pre>
 *
 * @param front from 1
 * @param crowding the cuboid's side lengths between the neighbours on the front, each as a share of the front's range,
 *     summed; infinite at the ends
 * @param violation sum of the thresholds' {@linkplain Threshold#violation violations}; 0 if all are kept
 */
public record ParetoPlace(Standing standing, int front, double crowding, double violation) {

    /** A trial and its objectives, all to be minimised. */
    private record Point(Standing standing, double violation, double[] losses) {

        boolean covers(Point other) {
            if (violation != other.violation) {
                return violation < other.violation;
            }
            for (int m = 0; m < losses.length; m++) {
                if (losses[m] > other.losses[m]) {
                    return false;
                }
            }
            return true;
        }

        boolean dominates(Point other) {
            return covers(other) && !other.covers(this);
        }
    }

    /** Whether a dominates b or is as good as b by every objective. Both have completed. */
    public static boolean covers(Objectives objectives, Standing a, Standing b) {
        return point(objectives, a).covers(point(objectives, b));
    }

    /**
     * The places of the trials that completed, best first: by front, then by crowding; equals by the objectives in
     * their order, then by the thresholds' metrics, then by epochs, fewer first, then by trial id.
     */
    public static List<ParetoPlace> of(Objectives objectives, Collection<Standing> standings) {
        Comparator<Point> preference = preference(objectives);
        List<Point> points = new ArrayList<>();
        standings.stream().filter(Standing::completed).map(s -> point(objectives, s)).sorted(preference)
                .forEach(points::add);
        List<ParetoPlace> places = new ArrayList<>();
        List<List<Point>> fronts = fronts(points);
        for (int f = 0; f < fronts.size(); f++) {
            List<Point> front = fronts.get(f);
            double[] crowding = distances(front);
            List<ParetoPlace> members = new ArrayList<>();
            for (int i = 0; i < front.size(); i++) {
                members.add(new ParetoPlace(front.get(i).standing, f + 1, crowding[i], front.get(i).violation));
            }
            // Stable: what is equally lonely stays in the order of preference.
            members.sort(Comparator.comparingDouble(ParetoPlace::crowding).reversed());
            places.addAll(members);
        }
        return places;
    }

    /** Whether all thresholds are kept. */
    public boolean feasible() {
        return violation == 0;
    }

    private static Point point(Objectives objectives, Standing standing) {
        double violation = 0;
        List<Double> losses = new ArrayList<>();
        for (int g = 0; g < objectives.goals().size(); g++) {
            double value = standing.values().get(g);
            if (objectives.goals().get(g) instanceof Threshold threshold) {
                violation += threshold.violation(value);
            } else {
                losses.add(loss(objectives.goals().get(g), value));
            }
        }
        return new Point(standing, violation, losses.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double loss(Goal goal, double value) {
        // Added to 0, so that there is one zero: in an order, −0 would come before 0.
        return goal.direction() == Direction.MAXIMIZE ? 0 - value : 0 + value;
    }

    /** Lexicographic, so that no trial is dominated by one behind it. */
    private static Comparator<Point> preference(Objectives objectives) {
        Comparator<Point> order = Comparator.comparingDouble(Point::violation);
        for (int m = 0; m < objectives.optimized().size(); m++) {
            int objective = m;
            order = order.thenComparingDouble(p -> p.losses[objective]);
        }
        for (int g = 0; g < objectives.goals().size(); g++) {
            int goal = g;
            order = order.thenComparingDouble(p -> loss(objectives.goals().get(goal), p.standing.values().get(goal)));
        }
        return order.thenComparingInt(p -> p.standing.epoch()).thenComparing(p -> p.standing.trial());
    }

    /**
     * In the order of preference a point only has to be held against those before it (Zhang, Tian, Cheng and Jin 2015,
     * "An Efficient Approach to Nondominated Sorting for Evolutionary Multiobjective Optimization", ENS-SS).
     */
    private static List<List<Point>> fronts(List<Point> preferred) {
        List<List<Point>> fronts = new ArrayList<>();
        for (Point point : preferred) {
            int f = 0;
            while (f < fronts.size() && dominated(point, fronts.get(f))) {
                f++;
            }
            if (f == fronts.size()) {
                fronts.add(new ArrayList<>());
            }
            fronts.get(f).add(point);
        }
        return fronts;
    }

    /** The latest members are the likeliest to dominate. */
    private static boolean dominated(Point point, List<Point> front) {
        for (int i = front.size() - 1; i >= 0; i--) {
            if (front.get(i).dominates(point)) {
                return true;
            }
        }
        return false;
    }

    private static double[] distances(List<Point> front) {
        double[] crowding = new double[front.size()];
        if (crowding.length == 1) {
            crowding[0] = Double.POSITIVE_INFINITY;
        }
        for (int m = 0; m < front.get(0).losses.length; m++) {
            int objective = m;
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < crowding.length; i++) {
                order.add(i);
            }
            order.sort(Comparator.comparingDouble(i -> front.get(i).losses[objective]));
            double least = front.get(order.get(0)).losses[m];
            double range = front.get(order.get(crowding.length - 1)).losses[m] - least;
            // Where all are alike there are no ends, and an infinite range measures nothing.
            if (!(range > 0) || range == Double.POSITIVE_INFINITY) {
                continue;
            }
            for (int i = 0; i < crowding.length; i++) {
                crowding[order.get(i)] += i == 0 || i == crowding.length - 1 ? Double.POSITIVE_INFINITY
                        : (front.get(order.get(i + 1)).losses[m] - front.get(order.get(i - 1)).losses[m]) / range;
            }
        }
        return crowding;
    }
}
