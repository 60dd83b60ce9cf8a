package org.whittle.net.optimizer;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.net.setting.Values;

/**
 * An optimizer at work on a flat array of parameters, with the formulas of {@code torch.optim}.
 *
 * <p>Each formula is one loop that reads and writes every array once. The engine would need a dozen operations, each
 * of which walks all parameters through the cache: on a core this loop is several times faster, the compiler
 * vectorizes it, and, all operations being IEEE single precision in a fixed order, it gives the same bits everywhere.
 * One instance serves one network; nothing in it knows how the gradient came about.
 */
public abstract class Descent {

    private final double clipNorm;
    private final SortedMap<String, float[]> state = new TreeMap<>();
    private long steps;

    protected Descent(Values values) {
        clipNorm = values.of(Optimizer.CLIP_NORM);
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

    /**
     * The formula: one static loop, so that the compiler sees nothing but arrays and numbers.
     *
     * @param scale of the gradient, by clipping
     */
    protected abstract void update(float[] weights, float[] gradient, float scale, double rate);

    /** Steps since the optimizer was fresh, with the one that is being taken. */
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

    /** A state array, at first 0. */
    protected final float[] array(String name, int size) {
        float[] array = new float[size];
        state.put(name, array);
        return array;
    }

    /** The factor of {@code torch.nn.utils.clip_grad_norm_}. */
    private float clipping(float[] gradient) {
        if (clipNorm == 0) {
            return 1;
        }
        return (float) Math.min(1, clipNorm / (norm(gradient) + 1e-6));
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
}
