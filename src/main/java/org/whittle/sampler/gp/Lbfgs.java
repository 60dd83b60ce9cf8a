package org.whittle.sampler.gp;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Minimises a smooth function in a box: limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.4) on the variables
 * that are not held at a bound, with backtracking along the projected path. Commons Math has no quasi-Newton method.
 */
final class Lbfgs {

    private static final int MEMORY = 8;
    private static final double ARMIJO = 1e-4;

    /** A function with its gradient. */
    interface Objective {
        /**
         * @param gradient overwritten with the gradient
         * @return the value; infinite or {@code NaN} where the function is not defined
         */
        double at(double[] x, double[] gradient);
    }

    /** The best point found and its value. */
    record Minimum(double[] x, double value) {
    }

    private record Pair(double[] s, double[] y, double rho) {
    }

    private Lbfgs() {
    }

    /**
     * @param start inside the box
     * @param tolerance ends when an iteration gains less
     */
    static Minimum minimize(Objective f, double[] start, double[] lower, double[] upper, int iterations,
                            double tolerance) {
        int n = start.length;
        double[] x = start.clone();
        double[] gradient = new double[n];
        double value = f.at(x, gradient);
        Deque<Pair> pairs = new ArrayDeque<>();
        for (int iteration = 0; iteration < iterations && Double.isFinite(value); iteration++) {
            boolean[] free = free(x, gradient, lower, upper);
            double[] direction = direction(gradient, free, pairs);
            double slope = dot(direction, gradient);
            if (!(slope < 0)) {
                pairs.clear();
                direction = direction(gradient, free, pairs);
                slope = dot(direction, gradient);
                if (!(slope < 0)) {
                    break;
                }
            }
            // Without curvature yet, the gradient's length says nothing about the distance to go.
            double step = pairs.isEmpty() ? Math.min(1, 0.2 / Math.sqrt(-slope)) : 1;
            double[] next = null;
            double[] nextGradient = new double[n];
            double nextValue = Double.NaN;
            for (int halving = 0; halving < 12; halving++, step *= 0.4) {
                next = project(x, direction, step, lower, upper);
                nextValue = f.at(next, nextGradient);
                if (nextValue <= value + ARMIJO * step * slope) {
                    break;
                }
            }
            if (!(nextValue < value)) {
                break;
            }
            remember(pairs, difference(next, x), difference(nextGradient, gradient));
            double gain = value - nextValue;
            x = next;
            value = nextValue;
            gradient = nextGradient;
            if (gain < tolerance) {
                break;
            }
        }
        return new Minimum(x, value);
    }

    private static boolean[] free(double[] x, double[] gradient, double[] lower, double[] upper) {
        boolean[] free = new boolean[x.length];
        for (int i = 0; i < x.length; i++) {
            free[i] = !(x[i] <= lower[i] && gradient[i] > 0 || x[i] >= upper[i] && gradient[i] < 0);
        }
        return free;
    }

    private static double[] direction(double[] gradient, boolean[] free, Deque<Pair> pairs) {
        double[] q = new double[gradient.length];
        for (int i = 0; i < q.length; i++) {
            q[i] = free[i] ? -gradient[i] : 0;
        }
        double[] alphas = new double[pairs.size()];
        int k = 0;
        for (Pair pair : pairs) {
            alphas[k] = pair.rho() * dot(pair.s(), q);
            add(q, -alphas[k++], pair.y());
        }
        if (!pairs.isEmpty()) {
            Pair latest = pairs.peekFirst();
            double scale = 1 / (latest.rho() * dot(latest.y(), latest.y()));
            for (int i = 0; i < q.length; i++) {
                q[i] *= scale;
            }
        }
        for (var it = pairs.descendingIterator(); it.hasNext();) {
            Pair pair = it.next();
            add(q, alphas[--k] - pair.rho() * dot(pair.y(), q), pair.s());
        }
        for (int i = 0; i < q.length; i++) {
            q[i] = free[i] ? q[i] : 0;
        }
        return q;
    }

    private static void remember(Deque<Pair> pairs, double[] s, double[] y) {
        double curvature = dot(s, y);
        if (curvature > 1e-10 * dot(y, y)) {
            pairs.addFirst(new Pair(s, y, 1 / curvature));
            if (pairs.size() > MEMORY) {
                pairs.removeLast();
            }
        }
    }

    private static double[] project(double[] x, double[] direction, double step, double[] lower, double[] upper) {
        double[] next = new double[x.length];
        Arrays.setAll(next, i -> Math.min(upper[i], Math.max(lower[i], x[i] + step * direction[i])));
        return next;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] c = new double[a.length];
        Arrays.setAll(c, i -> a[i] - b[i]);
        return c;
    }

    private static void add(double[] y, double a, double[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] += a * x[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
