package org.whittle.bench.cohorts;

import java.util.List;
import java.util.stream.IntStream;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;

/** Rows of noise whose classes follow one another: what a measurement of speed trains on. */
public record GaussianRows(LearningTask task, int width, Rows training, Rows validation) implements TrainingData {

    static GaussianRows of(int width, int classes, int count) {
        return of(width, classes, count, 64);
    }

    /** @param validation rows to measure on */
    public static GaussianRows of(int width, int classes, int count, int validation) {
        List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return new GaussianRows(new LearningTask.Classification(names), width, rows(width, classes, count),
                rows(width, classes, validation));
    }

    private static Rows rows(int width, int classes, int count) {
        RandomStream random = RandomStream.ofSeed(1).child(count);
        float[] features = new float[count * width];
        double[] targets = new double[count];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < count; i++) {
            targets[i] = i % classes;
        }
        return new Rows(count, width, features, targets);
    }
}
