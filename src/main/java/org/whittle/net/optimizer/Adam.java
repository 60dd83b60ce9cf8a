package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − η m̂ / (√v̂ + ε), with m̂
 * and v̂ freed of their bias to 0.
 */
public final class Adam implements TwoMoments {

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
    public double[] numbers(Values values, double rate, long step) {
        return numbers(values, rate, step, false);
    }

    @Override
    public void write(
            Lines to, String text, String w, String g, String m, String v, String steps, List<String> n) {
        to.line(call(key(), w, g, m, v, steps, n));
    }

    /**
     * η √c₂ / c₁, the decay, β₁, β₂ and ε √c₂ for the corrections c₁ and c₂, neither of which the engine then makes.
     *
     * @param decoupled whether the decay is: then the engine multiplies it by the rate that it is given
     */
    static double[] numbers(Values values, double rate, long step, boolean decoupled) {
        double first = 1 - StrictMath.pow(values.of(BETA1), step);
        double second = Math.sqrt(1 - StrictMath.pow(values.of(BETA2), step));
        double decay = values.of(WEIGHT_DECAY);
        return new double[] {
            rate * second / first,
            decoupled ? decay * first / second : decay,
            values.of(BETA1),
            values.of(BETA2),
            values.of(EPSILON) * second
        };
    }

    /** The engine's step with these numbers. */
    static String call(String key, String w, String g, String m, String v, String steps, List<String> n) {
        return ("torch._fused_%s_(%s, %s, %s, %s, none, %s, lr=%s, beta1=%s, beta2=%s, weight_decay=%s, eps=%s,"
                        + " amsgrad=False, maximize=False)")
                .formatted(key, w, g, m, v, steps, n.get(0), n.get(2), n.get(3), n.get(1), n.get(4));
    }
}
