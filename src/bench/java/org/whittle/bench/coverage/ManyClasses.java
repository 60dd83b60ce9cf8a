package org.whittle.bench.coverage;

import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.train.metric.ClassificationMetrics;

/**
 * Equally frequent classes, each with a score that is normal, and higher by a distance if a row is of the class; the
 * models' scores of a row are correlated, and the second model's classes are nearer to each other.
 */
record ManyClasses(int classes, double distance) implements World {

    private static final double CORRELATION = 0.7;
    private static final double NEARER = 0.85;
    /** That the metrics are measured on: off by a fiftieth of what 400 rows have them off by. */
    private static final int ALL_ROWS = 1_000_000;

    @Override
    public String name() {
        return classes + " classes";
    }

    @Override
    public LearningTask task() {
        return new LearningTask.Classification(IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    }

    @Override
    public Events events() {
        return Events.of(this, classes);
    }

    @Override
    public SortedMap<String, Double> truth(int model) {
        TestSet all = draw(ALL_ROWS, RandomStream.ofSeed(1).child("truth"));
        float[] logits = new float[ALL_ROWS * classes];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) all.outputs().get(model)[i];
        }
        return ClassificationMetrics.of(logits, ALL_ROWS, classes, all.targets(), 1);
    }

    private double distance(int model) {
        return distance * (model == 0 ? 1 : NEARER);
    }

    @Override
    public TestSet draw(int rows, RandomStream random) {
        double[] labels = new double[rows];
        double[][] logits = new double[2][rows * classes];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(classes);
            for (int c = 0; c < classes; c++) {
                double first = random.nextGaussian();
                double second = CORRELATION * first + Math.sqrt(1 - CORRELATION * CORRELATION) * random.nextGaussian();
                double own = c == labels[row] ? 1 : 0;
                logits[0][row * classes + c] = distance(0) * (own * distance(0) + first);
                logits[1][row * classes + c] = distance(1) * (own * distance(1) + second);
            }
        }
        return new TestSet(List.of(logits), labels);
    }
}
