package org.whittle.net.optimizer;

import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/** How weights follow a gradient. */
public interface Optimizer extends Option {

    /** η */
    Setting<Double> LEARNING_RATE = Setting.real("learning-rate", 0, 1e6, 0.001,
            "Initial learning rate; the schedule scales it").tuned(1e-4, 1e-1, Scale.LOG).changing();

    /** ε */
    Setting<Double> EPSILON = Setting.real("epsilon", 0, 1, 1e-8,
            "Term added to the denominator of an adaptive step for numerical stability (ε)")
            .tuned(1e-10, 1e-4, Scale.LOG).changing();

    /** λ */
    Setting<Double> WEIGHT_DECAY = Setting.real("weight-decay", 0, 1e6, 0.0,
            "L2 penalty λ: adds λ/2 ‖w‖² to the loss; with decoupled weight decay, shrinks weights directly instead")
            .tuned(1e-6, 1e-2, Scale.LOG).changing();

    /** The largest 2-norm of a step's gradient. */
    Setting<Double> CLIP_NORM = Setting.real("clip-norm", 0, 1e12, 0.0,
            "Gradient clipping: largest 2-norm of the gradient of a step; 0: no clipping")
            .tuned(0.1, 10, Scale.LOG).changing();

    /**
     * A fresh descent.
     *
     * @param size parameters of the network
     */
    Descent start(Values values, int size);

    /** The same as a program does it. */
    Formula formula();

    /**
     * Whether a weight that is 0, and has no gradient, stays 0: then what a cohort pads a network with stays absent.
     * Where the optimizer divides by a gradient's size without an ε, it would become no number: so it hangs on ε where
     * that is read.
     */
    default boolean keepsZeros(Values values) {
        return !reads().contains(EPSILON) || values.of(EPSILON) > 0;
    }
}
