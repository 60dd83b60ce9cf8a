package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/** Adagrad (Duchi, Hazan and Singer 2011): s ← s + g²; w ← w − ηg / (√s + ε). */
public final class Adagrad implements Optimizer {

    @Override
    public String key() {
        return "adagrad";
    }

    @Override
    public String meaning() {
        return "steps divided by the size of all gradients so far (Duchi et al. 2011)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(EPSILON);
    }

    @Override
    public String second(Values values) {
        return "sum";
    }

    @Override
    public double[] numbers(Values values, double rate, long step) {
        return new double[] {rate, values.of(WEIGHT_DECAY), values.of(EPSILON)};
    }

    @Override
    public void write(
            Lines to, String text, String w, String g, String m, String v, String steps, List<String> n) {
        to.line(
                ("torch._fused_adagrad_(%s, %s, %s, %s, lr=%s, lr_decay=0.0, weight_decay=%s, eps=%s, "
                        + "maximize=False)")
                        .formatted(w, g, v, steps, n.get(0), n.get(1), n.get(2)));
    }
}
