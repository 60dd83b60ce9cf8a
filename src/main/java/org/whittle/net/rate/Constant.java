package org.whittle.net.rate;

import org.whittle.net.setting.Values;

/** The factor is 1. */
public final class Constant implements Schedule {

    @Override
    public String key() {
        return "constant";
    }

    @Override
    public String meaning() {
        return "the same learning rate throughout";
    }

    @Override
    public Curve curve(Values values) {
        return point -> 1;
    }
}
