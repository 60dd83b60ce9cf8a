package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − η m̂ / (√v̂ + ε), with m̂
 * and v̂ freed of their bias to 0.
 */
public final class Adam implements Optimizer {

    /** β₁ */
    public static final Setting<Double> BETA1 = Setting.real("beta1", 0, 0.9999999, 0.9,
            "Decay rate of Adam's first-moment estimate (β₁)").tuned(0.8, 0.99, Scale.LINEAR).changing();

    /** β₂ */
    public static final Setting<Double> BETA2 = Setting.real("beta2", 0, 0.9999999, 0.999,
            "Decay rate of Adam's second-moment estimate (β₂)").tuned(0.9, 0.9999, Scale.LINEAR).changing();

    @Override
    public String key() {
        return "adam";
    }

    @Override
    public String meaning() {
        return "steps scaled by estimates of the gradient's first two moments (Kingma and Ba 2015)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(BETA1, BETA2, EPSILON);
    }

    @Override
    public Formula formula() {
        return new Fused(false);
    }

    @Override
    public Descent start(Values values, int size) {
        return new Moments(values, size, false);
    }

    /** Adam's two moments, for a decay that is added to the gradient, or decoupled from it. */
    static final class Moments extends Descent {

        private final boolean decoupled;
        private final double decay;
        private final double beta1;
        private final double beta2;
        private final float epsilon;
        private final float[] first;
        private final float[] second;

        Moments(Values values, int size, boolean decoupled) {
            super(values);
            this.decoupled = decoupled;
            decay = values.of(WEIGHT_DECAY);
            beta1 = values.of(BETA1);
            beta2 = values.of(BETA2);
            epsilon = values.of(EPSILON).floatValue();
            first = array("exp_avg", size);
            second = array("exp_avg_sq", size);
        }

        @Override
        protected void update(float[] weights, float[] gradient, float scale, double rate) {
            double firstCorrection = 1 - StrictMath.pow(beta1, steps());
            double secondCorrection = 1 - StrictMath.pow(beta2, steps());
            update(weights, gradient, first, second, scale, (float) (decoupled ? 0 : decay),
                    (float) (decoupled ? 1 - rate * decay : 1), (float) beta1, (float) (1 - beta1), (float) beta2,
                    (float) (1 - beta2), (float) (rate / firstCorrection), (float) (1 / Math.sqrt(secondCorrection)),
                    epsilon);
        }

        private static void update(float[] w, float[] g, float[] m, float[] v, float scale, float decay, float shrink,
                                   float beta1, float rest1, float beta2, float rest2, float rate, float correction,
                                   float epsilon) {
            for (int i = 0; i < w.length; i++) {
                float gi = scale * g[i] + decay * w[i];
                float mi = beta1 * m[i] + rest1 * gi;
                float vi = beta2 * v[i] + rest2 * gi * gi;
                m[i] = mi;
                v[i] = vi;
                w[i] = shrink * w[i] - rate * mi / ((float) Math.sqrt(vi) * correction + epsilon);
            }
        }
    }

    /** With η′ = η √c₂ / c₁ and ε′ = ε √c₂ for the corrections c₁ and c₂, neither of which the engine then makes. */
    static final class Fused implements Formula {

        private final boolean decoupled;

        Fused(boolean decoupled) {
            this.decoupled = decoupled;
        }

        @Override
        public String first(Values values) {
            return "exp_avg";
        }

        @Override
        public String second(Values values) {
            return "exp_avg_sq";
        }

        @Override
        public double[] numbers(Values values, double rate, long step) {
            double first = 1 - StrictMath.pow(values.of(BETA1), step);
            double second = Math.sqrt(1 - StrictMath.pow(values.of(BETA2), step));
            double decay = values.of(WEIGHT_DECAY);
            // Where it is decoupled, the engine multiplies it by its own rate.
            return new double[] {
                rate * second / first,
                decoupled ? decay * first / second : decay,
                values.of(BETA1),
                values.of(BETA2),
                values.of(EPSILON) * second
            };
        }

        @Override
        public void write(
                Lines to, Values values, String w, String g, String m, String v, String steps, List<String> n) {
            to.line(("torch._fused_%s_(%s, %s, %s, %s, none, %s, lr=%s, beta1=%s, beta2=%s, weight_decay=%s, eps=%s,"
                            + " amsgrad=False, maximize=False)")
                    .formatted(
                            decoupled ? "adamw" : "adam",
                            w,
                            g,
                            m,
                            v,
                            steps,
                            n.get(0),
                            n.get(2),
                            n.get(3),
                            n.get(1),
                            n.get(4)));
        }
    }
}
