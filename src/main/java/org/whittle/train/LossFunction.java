package org.whittle.train;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.whittle.trial.LearningTask;

/**
 * What training minimises: the mean over a batch's rows.
 *
 * <p>Outputs, scores and targets have one column for each row of data ({@code outputs × rows}), so that the softmax,
 * which runs over the few classes, is vectorized over the many rows. Gradients are computed on the device, in every
 * step; the loss itself, which nothing in a step depends on, is added up in double precision in Java from what the
 * steps left behind.
 */
sealed interface LossFunction {

    /**
     * What a forward pass leaves for {@link #sum}: log-probabilities, or the network's outputs.
     */
    NDArray scores(NDArray outputs);

    /**
     * Gradient of the mean loss by the network's outputs.
     *
     * @param scores of these outputs; not changed
     * @param targets what {@link #encode} made
     */
    NDArray gradient(NDArray outputs, NDArray scores, NDArray targets, Scalars scalars);

    /**
     * The targets of rows, as {@link #gradient} wants them.
     *
     * @param targets class indices or standardised targets, one for each row
     * @return row-major, {@code outputs × rows}: a class distribution a column, or the targets themselves
     */
    float[] encode(float[] targets);

    /**
     * Sum of the rows' losses.
     *
     * @param scores row-major, {@code outputs × rows}
     * @param targets class indices or standardised targets, one for each row
     */
    double sum(float[] scores, float[] targets);

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
        public NDArray scores(NDArray outputs) {
            return outputs.logSoftmax(0);
        }

        @Override
        public NDArray gradient(NDArray outputs, NDArray scores, NDArray targets, Scalars scalars) {
            return scores.exp().subi(targets).muli(scalars.of(1.0 / outputs.getShape().get(1)));
        }

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
        public double sum(float[] scores, float[] targets) {
            double ofLabels = 0;
            for (int row = 0; row < targets.length; row++) {
                ofLabels += scores[(int) targets[row] * targets.length + row];
            }
            double ofAll = 0;
            for (int i = 0; smoothing > 0 && i < scores.length; i++) {
                ofAll += scores[i];
            }
            return -(1 - smoothing) * ofLabels - smoothing / classes * ofAll;
        }
    }

    /** (y − t)², of standardised targets. */
    record MeanSquared() implements LossFunction {

        @Override
        public NDArray scores(NDArray outputs) {
            return outputs;
        }

        @Override
        public NDArray gradient(NDArray outputs, NDArray scores, NDArray targets, Scalars scalars) {
            return outputs.sub(targets).muli(scalars.of(2.0 / outputs.getShape().get(1)));
        }

        @Override
        public float[] encode(float[] targets) {
            return targets;
        }

        @Override
        public double sum(float[] scores, float[] targets) {
            double sum = 0;
            for (int row = 0; row < targets.length; row++) {
                double error = (double) scores[row] - targets[row];
                sum += error * error;
            }
            return sum;
        }
    }

    /**
     * e² / 2 for errors of up to δ, else δ(|e| − δ / 2) (Huber 1964; {@code torch.nn.HuberLoss(delta=δ)}), of
     * standardised targets.
     *
     * @param delta δ, in standard deviations of the target
     */
    record Huber(double delta) implements LossFunction {

        @Override
        public NDArray scores(NDArray outputs) {
            return outputs;
        }

        @Override
        public NDArray gradient(NDArray outputs, NDArray scores, NDArray targets, Scalars scalars) {
            return outputs.sub(targets).clip(-delta, delta).muli(scalars.of(1.0 / outputs.getShape().get(1)));
        }

        @Override
        public float[] encode(float[] targets) {
            return targets;
        }

        @Override
        public double sum(float[] scores, float[] targets) {
            double sum = 0;
            for (int row = 0; row < targets.length; row++) {
                double error = Math.abs((double) scores[row] - targets[row]);
                sum += error <= delta ? error * error / 2 : delta * (error - delta / 2);
            }
            return sum;
        }
    }
}
