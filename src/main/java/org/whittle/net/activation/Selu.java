package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** λz above 0, else λα(exp(z) − 1), with λ and α of Klambauer et al. 2017 */
public final class Selu implements Activation {

    private static final double LAMBDA = 1.0507009873554805;
    private static final double ALPHA = 1.6732632423543772;

    @Override
    public String key() {
        return "selu";
    }

    @Override
    public String meaning() {
        return "elu scaled so that activations normalize themselves (Klambauer et al. 2017)";
    }

    @Override
    public double gain() {
        return 1;
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        return new Activated<>(z, of.selu(z), null);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        return of.add(of.add(of.minimum(a.output(), 0), LAMBDA * ALPHA),
                of.multiply(of.positive(a.input()), LAMBDA * (1 - ALPHA)));
    }

    @Override
    public boolean rises() {
        return true;
    }
}
