package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** tanh(z) */
public final class Tanh implements Activation {

    @Override
    public String key() {
        return "tanh";
    }

    @Override
    public String meaning() {
        return "tanh(z)";
    }

    @Override
    public double gain() {
        return 1.5925;
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        return new Activated<>(z, of.tanh(z), null);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        return of.difference(1, of.square(a.output()));
    }

    @Override
    public boolean rises() {
        return true;
    }
}
