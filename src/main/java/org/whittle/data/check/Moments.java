package org.whittle.data.check;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Mean and deviation of each of some columns in one pass: Welford 1962, "Note on a method for calculating corrected
 * sums of squares and products"; Chan, Golub and LeVeque 1979 for two parts together.
 *
 * <p>Values are taken from a column's first one on, so that a large offset (seconds since 1970, microseconds) costs a
 * small spread no digits. There may be a hundred thousand columns, so they lie in a few arrays.
 */
public final class Moments implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long[] count;
    private final double[] origin;
    private final double[] mean;
    private final double[] squares;

    /** Of no values yet. */
    public Moments(int columns) {
        count = new long[columns];
        origin = new double[columns];
        mean = new double[columns];
        squares = new double[columns];
    }

    public void add(int column, double value) {
        if (count[column] == 0) {
            origin[column] = value;
        }
        count[column]++;
        double shifted = value - origin[column];
        double difference = shifted - mean[column];
        mean[column] += difference / count[column];
        squares[column] += difference * (shifted - mean[column]);
    }

    /**
     * Adds a value to each column from one on, all of which have as many so far: what {@link #add(int, double)} does,
     * in a form that processors take several columns at a time in.
     *
     * @param values that of a column at {@code from} and its number
     */
    public void addRow(double[] values, int from, int first) {
        int columns = count.length;
        if (first == columns) {
            return;
        }
        long rows = count[first] + 1;
        if (rows == 1) {
            System.arraycopy(values, from + first, origin, first, columns - first);
        }
        double number = rows;
        for (int i = first; i < columns; i++) {
            double shifted = values[from + i] - origin[i];
            double difference = shifted - mean[i];
            mean[i] += difference / number;
            squares[i] += difference * (shifted - mean[i]);
        }
        Arrays.fill(count, first, columns, rows);
    }

    /** Adds the values that follow, column by column. */
    public void add(Moments next) {
        for (int i = 0; i < count.length; i++) {
            if (count[i] == 0) {
                count[i] = next.count[i];
                origin[i] = next.origin[i];
                mean[i] = next.mean[i];
                squares[i] = next.squares[i];
            } else if (next.count[i] > 0) {
                long total = count[i] + next.count[i];
                double difference = (next.origin[i] - origin[i]) + (next.mean[i] - mean[i]);
                mean[i] += difference * next.count[i] / total;
                squares[i] += next.squares[i] + difference * difference * count[i] * next.count[i] / total;
                count[i] = total;
            }
        }
    }

    /** 0 if the column has no value. */
    public double mean(int column) {
        return origin[column] + mean[column];
    }

    /** With n − 1, as MLlib's StandardScaler has it; 0 for a single value. */
    public double deviation(int column) {
        return count[column] < 2 ? 0 : Math.sqrt(squares[column] / (count[column] - 1));
    }
}
