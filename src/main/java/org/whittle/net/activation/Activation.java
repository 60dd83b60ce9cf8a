package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;
import org.whittle.net.setting.Option;

/**
 * What a hidden layer makes of its linear map.
 *
 * <p>Derivatives are written out, because DJL's gradient collector serves one thread of a JVM at a time. They are
 * products of the input z, the output, and what the forward pass had to compute anyway.
 */
public interface Activation extends Option {

    /**
     * A layer's activation.
     *
     * @param input z
     * @param saved an intermediate result that the derivative needs; {@code null} if none
     */
    record Activated<A>(A input, A output, A saved) {
    }

    /** The output, and what the derivative needs beside. */
    <A> Activated<A> apply(Arithmetic<A> of, A z);

    /** The derivative of the output by the input, element by element; a new array. */
    <A> A derivative(Arithmetic<A> of, Activated<A> activated);

    /** Takes a gradient by the output to that by the input: {@code delta} is changed, and returned. */
    default <A> A back(Arithmetic<A> of, Activated<A> activated, A delta) {
        return of.multiply(delta, derivative(of, activated));
    }

    /** The output alone, as a network is exported. */
    default <A> A output(Arithmetic<A> of, A z) {
        return apply(of, z).output();
    }

    /**
     * How much larger than for the identity weights are to be, so that activations keep their size from layer to layer:
     * 1 over the root of the mean of f(z)² for a standard normal z (He et al. 2015, equation 10;
     * {@code torch.nn.init.calculate_gain} has rounder numbers for some).
     */
    double gain();

    /**
     * Whether it is 0 at 0. If so, a unit that a cohort pads a layer with, whose incoming weights are 0, has nothing to
     * give, so that its outgoing weights, which are 0 too, have no gradient: it stays absent. If not, padded units are
     * masked.
     */
    default boolean zeroAtZero() {
        return true;
    }

    /** Whether it never falls, so that the largest of what it gives is what it gives for the largest. */
    default boolean rises() {
        return false;
    }
}
