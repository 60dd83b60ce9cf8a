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
    public Formula formula() {
        return new Written();
    }

    @Override
    public Descent start(Values values, int size) {
        return new Running(values, size);
    }

    private static final class Running extends Descent {

        private final float decay;
        private final float epsilon;
        private final float[] sum;

        Running(Values values, int size) {
            super(values);
            decay = values.of(WEIGHT_DECAY).floatValue();
            epsilon = values.of(EPSILON).floatValue();
            sum = array("sum", size);
        }

        @Override
        protected void update(float[] weights, float[] gradient, float scale, double rate) {
            update(weights, gradient, sum, scale, decay, epsilon, (float) rate);
        }

        private static void update(float[] w, float[] g, float[] s, float scale, float decay, float epsilon,
                                   float rate) {
            for (int i = 0; i < w.length; i++) {
                float gi = scale * g[i] + decay * w[i];
                float si = s[i] + gi * gi;
                s[i] = si;
                w[i] -= rate * gi / ((float) Math.sqrt(si) + epsilon);
            }
        }
    }

    private static final class Written implements Formula {

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
                Lines to, Values values, String w, String g, String m, String v, String steps, List<String> n) {
            to.line(
                    ("torch._fused_adagrad_(%s, %s, %s, %s, lr=%s, lr_decay=0.0, weight_decay=%s, eps=%s, "
                            + "maximize=False)")
                            .formatted(w, g, v, steps, n.get(0), n.get(1), n.get(2)));
        }
    }
}
