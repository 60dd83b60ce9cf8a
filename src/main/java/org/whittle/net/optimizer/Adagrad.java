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
}
