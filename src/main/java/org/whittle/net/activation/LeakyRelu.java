package org.whittle.net.activation;

import org.whittle.net.array.Arithmetic;

/** z above 0, else z / 100 */
public final class LeakyRelu implements Activation {

    private static final double LEAK = 0.01f;

    @Override
    public String key() {
        return "leaky-relu";
    }

    @Override
    public String meaning() {
        return "z above 0, else z / 100";
    }

    @Override
    public double gain() {
        return Math.sqrt(2 / (1 + LEAK * LEAK));
    }

    @Override
    public <A> Activated<A> apply(Arithmetic<A> of, A z) {
        return new Activated<>(z, of.leakyRelu(z, LEAK), null);
    }

    @Override
    public <A> A derivative(Arithmetic<A> of, Activated<A> a) {
        return of.add(of.multiply(of.positive(a.input()), 1 - (float) LEAK), LEAK);
    }

    @Override
    public boolean rises() {
        return true;
    }
}
