package org.whittle.train.descent;

import java.util.Arrays;

/**
 * The learning rate of every optimizer step, laid over the study's max epochs whatever a trial's budget is, so that a
 * promotion never changes it.
 *
 * <p>With S steps an epoch, the first W = round(warm-up epochs × S) steps rise linearly, step s having
 * base × (s + 1) / W. After them u = (s − W) / S epochs have passed, of the U = max epochs − W / S that are left:
 * <ul>
 *   <li>constant: base
 *   <li>step: base × decay^⌊u / step epochs⌋
 *   <li>exponential: base × decay^u, that is, decay is by the epoch
 *   <li>cosine: base × (f + (1 − f) (1 + cos(π u / U)) / 2) with the final fraction f (Loshchilov and Hutter 2017,
 *       without restarts)
 * </ul>
 * These are PyTorch's {@code LinearLR}, {@code StepLR}, {@code ExponentialLR} and {@code CosineAnnealingLR}, stepped
 * after every optimizer step and joined by {@code SequentialLR}.
 *
 * @param base the learning rate hyperparameter
 * @param maxEpochs the study's, at least 1
 * @param decay factor of step and exponential, in [0, 1]
 */
public record LearningRateSchedule(Shape shape, double base, int maxEpochs, double warmupEpochs, double stepEpochs,
                            double decay, double finalFraction) {

    public enum Shape {
        CONSTANT, STEP, EXPONENTIAL, COSINE;

        public static Shape ofKey(String key) {
            return Arrays.stream(values()).filter(s -> s.name().equalsIgnoreCase(key)).findFirst().orElseThrow();
        }
    }

    /**
     * @param step optimizer steps done since the trial was fresh
     * @param stepsPerEpoch at least 1
     */
    public double at(long step, int stepsPerEpoch) {
        long warmup = Math.round(warmupEpochs * stepsPerEpoch);
        if (step < warmup) {
            return base * (step + 1) / warmup;
        }
        double epochs = (double) (step - warmup) / stepsPerEpoch;
        return base * switch (shape) {
            case CONSTANT -> 1;
            // The quotient of two whole numbers of steps may fall a rounding error short of a whole number.
            case STEP -> StrictMath.pow(decay, Math.floor(epochs / stepEpochs + 1e-9));
            case EXPONENTIAL -> StrictMath.pow(decay, epochs);
            case COSINE -> {
                double left = maxEpochs - (double) warmup / stepsPerEpoch;
                double height = (1 + StrictMath.cos(Math.PI * Math.min(1, epochs / left))) / 2;
                yield finalFraction + (1 - finalFraction) * height;
            }
        };
    }
}
