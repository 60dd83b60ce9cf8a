package org.whittle.data.step;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Features and labels of training rows on the driver, for what looks at all rows of a feature at once.
 *
 * @param columns of each feature its values, in the table's own unit, row by row
 * @param targets of each row: a class's index, or a number
 * @param classes how many there are; 0 for numbers
 */
record TrainingSample(double[][] columns, double[] targets, int classes) {

    /** @param rows each with all features, in the order of the training rows */
    static TrainingSample of(List<double[]> rows, double[] targets, int classes) {
        int width = rows.isEmpty() ? 0 : rows.get(0).length;
        double[][] columns = new double[width][rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            double[] values = rows.get(row);
            for (int feature = 0; feature < width; feature++) {
                columns[feature][row] = values[feature];
            }
        }
        return new TrainingSample(columns, targets, classes);
    }

    int rows() {
        return targets.length;
    }

    int width() {
        return columns.length;
    }

    /** A feature with mean 0 and deviation 1; all 0 if it does not vary. */
    double[] standardized(int feature) {
        return standardized(columns[feature]);
    }

    static double[] standardized(double[] values) {
        boolean varies = IntStream.range(1, values.length).anyMatch(i -> values[i] != values[0]);
        return varies ? StatUtils.normalize(values) : new double[values.length];
    }

    /** The first rows of it. */
    TrainingSample first(int count) {
        if (count >= rows()) {
            return this;
        }
        double[][] shorter = new double[columns.length][];
        for (int feature = 0; feature < shorter.length; feature++) {
            shorter[feature] = Arrays.copyOf(columns[feature], count);
        }
        return new TrainingSample(shorter, Arrays.copyOf(targets, count), classes);
    }
}
