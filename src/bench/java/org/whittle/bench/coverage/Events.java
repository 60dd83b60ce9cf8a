package org.whittle.bench.coverage;

import java.util.Arrays;
import java.util.Set;
import org.whittle.random.RandomStream;

/**
 * Shares of the rows that two classifiers get right or wrong, on very many rows.
 *
 * @param wrong for each class, the share of all rows that is of it, and that the first model gets wrong
 * @param right that it gets right
 * @param apart of which just one model is right
 */
record Events(double[] wrong, double[] right, double[] apart) {

    static final Events EVERY_ROW = new Events(new double[] {1}, new double[] {1}, new double[] {1});

    private static final int ROWS = 200_000;
    /** Of rows as they come, whatever their class. */
    private static final Set<String> OF_ALL_ROWS = Set.of("accuracy", "log-loss", "brier");

    static Events of(World world, int classes) {
        World.TestSet drawn = world.draw(ROWS, RandomStream.ofSeed(1).child("events"));
        Events events = new Events(new double[classes], new double[classes], new double[classes]);
        for (int row = 0; row < ROWS; row++) {
            int label = (int) drawn.targets()[row];
            boolean first = label == predicted(drawn.outputs().get(0), row, classes);
            boolean second = label == predicted(drawn.outputs().get(1), row, classes);
            (first ? events.right : events.wrong)[label] += 1.0 / ROWS;
            events.apart[label] += first == second ? 0 : 1.0 / ROWS;
        }
        return events;
    }

    private static int predicted(double[] logits, int row, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            best = logits[row * classes + c] > logits[row * classes + best] ? c : best;
        }
        return best;
    }

    /**
     * The share of rows that are of the rarest event which decides the metric (wrong rows, or right ones), or the
     * difference of both models' (rows that tell them apart): of one class, if the metric looks at classes. Where such
     * rows are a few, there are only a few values the metric is likely to have, and an interval covers all of them, or
     * less than 95 % of the test sets.
     */
    double rarest(String metric, boolean difference) {
        if (OF_ALL_ROWS.contains(metric)) {
            double right = Arrays.stream(this.right).sum();
            return difference ? Arrays.stream(apart).sum() : Math.min(right, 1 - right);
        }
        return Arrays.stream(difference ? apart : both()).min().orElseThrow();
    }

    private double[] both() {
        double[] rarer = wrong.clone();
        Arrays.setAll(rarer, c -> Math.min(wrong[c], right[c]));
        return rarer;
    }
}
