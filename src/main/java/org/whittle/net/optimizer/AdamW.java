package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Values;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2): {@link Adam}, but weights are shrunk by ηλ instead of λw being added
 * to the gradient.
 */
public final class AdamW implements TwoMoments {

    @Override
    public String key() {
        return "adamw";
    }

    @Override
    public String meaning() {
        return "Adam with decoupled weight decay (Loshchilov and Hutter 2019)";
    }

    @Override
    public double[] numbers(Values values, double rate, long step) {
        return Adam.numbers(values, rate, step, true);
    }

    @Override
    public void write(
            Lines to, String text, String w, String g, String m, String v, String steps, List<String> n) {
        to.line(Adam.call(key(), w, g, m, v, steps, n));
    }
}
