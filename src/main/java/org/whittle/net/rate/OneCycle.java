package org.whittle.net.rate;

import org.whittle.net.setting.Values;

/**
 * One cycle (Smith and Topin 2018): from 1/25 of the learning rate up to it over the first three tenths of the steps, then down to
 * a 250,000th, both along half a cosine. PyTorch's {@code OneCycleLR}, with its defaults but for the momentum, which is left alone.
 */
public final class OneCycle implements Schedule {

    /** {@code pct_start} */
    private static final double RISE = 0.3;
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
        return "up from 1/25 of the learning rate, then down to next to nothing, each along half a cosine (Smith and Topin 2018)";
    }

    @Override
    public Curve curve(Values values) {
        return point -> {
            double top = RISE * point.steps() - 1;
            return point.step() < top ? between(FIRST, 1, point.step() / top)
                    : between(1, LAST, Math.min(1, (point.step() - top) / (point.steps() - 1 - top)));
        };
    }

    /** Half a cosine from one factor to another. */
    private static double between(double from, double to, double share) {
        return to + (from - to) / 2 * (1 + StrictMath.cos(Math.PI * share));
    }
}
