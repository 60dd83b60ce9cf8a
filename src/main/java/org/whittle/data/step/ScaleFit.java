package org.whittle.data.step;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.util.QuantileSummaries;
import org.whittle.score.step.Scaled;
import org.whittle.score.step.Scaling;

/**
 * Statistics of many numbers a row, in one pass, in the order and with the arithmetic of MLlib's scalers, so that the
 * numbers are theirs bit for bit. Parts are added in the order of their rows.
 */
abstract sealed class ScaleFit implements Serializable {

    private static final long serialVersionUID = 1L;

    /** @param width numbers a row */
    static ScaleFit of(Scaling scaling, int width) {
        return switch (scaling) {
            case STANDARD -> new Standard(width);
            case MIN_MAX -> new MinMax(width);
            case ROBUST -> new Robust(width);
            case NONE -> new None();
        };
    }

    /** Adds a row's numbers. */
    abstract void addRow(double[] values);

    abstract void add(ScaleFit other);

    abstract Scaled scaled();

    /** Mean and deviation (with n − 1) as MLlib's SummarizerBuffer has them: zeros are counted, but not summed. */
    private static final class Standard extends ScaleFit {
        private static final long serialVersionUID = 1L;
        private final double[] mean;
        private final double[] squares;
        private final double[] nonZero;
        private double rows;
        /** Whether no number so far was 0: then all columns have as many. */
        private transient boolean whole = true;

        Standard(int width) {
            mean = new double[width];
            squares = new double[width];
            nonZero = new double[width];
        }

        @Override
        void addRow(double[] values) {
            for (int i = 0; i < mean.length && whole; i++) {
                whole = values[i] != 0;
            }
            rows++;
            if (whole) {
                // The same, in a form that processors take several columns at a time in.
                double number = rows;
                for (int i = 0; i < mean.length; i++) {
                    double difference = values[i] - mean[i];
                    mean[i] += difference / number;
                    squares[i] += (values[i] - mean[i]) * difference;
                }
                Arrays.fill(nonZero, number);
                return;
            }
            for (int i = 0; i < mean.length; i++) {
                double value = values[i];
                if (value != 0) {
                    double difference = value - mean[i];
                    mean[i] += difference / (nonZero[i] + 1);
                    squares[i] += (value - mean[i]) * difference;
                    nonZero[i]++;
                }
            }
        }

        @Override
        void add(ScaleFit part) {
            Standard other = (Standard) part;
            whole = false;
            for (int i = 0; i < mean.length; i++) {
                double total = nonZero[i] + other.nonZero[i];
                if (nonZero[i] == 0) {
                    mean[i] = other.mean[i];
                    squares[i] = other.squares[i];
                } else if (other.nonZero[i] != 0) {
                    double difference = other.mean[i] - mean[i];
                    mean[i] += difference * other.nonZero[i] / total;
                    squares[i] += other.squares[i] + difference * difference * nonZero[i] * other.nonZero[i] / total;
                }
                nonZero[i] = total;
            }
            rows += other.rows;
        }

        @Override
        Scaled scaled() {
            double[] center = new double[mean.length];
            double[] scale = new double[mean.length];
            for (int i = 0; i < mean.length; i++) {
                center[i] = mean[i] * (nonZero[i] / rows);
                double sum = squares[i] + mean[i] * mean[i] * nonZero[i] * (rows - nonZero[i]) / rows;
                scale[i] = rows > 1 ? Math.sqrt(Math.max(sum / (rows - 1), 0)) : 0;
            }
            return new Scaled(Scaling.STANDARD, center, scale);
        }
    }

    /** Smallest value and range. */
    private static final class MinMax extends ScaleFit {
        private static final long serialVersionUID = 1L;
        private final double[] least;
        private final double[] most;

        MinMax(int width) {
            least = new double[width];
            most = new double[width];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            Arrays.fill(most, Double.NEGATIVE_INFINITY);
        }

        @Override
        void addRow(double[] values) {
            for (int i = 0; i < least.length; i++) {
                least[i] = Math.min(least[i], values[i]);
                most[i] = Math.max(most[i], values[i]);
            }
        }

        @Override
        void add(ScaleFit part) {
            MinMax other = (MinMax) part;
            for (int i = 0; i < least.length; i++) {
                least[i] = Math.min(least[i], other.least[i]);
                most[i] = Math.max(most[i], other.most[i]);
            }
        }

        @Override
        Scaled scaled() {
            double[] range = new double[least.length];
            for (int i = 0; i < range.length; i++) {
                range[i] = most[i] - least[i];
            }
            return new Scaled(Scaling.MIN_MAX, least.clone(), range);
        }
    }

    /**
     * Median and range of the quartiles, of a sketch with a relative error of 0.001. MLlib makes a feature all zeros if
     * its quartiles are equal, though its other values may differ: it keeps its scale here.
     */
    private static final class Robust extends ScaleFit {
        private static final long serialVersionUID = 1L;
        private static final double ERROR = 0.001;
        private final QuantileSummaries[] sketches;

        Robust(int width) {
            sketches = new QuantileSummaries[width];
            Arrays.setAll(sketches, i -> new QuantileSummaries(QuantileSummaries.defaultCompressThreshold(), ERROR,
                    QuantileSummaries.$lessinit$greater$default$3(), QuantileSummaries.$lessinit$greater$default$4(),
                    QuantileSummaries.$lessinit$greater$default$5()));
        }

        @Override
        void addRow(double[] values) {
            for (int i = 0; i < sketches.length; i++) {
                sketches[i] = sketches[i].insert(values[i]);
            }
        }

        @Override
        void add(ScaleFit part) {
            Robust other = (Robust) part;
            for (int i = 0; i < sketches.length; i++) {
                sketches[i] = sketches[i].compress().merge(other.sketches[i].compress());
            }
        }

        @Override
        Scaled scaled() {
            double[] median = new double[sketches.length];
            double[] range = new double[sketches.length];
            for (int i = 0; i < sketches.length; i++) {
                QuantileSummaries sketch = sketches[i].compress();
                double quartiles = quantile(sketch, 0.75) - quantile(sketch, 0.25);
                median[i] = quantile(sketch, 0.5);
                range[i] = quartiles == 0 ? 1 : quartiles;
            }
            return new Scaled(Scaling.ROBUST, median, range);
        }

        private static double quantile(QuantileSummaries sketch, double quantile) {
            return (Double) sketch.query(quantile).get();
        }
    }

    private static final class None extends ScaleFit {
        private static final long serialVersionUID = 1L;

        @Override
        void addRow(double[] values) {
            // Nothing is learnt.
        }

        @Override
        void add(ScaleFit other) {
            // Nothing was learnt.
        }

        @Override
        Scaled scaled() {
            return Scaled.NOT;
        }
    }
}
