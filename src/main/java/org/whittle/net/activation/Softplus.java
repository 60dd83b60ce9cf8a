package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** log(1 + exp(z)); its derivative is σ(z) */
public final class Softplus implements Activation {

    @Override
    public String key() {
        return "softplus";
    }

    @Override
    public String meaning() {
        return "log(1 + exp(z)), a smooth relu (Dugas et al. 2001)";
    }

    @Override
    public double gain() {
        return 1.0419;
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        return new Activated<>(z, of.softplus(z), null);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        return of.sigmoid(a.input());
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
