package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/** RMSprop (Hinton 2012, lecture 6e): v ← ρv + (1 − ρ)g²; w ← w − ηg / (√v + ε). */
public final class RmsProp implements Optimizer {

    /** ρ, {@code alpha} in PyTorch */
    public static final Setting<Double> RHO = Setting.real("rho", 0, 0.9999999, 0.99,
            "Decay rate of RMSprop's average of squared gradients (ρ)").tuned(0.9, 0.999, Scale.LINEAR).changing();

    @Override
    public String key() {
        return "rmsprop";
    }

    @Override
    public String meaning() {
        return "steps divided by a moving average of the gradient's size (Hinton 2012)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(RHO, EPSILON);
    }

    @Override
    public Descent start(Values values, int size) {
        return new Running(values, size);
    }

    private static final class Running extends Descent {

        private final float decay;
        private final double rho;
        private final float epsilon;
        private final float[] square;

        Running(Values values, int size) {
            super(values);
            decay = values.of(WEIGHT_DECAY).floatValue();
            rho = values.of(RHO);
            epsilon = values.of(EPSILON).floatValue();
            square = array("square_avg", size);
        }

        @Override
        protected void update(float[] weights, float[] gradient, float scale, double rate) {
            update(weights, gradient, square, scale, decay, (float) rho, (float) (1 - rho), epsilon, (float) rate);
        }

        private static void update(float[] w, float[] g, float[] v, float scale, float decay, float rho, float rest,
                                   float epsilon, float rate) {
            for (int i = 0; i < w.length; i++) {
                float gi = scale * g[i] + decay * w[i];
                float vi = rho * v[i] + rest * gi * gi;
                v[i] = vi;
                w[i] -= rate * gi / ((float) Math.sqrt(vi) + epsilon);
            }
        }
    }
}
