package org.whittle.train.descent;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gradient descent on a flat array of parameters, with the formulas of {@code torch.optim}.
 *
 * <p>Each formula is one loop that reads and writes every array once. The engine would need a dozen operations, each
 * of which walks all parameters through the cache: on a core this loop is several times faster, the compiler
 * vectorizes it, and, all operations being IEEE single precision in a fixed order, it gives the same bits everywhere.
 * One instance serves one network; nothing in it knows how the gradient came about.
 */
public abstract sealed class Optimizer {

    private final OptimizerSettings settings;
    private final SortedMap<String, float[]> state = new TreeMap<>();
    private long steps;

    private Optimizer(OptimizerSettings settings) {
        this.settings = settings;
    }

    /**
     * Descends one step.
     *
     * @param weights updated in place
     * @param gradient of the mean loss of a batch; same length; not changed
     * @param rate learning rate of this step
     */
    public final void step(float[] weights, float[] gradient, double rate) {
        steps++;
        update(weights, gradient, clipping(gradient), rate);
    }

    abstract void update(float[] weights, float[] gradient, float scale, double rate);

    /** Steps since the optimizer was fresh. */
    public final long steps() {
        return steps;
    }

    /** The arrays that go into a checkpoint, by PyTorch's names; each as long as the parameters. */
    public final SortedMap<String, float[]> state() {
        return Collections.unmodifiableSortedMap(state);
    }

    /**
     * Goes on from a checkpoint.
     *
     * @throws IllegalArgumentException if these are not this optimizer's arrays
     */
    public final void restore(long steps, SortedMap<String, float[]> saved) {
        if (!saved.keySet().equals(state.keySet())) {
            throw new IllegalArgumentException("The optimizer's state is %s instead of %s"
                    .formatted(saved.keySet(), state.keySet()));
        }
        this.steps = steps;
        state.forEach((name, array) -> System.arraycopy(saved.get(name), 0, array, 0, array.length));
    }

    final float[] array(String name, int size) {
        float[] array = new float[size];
        state.put(name, array);
        return array;
    }

    /** The factor of {@code torch.nn.utils.clip_grad_norm_}. */
    private float clipping(float[] gradient) {
        if (settings.clipNorm() == 0) {
            return 1;
        }
        return (float) Math.min(1, settings.clipNorm() / (norm(gradient) + 1e-6));
    }

    // Four sums instead of one, because each addition would wait for the one before.
    private static double norm(float[] x) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < x.length; i += 4) {
            a += (double) x[i] * x[i];
            b += (double) x[i + 1] * x[i + 1];
            c += (double) x[i + 2] * x[i + 2];
            d += (double) x[i + 3] * x[i + 3];
        }
        for (; i < x.length; i++) {
            a += (double) x[i] * x[i];
        }
        return Math.sqrt(a + b + c + d);
    }

    /** Stochastic gradient descent: b ← μb + g; w ← w − ηb, or with Nesterov w ← w − η(g + μb). */
    static final class Sgd extends Optimizer {

        private final float momentum;
        private final boolean nesterov;
        private final float decay;
        private final float[] buffer;

        Sgd(OptimizerSettings settings, int size) {
            super(settings);
            momentum = (float) settings.momentum();
            nesterov = settings.nesterov();
            decay = (float) settings.weightDecay();
            buffer = momentum > 0 ? array("momentum_buffer", size) : null;
        }

        @Override
        void update(float[] weights, float[] gradient, float scale, double rate) {
            if (buffer == null) {
                plain(weights, gradient, scale, decay, (float) rate);
            } else if (nesterov) {
                ahead(weights, gradient, buffer, scale, decay, momentum, (float) rate);
            } else {
                heavy(weights, gradient, buffer, scale, decay, momentum, (float) rate);
            }
        }

        private static void plain(float[] w, float[] g, float scale, float decay, float rate) {
            for (int i = 0; i < w.length; i++) {
                w[i] -= rate * (scale * g[i] + decay * w[i]);
            }
        }

        private static void heavy(float[] w, float[] g, float[] b, float scale, float decay, float mu, float rate) {
            for (int i = 0; i < w.length; i++) {
                float bi = mu * b[i] + (scale * g[i] + decay * w[i]);
                b[i] = bi;
                w[i] -= rate * bi;
            }
        }

        private static void ahead(float[] w, float[] g, float[] b, float scale, float decay, float mu, float rate) {
            for (int i = 0; i < w.length; i++) {
                float gi = scale * g[i] + decay * w[i];
                float bi = mu * b[i] + gi;
                b[i] = bi;
                w[i] -= rate * (gi + mu * bi);
            }
        }
    }

    /**
     * Adam (Kingma and Ba 2015, algorithm 1), and AdamW (Loshchilov and Hutter 2019, algorithm 2), which shrinks the
     * weights by ηλ instead of adding λw to the gradient.
     */
    static final class Adam extends Optimizer {

        private final OptimizerSettings settings;
        private final float[] first;
        private final float[] second;

        Adam(OptimizerSettings settings, int size) {
            super(settings);
            this.settings = settings;
            first = array("exp_avg", size);
            second = array("exp_avg_sq", size);
        }

        @Override
        void update(float[] weights, float[] gradient, float scale, double rate) {
            boolean decoupled = settings.kind() == OptimizerSettings.Kind.ADAMW;
            double firstCorrection = 1 - StrictMath.pow(settings.beta1(), steps());
            double secondCorrection = 1 - StrictMath.pow(settings.beta2(), steps());
            update(weights, gradient, first, second, scale, (float) (decoupled ? 0 : settings.weightDecay()),
                    (float) (decoupled ? 1 - rate * settings.weightDecay() : 1), (float) settings.beta1(),
                    (float) (1 - settings.beta1()), (float) settings.beta2(), (float) (1 - settings.beta2()),
                    (float) (rate / firstCorrection), (float) (1 / Math.sqrt(secondCorrection)),
                    (float) settings.epsilon());
        }

        private static void update(float[] w, float[] g, float[] m, float[] v, float scale, float decay, float shrink,
                                   float beta1, float rest1, float beta2, float rest2, float rate, float correction,
                                   float epsilon) {
            for (int i = 0; i < w.length; i++) {
                float gi = scale * g[i] + decay * w[i];
                float mi = beta1 * m[i] + rest1 * gi;
                float vi = beta2 * v[i] + rest2 * gi * gi;
                m[i] = mi;
                v[i] = vi;
                w[i] = shrink * w[i] - rate * mi / ((float) Math.sqrt(vi) * correction + epsilon);
            }
        }
    }

    /** RMSprop (Hinton 2012, lecture 6e): v ← ρv + (1 − ρ)g²; w ← w − ηg / (√v + ε). */
    static final class RmsProp extends Optimizer {

        private final OptimizerSettings settings;
        private final float[] square;

        RmsProp(OptimizerSettings settings, int size) {
            super(settings);
            this.settings = settings;
            square = array("square_avg", size);
        }

        @Override
        void update(float[] weights, float[] gradient, float scale, double rate) {
            update(weights, gradient, square, scale, (float) settings.weightDecay(), (float) settings.rho(),
                    (float) (1 - settings.rho()), (float) settings.epsilon(), (float) rate);
        }

        private static void update(float[] w, float[] g, float[] v, float scale, float decay, float rho, float rest,
                                   float epsilon, float rate) {
            for (int i = 0; i < w.length; i++) {
                float gi = scale * g[i] + decay * w[i];
                float vi = rho * v[i] + rest * gi * gi;
                v[i] = vi;
                w[i] -= rate * gi / ((float) Math.sqrt(vi) + epsilon);
            }
        }
    }

    /** Adagrad (Duchi, Hazan and Singer 2011): s ← s + g²; w ← w − ηg / (√s + ε). */
    static final class Adagrad extends Optimizer {

        private final OptimizerSettings settings;
        private final float[] sum;

        Adagrad(OptimizerSettings settings, int size) {
            super(settings);
            this.settings = settings;
            sum = array("sum", size);
        }

        @Override
        void update(float[] weights, float[] gradient, float scale, double rate) {
            update(weights, gradient, sum, scale, (float) settings.weightDecay(), (float) settings.epsilon(),
                    (float) rate);
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
