package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** max(0, z) */
public final class Relu implements Activation {

    @Override
    public String key() {
        return "relu";
    }

    @Override
    public String meaning() {
        return "max(0, z)";
    }

    @Override
    public double gain() {
        return Math.sqrt(2);
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        return new Activated<>(z, of.relu(z), null);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        return of.sign(a.output());
    }

    @Override
    public <A> A back(Arithmetic<A> of, Activated<A> a, A delta) {
        return of.gate(delta, a.output());
    }

    @Override
    public boolean rises() {
        return true;
    }
}
