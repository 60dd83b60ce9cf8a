package org.whittle.net.initial;

import java.util.Optional;
import org.whittle.net.activation.Activation;

/**
 * a = g √(3 / inputs) with the {@linkplain Activation#gain gain} g of the activation that follows, 1 for the outputs:
 * He et al. 2015 for any activation; {@code torch.nn.init.kaiming_uniform_}. For relu it is {@link He}.
 */
public final class VariancePreserving implements Initialization {

    @Override
    public String key() {
        return "variance-preserving";
    }

    @Override
    public String meaning() {
        return "as he, but with the gain of the activation that follows, whichever it is";
    }

    @Override
    public double bound(int inputs, int outputs, Optional<Activation> next) {
        return next.map(Activation::gain).orElse(1.0) * Math.sqrt(3.0 / inputs);
    }
}
