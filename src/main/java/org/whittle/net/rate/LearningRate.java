package org.whittle.net.rate;

import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.setting.Values;

/**
 * The learning rate of every optimizer step, laid over the study's max epochs whatever a trial's budget is, so that a
 * promotion never changes it.
 *
 * <p>With S steps an epoch, the first W = round(warm-up epochs × S) steps rise linearly, step s having
 * base × (s + 1) / W. After them u = (s − W) / S epochs have passed, of the U = max epochs − W / S that are left, and
 * the rate is base × the {@linkplain Schedule.Curve#factor factor} of the schedule.
 *
 * <p>These are PyTorch's schedulers, stepped after every optimizer step, and its {@code LinearLR}, joined by
 * {@code SequentialLR}.
 */
public final class LearningRate {

    private final double base;
    private final double warmupEpochs;
    private final int maxEpochs;
    private final Schedule.Curve curve;

    /** @param maxEpochs the study's, at least 1 */
    public LearningRate(Values values, int maxEpochs) {
        this.base = values.of(Optimizer.LEARNING_RATE);
        this.warmupEpochs = values.of(Schedule.WARMUP_EPOCHS);
        this.maxEpochs = maxEpochs;
        this.curve = Schedules.ofKey(values.of(Schedules.SETTING)).curve(values);
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
        return base * curve.factor(new Schedule.Point(step - warmup, (long) maxEpochs * stepsPerEpoch - warmup,
                (double) (step - warmup) / stepsPerEpoch, maxEpochs - (double) warmup / stepsPerEpoch));
    }
}
