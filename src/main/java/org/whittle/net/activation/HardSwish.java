package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** z min(6, max(0, z + 3)) / 6; its derivative is 0 up to −3, 1 from 3 on, and z / 3 + 1 / 2 between */
public final class HardSwish implements Activation {

    @Override
    public String key() {
        return "hard-swish";
    }

    @Override
    public String meaning() {
        return "z min(6, max(0, z + 3)) / 6, a silu of straight lines (Howard et al. 2019)";
    }

    @Override
    public double gain() {
        return 1.7367;
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        A gate = of.multiply(of.minimum(of.maximum(of.sum(z, 3), 0), 6), 1.0 / 6);
        return new Activated<>(z, of.product(z, gate), gate);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        A gate = a.saved();
        A between = of.multiply(of.positive(gate), of.positive(of.difference(1, gate)));
        return of.add(of.multiply(of.multiply(between, a.input()), 1.0 / 6), gate);
    }
}
