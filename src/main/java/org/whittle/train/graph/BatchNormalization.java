package org.whittle.train.graph;

import ai.djl.ndarray.NDArray;
import org.whittle.net.Architecture;
import org.whittle.net.ParameterLayout;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.score.engine.Scalars;

/**
 * Batch normalization of one layer of stacked networks (Ioffe and Szegedy 2015, algorithm 1), as
 * {@code torch.nn.BatchNorm1d} has it: batches are normalized with their biased variance, and the running variance is
 * unbiased. The running statistics move by a tenth a step. Activations are {@code networks × units × rows}, parameters
 * and statistics {@code networks × units × 1}.
 */
public final class BatchNormalization {

    private static final int[] ROWS = {2};

    private final NDArray scale;
    private final NDArray shift;
    private final NDArray runningMean;
    private final NDArray runningVariance;
    private final Scalars scalars;

    /**
     * @param scale γ
     * @param shift β
     */
    BatchNormalization(NDArray scale, NDArray shift, NDArray runningMean, NDArray runningVariance, Scalars scalars) {
        this.scale = scale;
        this.shift = shift;
        this.runningMean = runningMean;
        this.runningVariance = runningVariance;
        this.scalars = scalars;
    }

    /** Running statistics of a fresh network: mean 0, variance 1. */
    public static float[] freshStatistics(Architecture architecture) {
        return ParameterLayout.statistics(architecture).fresh();
    }

    /**
     * @param normalized x̂, zero mean and unit variance
     * @param inverseDeviation 1 / √(variance + ε)
     */
    record Normalized(NDArray output, NDArray normalized, NDArray inverseDeviation) {
    }

    /** Gradients by the input, γ and β. */
    record Gradients(NDArray input, NDArray scale, NDArray shift) {
    }

    /** Normalizes a batch of at least two rows, and moves the running statistics. */
    Normalized train(NDArray z) {
        long rows = z.getShape().get(2);
        NDArray mean = z.mean(ROWS, true);
        NDArray centered = z.sub(mean);
        NDArray variance = centered.square().mean(ROWS, true);
        move(runningMean, mean, BatchNorm.MOMENTUM);
        move(runningVariance, variance, BatchNorm.MOMENTUM * rows / (rows - 1));
        NDArray inverse = scalars.of(1).div(variance.add(scalars.of(BatchNorm.EPSILON)).sqrt());
        NDArray normalized = centered.muli(inverse);
        return new Normalized(normalized.mul(scale).addi(shift), normalized, inverse);
    }

    /** Normalizes with the running statistics. */
    NDArray infer(NDArray z) {
        NDArray factor = scale.div(runningVariance.add(scalars.of(BatchNorm.EPSILON)).sqrt());
        return z.sub(runningMean).muli(factor).addi(shift);
    }

    /** Propagates the gradient of the output back through the batch's statistics. */
    Gradients backward(NDArray delta, Normalized forward) {
        double rows = delta.getShape().get(2);
        NDArray byScale = delta.mul(forward.normalized()).sum(ROWS, true);
        NDArray byShift = delta.sum(ROWS, true);
        NDArray common = forward.normalized().mul(byScale).addi(byShift).muli(scalars.of(1 / rows));
        NDArray byInput = delta.sub(common).muli(scale.mul(forward.inverseDeviation()));
        return new Gradients(byInput, byScale, byShift);
    }

    private void move(NDArray running, NDArray batch, double weight) {
        running.muli(scalars.of(1 - BatchNorm.MOMENTUM)).addi(batch.mul(scalars.of(weight)));
    }
}
