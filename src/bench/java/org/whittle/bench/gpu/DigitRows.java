package org.whittle.bench.gpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;

/** The digits that Whittle brings, read without Spark: three quarters to train on, standardised by what these have. */
record DigitRows(LearningTask task, int width, Rows training, Rows validation) implements TrainingData {

    private static final int CLASSES = 10;

    /** @param numbers whether the digit is a number to be estimated, and not a class */
    static DigitRows read(boolean numbers) throws IOException {
        List<double[]> rows;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                DigitRows.class.getResourceAsStream("/sample/digits.csv"), StandardCharsets.UTF_8))) {
            rows = in.lines().skip(1)
                    .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray()).toList();
        }
        int width = rows.get(0).length - 1;
        int[] order = RandomStream.ofSeed(42).permutation(rows.size());
        int training = rows.size() * 3 / 4;
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (int i = 0; i < width; i++) {
            int column = i;
            double[] values = Arrays.stream(order, 0, training).mapToDouble(row -> rows.get(row)[column]).toArray();
            mean[i] = Arrays.stream(values).average().orElseThrow();
            double of = mean[i];
            deviation[i] = Math.sqrt(Arrays.stream(values).map(v -> (v - of) * (v - of)).average().orElseThrow());
        }
        List<String> classes = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
        double middle = (CLASSES - 1) / 2.0;
        return new DigitRows(numbers ? new LearningTask.Regression(middle, Math.sqrt((CLASSES * CLASSES - 1) / 12.0))
                : new LearningTask.Classification(classes), width,
                split(rows, Arrays.copyOf(order, training), mean, deviation),
                split(rows, Arrays.copyOfRange(order, training, order.length), mean, deviation));
    }

    private static Rows split(List<double[]> rows, int[] chosen, double[] mean, double[] deviation) {
        int width = mean.length;
        float[] features = new float[chosen.length * width];
        double[] targets = new double[chosen.length];
        for (int row = 0; row < chosen.length; row++) {
            double[] values = rows.get(chosen[row]);
            for (int i = 0; i < width; i++) {
                features[row * width + i] = deviation[i] == 0 ? 0 : (float) ((values[i] - mean[i]) / deviation[i]);
            }
            targets[row] = values[width];
        }
        return new Rows(chosen.length, width, features, targets);
    }
}
