package org.whittle.bench.coverage;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;

/**
 * A normal target, and correlated errors of two models: normal, or of Student's t with four degrees of freedom, where
 * rows that are very wrong are so for both.
 */
record Numbers(boolean heavy) implements World {

    private static final double CORRELATION = 0.7;
    private static final double LARGER = 1.15;

    @Override
    public String name() {
        return heavy ? "errors t(4)" : "errors normal";
    }

    @Override
    public LearningTask task() {
        return new LearningTask.Regression(0, 1);
    }

    // Every row has an error of its own.
    @Override
    public Events events() {
        return Events.EVERY_ROW;
    }

    private double variance() {
        return heavy ? 2 : 1;
    }

    @Override
    public SortedMap<String, Double> truth(int model) {
        double scale = model == 0 ? 1 : LARGER;
        SortedMap<String, Double> truth = new TreeMap<>();
        truth.put("rmse", scale * Math.sqrt(variance()));
        truth.put("mae", scale * (heavy ? 1 : Math.sqrt(2 / Math.PI)));
        // The target's deviation is twice the errors'.
        truth.put("r2", 1 - scale * scale / 4);
        return truth;
    }

    @Override
    public TestSet draw(int rows, RandomStream random) {
        double[] targets = new double[rows];
        double[][] predictions = new double[2][rows];
        for (int row = 0; row < rows; row++) {
            targets[row] = 2 * Math.sqrt(variance()) * random.nextGaussian();
            // χ² with four degrees of freedom.
            double scale =
                    heavy ? Math.sqrt(4 / (-2 * Math.log((1 - random.nextDouble()) * (1 - random.nextDouble())))) : 1;
            double first = random.nextGaussian();
            double second = CORRELATION * first + Math.sqrt(1 - CORRELATION * CORRELATION) * random.nextGaussian();
            predictions[0][row] = targets[row] + scale * first;
            predictions[1][row] = targets[row] + LARGER * scale * second;
        }
        return new TestSet(List.of(predictions), targets);
    }
}
