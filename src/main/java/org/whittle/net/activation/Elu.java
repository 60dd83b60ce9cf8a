package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** z above 0, else exp(z) − 1 */
public final class Elu implements Activation {

    @Override
    public String key() {
        return "elu";
    }

    @Override
    public String meaning() {
        return "z above 0, else exp(z) − 1 (Clevert et al. 2016)";
    }

    @Override
    public double gain() {
        return 1.2452;
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        return new Activated<>(z, of.elu(z), null);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        return of.add(of.minimum(a.output(), 0), 1);
    }

    @Override
    public boolean rises() {
        return true;
    }
}
