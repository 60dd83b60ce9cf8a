package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** zΦ(z), Φ being the normal distribution function (not its tanh approximation) */
public final class Gelu implements Activation {

    @Override
    public String key() {
        return "gelu";
    }

    @Override
    public String meaning() {
        return "zΦ(z), Φ being the normal distribution function (Hendrycks and Gimpel 2016)";
    }

    @Override
    public double gain() {
        return 1.5335;
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        A distribution = of.multiply(of.add(of.erf(of.product(z, Math.sqrt(0.5))), 1), 0.5);
        return new Activated<>(z, of.product(z, distribution), distribution);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        A density = of.multiply(of.exponential(of.multiply(of.square(a.input()), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return of.add(of.multiply(density, a.input()), a.saved());
    }

    /** In one operation, which differs from the training's in the last bits. */
    @Override
    public <A> A output(Arithmetic<A> of, A z) {
        return of.gelu(z);
    }
}
