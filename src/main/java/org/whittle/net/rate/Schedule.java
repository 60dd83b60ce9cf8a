package org.whittle.net.rate;

import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/** How the learning rate goes on after its warm-up. */
public interface Schedule extends Option {

    /** Epochs in which it first rises, whatever the schedule. */
    Setting<Double> WARMUP_EPOCHS = Setting.real("warmup-epochs", 0, 1e6, 0.0,
            "Warm-up: epochs in which the learning rate first rises linearly from 0").tuned(0, 3, Scale.LINEAR);

    /**
     * The factor of the learning rate as a function of where training stands. What it needs of the values is read here,
     * once.
     */
    Curve curve(Values values);

    /** A factor of the learning rate. */
    interface Curve {

        /** The learning rate at a step, in times of the initial one; at least 0. */
        double factor(Point point);
    }

    /**
     * Where training stands after the warm-up.
     *
     * @param step optimizer steps done since then, from 0
     * @param steps that there are from then on to the study's max epochs
     * @param epochs u: the same as {@code step}, in epochs
     * @param left U: the same as {@code steps}, in epochs
     */
    record Point(long step, long steps, double epochs, double left) {
    }
}
