package org.whittle.net.initial;

import java.util.Optional;
import org.whittle.net.activation.Activation;

/**
 * a = √(6 / inputs) in hidden layers: He et al. 2015, {@code torch.nn.init.kaiming_uniform_(nonlinearity="relu")};
 * a = √(3 / inputs) in the output layer, which has no rectifier to make up for: {@code nonlinearity="linear"}.
 */
public final class He implements Initialization {

    @Override
    public String key() {
        return "he";
    }

    @Override
    public String meaning() {
        return "for relu and its kin: keeps the variance of activations from layer to layer (He et al. 2015)";
    }

    @Override
    public double bound(int inputs, int outputs, Optional<Activation> next) {
        return Math.sqrt((next.isPresent() ? 6.0 : 3.0) / inputs);
    }
}
