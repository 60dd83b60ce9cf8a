package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** z tanh(log(1 + exp(z))) */
public final class Mish implements Activation {

    @Override
    public String key() {
        return "mish";
    }

    @Override
    public String meaning() {
        return "z tanh(log(1 + exp(z))) (Misra 2020)";
    }

    @Override
    public double gain() {
        return 1.4868;
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        A gate = of.tanh(of.softplus(z));
        return new Activated<>(z, of.product(z, gate), gate);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        A slope = of.difference(1, of.square(a.saved()));
        return of.add(of.multiply(of.multiply(slope, a.input()), of.sigmoid(a.input())), a.saved());
    }
}
