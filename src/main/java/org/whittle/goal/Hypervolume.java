package org.whittle.goal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The volume that a set of points dominates up to a reference point (Zitzler and Thiele 1998), exact for any number of
 * objectives: a point's own share is its box less what the points behind it cover of it (While, Bradstreet and Barone
 * 2012, "A Fast Way of Calculating Exact Hypervolumes", WFG). For the fronts of a study, of up to some hundred trials
 * and two or three objectives, that takes milliseconds.
 */
public final class Hypervolume {

    private Hypervolume() {
    }

    /**
     * @param points to be minimised; one that is not below the reference by every objective adds nothing
     * @param reference one number for each objective
     */
    public static double of(List<double[]> points, double[] reference) {
        List<double[]> inside = new ArrayList<>();
        for (double[] point : points) {
            double box = box(point, reference);
            if (box > 0) {
                inside.add(point);
            }
        }
        // Good by the last objective first: so the others are cut short by it, and few remain.
        inside.sort(Comparator.comparingDouble(p -> p[p.length - 1]));
        return volume(inside, reference);
    }

    private static double volume(List<double[]> points, double[] reference) {
        double sum = 0;
        for (int i = 0; i < points.size(); i++) {
            double[] point = points.get(i);
            sum += box(point, reference) - volume(limited(points.subList(i + 1, points.size()), point), reference);
        }
        return sum;
    }

    private static double box(double[] point, double[] reference) {
        double volume = 1;
        for (int m = 0; m < reference.length; m++) {
            volume *= Math.max(0, reference[m] - point[m]);
        }
        return volume;
    }

    /** The points as far as they reach into the box of another, without those that are then covered. */
    private static List<double[]> limited(List<double[]> points, double[] corner) {
        List<double[]> kept = new ArrayList<>();
        for (double[] point : points) {
            double[] cut = new double[corner.length];
            for (int m = 0; m < cut.length; m++) {
                cut[m] = Math.max(point[m], corner[m]);
            }
            if (kept.stream().noneMatch(k -> covers(k, cut))) {
                kept.removeIf(k -> covers(cut, k));
                kept.add(cut);
            }
        }
        return kept;
    }

    private static boolean covers(double[] a, double[] b) {
        for (int m = 0; m < a.length; m++) {
            if (a[m] > b[m]) {
                return false;
            }
        }
        return true;
    }
}
