package org.whittle.goal;

import java.util.ArrayList;
import java.util.List;

/**
 * What a classifier tells of one class against the rest at every threshold of its score: the ROC curve (recall over
 * false-positive rate) and the precision–recall curve (Fawcett 2006).
 *
 * @param points by falling threshold, one for each score that occurs, behind one at which no row is taken for the class
 * @param rocArea area under the ROC curve, lines drawn between points: rows of one score count half
 * @param averagePrecision area under precision over recall, no lines drawn, as {@code pr-auc} has it
 */
public record ScoreCurve(List<Point> points, double rocArea, double averagePrecision) {

    /**
     * What comes of taking rows that score at least so much for the class.
     *
     * @param falsePositiveRate of the rows of other classes, those that are taken
     * @param recall of the class's rows, those that are taken
     * @param precision of the rows that are taken, those of the class; 1 where none is taken
     */
    public record Point(double threshold, double falsePositiveRate, double recall, double precision) {
    }

    public ScoreCurve {
        points = List.copyOf(points);
    }

    /**
     * @param scores one for each row, none {@code NaN}
     * @param positive whether a row is of the class; some are, and some not
     */
    public static ScoreCurve of(double[] scores, boolean[] positive) {
        int[] order = PrAuc.order(scores);
        int positives = 0;
        for (boolean each : positive) {
            positives += each ? 1 : 0;
        }
        int negatives = positive.length - positives;
        List<Point> points = new ArrayList<>();
        points.add(new Point(Double.POSITIVE_INFINITY, 0, 0, 1));
        double area = 0;
        double precision = 0;
        int hits = 0;
        for (int from = 0, to; from < order.length; from = to) {
            Point before = points.get(points.size() - 1);
            for (to = from; to < order.length && scores[order[to]] == scores[order[from]]; to++) {
                hits += positive[order[to]] ? 1 : 0;
            }
            Point here = new Point(scores[order[from]], (to - hits) / (double) negatives, hits / (double) positives,
                    hits / (double) to);
            area += (here.falsePositiveRate - before.falsePositiveRate) * (here.recall + before.recall) / 2;
            precision += (here.recall - before.recall) * here.precision;
            points.add(here);
        }
        return new ScoreCurve(points, area, precision);
    }

    /** The curve for drawing: of its points those that lie so far from the one before, and both ends. */
    public List<Point> thinned(double distance) {
        List<Point> kept = new ArrayList<>();
        for (Point point : points) {
            Point last = kept.isEmpty() ? null : kept.get(kept.size() - 1);
            if (last == null || Math.abs(point.recall - last.recall) >= distance
                    || point.falsePositiveRate - last.falsePositiveRate >= distance
                    || Math.abs(point.precision - last.precision) >= distance) {
                kept.add(point);
            }
        }
        Point end = points.get(points.size() - 1);
        if (!kept.get(kept.size() - 1).equals(end)) {
            kept.add(end);
        }
        return kept;
    }
}
