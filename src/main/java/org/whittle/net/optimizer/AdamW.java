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
    public Formula formula() {
        return new Adam.Fused(true);
    }

    @Override
    public Descent start(Values values, int size) {
        return new Adam.Moments(values, size, true);
    }
}
