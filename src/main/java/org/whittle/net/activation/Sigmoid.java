package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** σ(z) = 1 / (1 + exp(−z)) */
public final class Sigmoid implements Activation {

    @Override
    public String key() {
        return "sigmoid";
    }

    @Override
    public String meaning() {
        return "1 / (1 + exp(−z))";
    }

    @Override
    public double gain() {
        return 1.8462;
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        return new Activated<>(z, of.sigmoid(z), null);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        return of.difference(a.output(), of.square(a.output()));
    }

    @Override
    public boolean zeroAtZero() {
        return false;
    }

    @Override
    public boolean rises() {
        return true;
    }
}
