package org.whittle.train.graph;

import java.util.Arrays;
import org.whittle.net.LearningTask;

/**
 * What training minimises: the mean over a batch's rows. {@link BatchedLoss} computes the gradients, of many networks at
 * a time.
 */
public sealed interface LossFunction {

    /**
     * The targets of rows, as gradients want them.
     *
     * @param targets class indices or standardised targets, one for each row
     * @return row-major, {@code outputs × rows}: a class distribution a column, or the targets themselves
     */
    float[] encode(float[] targets);

    /**
     * Sum of the rows' losses.
     *
     * @param scores log-probabilities, or outputs; row-major, {@code outputs × rows}
     * @param offset of the first score in the array
     * @param targets class indices or standardised targets, one for each row
     */
    double sum(float[] scores, int offset, float[] targets);

    /**
     * The mean loss of the best prediction that is the same for all rows: what whoever knows the targets alone reaches.
     * A training whose loss is not below it has learnt nothing from the features.
     *
     * @param targets class indices or standardised targets, one for each row, at least one; of the rows that are
     *     trained on
     */
    double ofBestConstant(float[] targets);

    /**
     * @param name a value of the hyperparameter {@code loss}
     * @throws IllegalArgumentException if the loss does not suit the task
     */
    static LossFunction of(String name, LearningTask task, double labelSmoothing, double huberDelta) {
        boolean classification = task instanceof LearningTask.Classification;
        String resolved = name.equals("auto") ? (classification ? "cross-entropy" : "mean-squared") : name;
        if (classification != resolved.equals("cross-entropy")) {
            throw new IllegalArgumentException("The loss %s does not suit a %s. Maybe set loss = auto.".formatted(name,
                    classification ? "classification" : "regression"));
        }
        return switch (resolved) {
            case "cross-entropy" -> new CrossEntropy(task.outputs(), labelSmoothing);
            case "mean-squared" -> new MeanSquared();
            case "huber" -> new Huber(huberDelta);
            default -> throw new IllegalArgumentException("There is no loss %s.".formatted(name));
        };
    }

    /**
     * −Σ t log p over the classes, the label's class having t = 1 − ε + ε / classes and the others ε / classes (Szegedy
     * et al. 2016; {@code torch.nn.CrossEntropyLoss(label_smoothing=ε)}).
     *
     * @param smoothing ε
     */
    record CrossEntropy(int classes, double smoothing) implements LossFunction {

        @Override
        public float[] encode(float[] targets) {
            float[] distributions = new float[Math.multiplyExact(classes, targets.length)];
            Arrays.fill(distributions, (float) (smoothing / classes));
            for (int row = 0; row < targets.length; row++) {
                distributions[(int) targets[row] * targets.length + row] =
                        (float) (1 - smoothing + smoothing / classes);
            }
            return distributions;
        }

        @Override
        public double sum(float[] scores, int offset, float[] targets) {
            double ofLabels = 0;
            for (int row = 0; row < targets.length; row++) {
                ofLabels += scores[offset + (int) targets[row] * targets.length + row];
            }
            double ofAll = 0;
            for (int i = 0; smoothing > 0 && i < classes * targets.length; i++) {
                ofAll += scores[offset + i];
            }
            return -(1 - smoothing) * ofLabels - smoothing / classes * ofAll;
        }

        /** The entropy of the classes' frequencies, smoothed as the labels are. */
        @Override
        public double ofBestConstant(float[] targets) {
            long[] rows = new long[classes];
            for (float target : targets) {
                rows[(int) target]++;
            }
            double entropy = 0;
            for (long count : rows) {
                double share = (1 - smoothing) * count / targets.length + smoothing / classes;
                entropy -= share > 0 ? share * StrictMath.log(share) : 0;
            }
            return entropy;
        }
    }

    /** (y − t)², of standardised targets. */
    record MeanSquared() implements LossFunction {

        @Override
        public float[] encode(float[] targets) {
            return targets;
        }

        @Override
        public double sum(float[] scores, int offset, float[] targets) {
            double sum = 0;
            for (int row = 0; row < targets.length; row++) {
                double error = (double) scores[offset + row] - targets[row];
                sum += error * error;
            }
            return sum;
        }

        /** The variance. */
        @Override
        public double ofBestConstant(float[] targets) {
            double sum = 0;
            for (float target : targets) {
                sum += target;
            }
            double mean = sum / targets.length;
            double squares = 0;
            for (float target : targets) {
                squares += (target - mean) * (target - mean);
            }
            return squares / targets.length;
        }
    }

    /**
     * e² / 2 for errors of up to δ, else δ(|e| − δ / 2) (Huber 1964; {@code torch.nn.HuberLoss(delta=δ)}), of
     * standardised targets.
     *
     * @param delta δ, in standard deviations of the target
     */
    record Huber(double delta) implements LossFunction {

        // The loss is flat at its least: half a float's digits of the constant are all of the loss's.
        private static final int HALVINGS = 30;

        @Override
        public float[] encode(float[] targets) {
            return targets;
        }

        @Override
        public double sum(float[] scores, int offset, float[] targets) {
            double sum = 0;
            for (int row = 0; row < targets.length; row++) {
                double error = Math.abs((double) scores[offset + row] - targets[row]);
                sum += loss(error);
            }
            return sum;
        }

        private double loss(double error) {
            return error <= delta ? error * error / 2 : delta * (error - delta / 2);
        }

        /** Where the slope, which grows with the constant, changes its sign: found by halving. */
        @Override
        public double ofBestConstant(float[] targets) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (float target : targets) {
                low = Math.min(low, target);
                high = Math.max(high, target);
            }
            for (int i = 0; i < HALVINGS; i++) {
                double middle = low + (high - low) / 2;
                double slope = 0;
                for (float target : targets) {
                    slope += Math.max(-delta, Math.min(delta, middle - target));
                }
                low = slope < 0 ? middle : low;
                high = slope < 0 ? high : middle;
            }
            double sum = 0;
            for (float target : targets) {
                sum += loss(Math.abs(low - target));
            }
            return sum / targets.length;
        }
    }
}
