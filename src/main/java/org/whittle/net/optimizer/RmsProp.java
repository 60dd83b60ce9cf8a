package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/** RMSprop (Hinton 2012, lecture 6e): v ← ρv + (1 − ρ)g²; w ← w − ηg / (√v + ε). */
public final class RmsProp implements Optimizer {

    /** ρ, {@code alpha} in PyTorch */
    public static final Setting<Double> RHO = Setting.real("rho", 0, 0.9999999, 0.99,
            "Decay rate of RMSprop's average of squared gradients (ρ)").tuned(0.9, 0.999, Scale.LINEAR).changing();

    @Override
    public String key() {
        return "rmsprop";
    }

    @Override
    public String meaning() {
        return "steps divided by a moving average of the gradient's size (Hinton 2012)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(RHO, EPSILON);
    }

    @Override
    public String second(Values values) {
        return "square_avg";
    }

    @Override
    public double[] numbers(Values values, double rate, long step) {
        return new double[] {-rate, values.of(WEIGHT_DECAY), values.of(RHO),
            1 - values.of(RHO), values.of(EPSILON)};
    }

    /** The engine has no such pass: several, each over one piece. */
    @Override
    public void write(
            Lines to, String text, String w, String g, String m, String v, String steps, List<String> n) {
        to.open("for p in range(len(" + w + ")):");
        // A new tensor: where no gradient is ever written, it must stay 0.
        to.line("d = torch.add(%s[p], %s[p], alpha=%s)".formatted(g, w, n.get(1)));
        to.line("%s[p].mul_(%s).addcmul_(d, d, value=%s)".formatted(v, n.get(2), n.get(3)));
        to.line("%s[p].addcdiv_(d, torch.sqrt(%s[p]).add_(%s), value=%s)".formatted(w, v, n.get(4), n.get(0)));
        to.close();
    }
}
