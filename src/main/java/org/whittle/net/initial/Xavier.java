package org.whittle.net.initial;

import java.util.Optional;
import org.whittle.net.activation.Activation;

/** a = √(6 / (inputs + outputs)) in all layers: Glorot and Bengio 2010; {@code torch.nn.init.xavier_uniform_}. */
public final class Xavier implements Initialization {

    @Override
    public String key() {
        return "xavier";
    }

    @Override
    public String meaning() {
        return "for tanh and sigmoid: between keeping the variance of activations and of gradients (Glorot and Bengio "
                + "2010)";
    }

    @Override
    public double bound(int inputs, int outputs, Optional<Activation> next) {
        return Math.sqrt(6.0 / ((double) inputs + outputs));
    }
}
