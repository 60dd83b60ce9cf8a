package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Values;

/**
 * Rectified Adam (Liu et al. 2020, algorithm 2; {@code torch.optim.RAdam}): the step is divided by the gradient's size
 * only once enough of it has been seen for its variance to be finite, and is shortened as long as it is large. With
 * ρ∞ = 2 / (1 − β₂) − 1 and ρ = ρ∞ − 2tβ₂ᵗ / (1 − β₂ᵗ): w ← w − η m̂ while ρ ≤ 5, and then
 * w ← w − η r m̂ √(1 − β₂ᵗ) / (√v + ε), r² = (ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ).
 */
public final class RAdam implements TwoMoments {

    private static final double FEWEST = 5;

    @Override
    public String key() {
        return "radam";
    }

    @Override
    public String meaning() {
        return "Adam that warms up by itself, as the variance of its steps becomes known (Liu et al. 2020)";
    }

    /**
     * What a step is multiplied by.
     *
     * @param rectified whether enough was seen of the second moment to divide by it
     */
    private record Step(double length, boolean rectified) {

        /** @param step from 1, since the optimizer was fresh */
        static Step of(double beta1, double beta2, double rate, long step) {
            double power = StrictMath.pow(beta2, step);
            double most = 2 / (1 - beta2) - 1;
            double seen = most - 2 * step * power / (1 - power);
            double length = rate / (1 - StrictMath.pow(beta1, step));
            boolean rectified = seen > FEWEST;
            if (rectified) {
                length *= Math.sqrt((seen - 4) * (seen - 2) * most / ((most - 4) * (most - 2) * seen) * (1 - power));
            }
            return new Step(length, rectified);
        }
    }

    @Override
    public double[] numbers(Values values, double rate, long step) {
        double beta1 = values.of(Adam.BETA1);
        double beta2 = values.of(Adam.BETA2);
        Step corrected = Step.of(beta1, beta2, rate, step);
        return new double[] {
            -corrected.length,
            values.of(WEIGHT_DECAY),
            1 - beta1,
            beta2,
            1 - beta2,
            corrected.rectified ? 1 : 0,
            corrected.rectified ? values.of(EPSILON) : 1
        };
    }

    /** While it is not rectified, nothing is divided by: the root counts by 0, and 1 is added. */
    @Override
    public void write(
            Lines to, String text, String w, String g, String m, String v, String steps, List<String> n) {
        to.open("for p in range(len(" + w + ")):");
        to.line("d = torch.add(%s[p], %s[p], alpha=%s)".formatted(g, w, n.get(1)));
        to.line("%s[p].lerp_(d, %s)".formatted(m, n.get(2)));
        to.line("%s[p].mul_(%s).addcmul_(d, d, value=%s)".formatted(v, n.get(3), n.get(4)));
        to.line("%s[p].addcdiv_(%s[p], torch.sqrt(%s[p]).mul_(%s).add_(%s), value=%s)".formatted(w, m, v, n.get(5),
                n.get(6), n.get(0)));
        to.close();
    }
}
