package org.whittle.net.rate;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/**
 * One cycle (Smith and Topin 2018): from 1/25 of the learning rate up to it over the first of the steps, then down to a
 * 250,000th, both along half a cosine. PyTorch's {@code OneCycleLR}, with its defaults but for the momentum, which is
 * left alone.
 */
public final class OneCycle implements Schedule {

    /** {@code pct_start} */
    public static final Setting<Double> RISE = Setting.real(
                    "rise-fraction",
                    0,
                    0.99,
                    0.3,
                    "Fraction of the steps in which a one-cycle schedule raises the learning rate")
            .tuned(0.1, 0.5, Scale.LINEAR);

    /** 1 over {@code div_factor} */
    private static final double FIRST = 1 / 25.0;
    /** The first over {@code final_div_factor} */
    private static final double LAST = FIRST / 1e4;

    @Override
    public String key() {
        return "one-cycle";
    }

    @Override
    public String meaning() {
        return "up from 1/25 of the learning rate, then down to next to nothing, each along half a cosine (Smith and "
                + "Topin 2018)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(RISE);
    }

    @Override
    public Curve curve(Values values) {
        double rise = values.of(RISE);
        return point -> {
            double top = rise * point.steps() - 1;
            return point.step() < top ? between(FIRST, 1, point.step() / top)
                    : between(1, LAST, Math.min(1, (point.step() - top) / (point.steps() - 1 - top)));
        };
    }

    /** Half a cosine from one factor to another. */
    private static double between(double from, double to, double share) {
        return to + (from - to) / 2 * (1 + StrictMath.cos(Math.PI * share));
    }
}
