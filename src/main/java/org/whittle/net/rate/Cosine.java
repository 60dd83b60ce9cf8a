package org.whittle.net.rate;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/**
 * f + (1 − f) (1 + cos(π u / U)) / 2 with the final fraction f (Loshchilov and Hutter 2017, without restarts):
 * PyTorch's {@code CosineAnnealingLR}.
 */
public final class Cosine implements Schedule {

    /** f */
    public static final Setting<Double> FINAL_FRACTION = Setting.real(
                    "final-fraction",
                    0,
                    1,
                    0.0,
                    "Final learning rate of an annealing schedule, as a fraction of the initial one")
            .tuned(0, 0.1, Scale.LINEAR);

    @Override
    public String key() {
        return "cosine";
    }

    @Override
    public String meaning() {
        return "annealed along half a cosine to final-fraction at search.max-epochs (Loshchilov and Hutter 2017)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(FINAL_FRACTION);
    }

    @Override
    public Curve curve(Values values) {
        double last = values.of(FINAL_FRACTION);
        return point -> {
            double height = (1 + StrictMath.cos(Math.PI * Math.min(1, point.epochs() / point.left()))) / 2;
            return last + (1 - last) * height;
        };
    }
}
