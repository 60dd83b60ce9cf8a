package org.whittle.net.rate;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/**
 * Cosine annealing with warm restarts (Loshchilov and Hutter 2017, SGDR): along half a cosine to the final fraction f,
 * again in every period T: f + (1 − f) (1 + cos(π t / T)) / 2, t epochs after the last restart. PyTorch's
 * {@code CosineAnnealingWarmRestarts}.
 */
public final class WarmRestarts implements Schedule {

    /** {@code T_mult} */
    public static final Setting<Integer> GROWTH = Setting.whole("restart-factor", 1, 100, 1,
            "Factor by which the period grows with every warm restart").tuned(1, 2);

    @Override
    public String key() {
        return "warm-restarts";
    }

    @Override
    public String meaning() {
        return "annealed along half a cosine to final-fraction in every step-epochs epochs (Loshchilov and Hutter "
                + "2017)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(Step.PERIOD, GROWTH, Cosine.FINAL_FRACTION);
    }

    @Override
    public Curve curve(Values values) {
        double period = values.of(Step.PERIOD);
        int growth = values.of(GROWTH);
        double last = values.of(Cosine.FINAL_FRACTION);
        return point -> last + (1 - last) * (1 + StrictMath.cos(Math.PI * share(point.epochs(), period, growth))) / 2;
    }

    /** How much of its period has passed, from 0 to 1. */
    private static double share(double epochs, double first, int growth) {
        // The quotient of two whole numbers of steps may fall a rounding error short of a whole number.
        double slack = 1e-9;
        double start = growth == 1 ? first * Math.floor(epochs / first + slack) : 0;
        double period = first;
        while (growth > 1 && epochs - start >= period * (1 - slack)) {
            start += period;
            period *= growth;
        }
        return Math.max(0, epochs - start) / period;
    }
}
