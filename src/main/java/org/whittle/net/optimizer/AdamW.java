package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2): {@link Adam}, but weights are shrunk by ηλ instead of λw being added
 * to the gradient.
 */
public final class AdamW implements Optimizer {

    @Override
    public String key() {
        return "adamw";
    }

    @Override
    public String meaning() {
        return "Adam with decoupled weight decay (Loshchilov and Hutter 2019)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(Adam.BETA1, Adam.BETA2, EPSILON);
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
        return Adam.numbers(values, rate, step, true);
    }

    @Override
    public void write(
            Lines to, Values values, String w, String g, String m, String v, String steps, List<String> n) {
        to.line(Adam.call(key(), w, g, m, v, steps, n));
    }
}
