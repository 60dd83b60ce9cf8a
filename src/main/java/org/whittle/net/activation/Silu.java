package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** zσ(z) */
public final class Silu implements Activation {

    @Override
    public String key() {
        return "silu";
    }

    @Override
    public String meaning() {
        return "zσ(z), σ being the logistic function (Elfwing et al. 2018)";
    }

    @Override
    public double gain() {
        return 1.6765;
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        A sigmoid = of.sigmoid(z);
        return new Activated<>(z, of.product(z, sigmoid), sigmoid);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        return of.subtract(of.sum(a.saved(), a.output()), of.product(a.output(), a.saved()));
    }
}
