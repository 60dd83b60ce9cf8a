package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/**
 * Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", algorithm 2):
 * w ← (1 − ηλ)w − η sign(β₁m + (1 − β₁)g); m ← β₂m + (1 − β₂)g. Every weight moves by the same length, so learning
 * rates are three to ten times smaller than Adam's, and its β₂ is 0.99 in the paper.
 */
public final class Lion implements Optimizer {

    @Override
    public String key() {
        return "lion";
    }

    @Override
    public String meaning() {
        return "the sign of an interpolated momentum, with decoupled weight decay (Chen et al. 2023)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(Adam.BETA1, Adam.BETA2);
    }

    @Override
    public String first(Values values) {
        return "exp_avg";
    }

    @Override
    public double[] numbers(Values values, double rate, long step) {
        return new double[] {-rate, 1 - rate * values.of(WEIGHT_DECAY), 1 - values.of(Adam.BETA1),
            1 - values.of(Adam.BETA2)};
    }

    /** The engine has no such pass: several, each over one piece. */
    @Override
    public void write(
            Lines to, String text, String w, String g, String m, String v, String steps, List<String> n) {
        to.open("for p in range(len(" + w + ")):");
        to.line("ahead = torch.lerp(%s[p], %s[p], %s).sign_()".formatted(m, g, n.get(2)));
        to.line("%s[p].mul_(%s).add_(ahead, alpha=%s)".formatted(w, n.get(1), n.get(0)));
        to.line("%s[p].lerp_(%s[p], %s)".formatted(m, g, n.get(3)));
        to.close();
    }
}
