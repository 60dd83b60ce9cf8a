package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/** Stochastic gradient descent: b ← μb + g; w ← w − ηb, or with Nesterov w ← w − η(g + μb). */
public final class Sgd implements Optimizer {

    /** μ */
    public static final Setting<Double> MOMENTUM = Setting.real("momentum", 0, 0.9999, 0.9,
            "Momentum μ of stochastic gradient descent").tuned(0, 0.99, Scale.LINEAR).changing();

    /** Without effect if momentum is 0. */
    public static final Setting<Boolean> NESTEROV = Setting.flag("nesterov", false,
            "Whether momentum is Nesterov's: the gradient is taken ahead of the step");

    private static final String PLAIN = "sgd";
    private static final String WITH_MOMENTUM = "sgd with momentum";
    private static final String WITH_NESTEROV = "sgd with Nesterov's momentum";

    @Override
    public String key() {
        return "sgd";
    }

    @Override
    public String meaning() {
        return "stochastic gradient descent, with momentum (Sutskever et al. 2013)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(MOMENTUM, NESTEROV);
    }

    @Override
    public String first(Values values) {
        return values.of(MOMENTUM) > 0 ? "momentum_buffer" : null;
    }

    @Override
    public double[] numbers(Values values, double rate, long step) {
        return new double[] {rate, values.of(WEIGHT_DECAY), values.of(MOMENTUM)};
    }

    @Override
    public List<String> texts() {
        return List.of(PLAIN, WITH_MOMENTUM, WITH_NESTEROV);
    }

    @Override
    public String text(Values values) {
        return first(values) == null ? PLAIN : values.of(NESTEROV) ? WITH_NESTEROV : WITH_MOMENTUM;
    }

    @Override
    public void write(
            Lines to, String text, String w, String g, String m, String v, String steps, List<String> n) {
        to.line(("torch._fused_sgd_(%s, %s, %s, weight_decay=%s, momentum=%s, lr=%s, dampening=0.0, nesterov=%s,"
                + " maximize=False, is_first_step=False)").formatted(w, g, text.equals(PLAIN) ? "none" : m, n.get(1),
                n.get(2), n.get(0), text.equals(WITH_NESTEROV) ? "True" : "False"));
    }
}
