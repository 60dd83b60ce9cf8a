package org.whittle.net.rate;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/**
 * Cosine annealing with warm restarts (Loshchilov and Hutter 2017, SGDR): along half a cosine to the final fraction f, again in
 * every period: f + (1 − f) (1 + cos(π t / T)) / 2, t epochs after the last restart. PyTorch's
 * {@code CosineAnnealingWarmRestarts}.
 */
public final class WarmRestarts implements Schedule {

    @Override
    public String key() {
        return "warm-restarts";
    }

    @Override
    public String meaning() {
        return "annealed along half a cosine to final-fraction in every step-epochs epochs (Loshchilov and Hutter 2017)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(Step.PERIOD, Cosine.FINAL_FRACTION);
    }

    @Override
    public Curve curve(Values values) {
        double period = values.of(Step.PERIOD);
        double last = values.of(Cosine.FINAL_FRACTION);
        return point -> {
            // The quotient of two whole numbers of steps may fall a rounding error short of a whole number.
            double into = point.epochs() - period * Math.floor(point.epochs() / period + 1e-9);
            return last + (1 - last) * (1 + StrictMath.cos(Math.PI * Math.max(0, into) / period)) / 2;
        };
    }
}
