package org.whittle.net.initial;

import java.util.Optional;
import org.whittle.net.activation.Activation;
import org.whittle.net.setting.Option;

/** Initial weights: uniform in [−a, a]. */
public interface Initialization extends Option {

    /**
     * a
     *
     * @param inputs of the layer
     * @param outputs of the layer
     * @param next the activation that follows; none after the outputs
     */
    double bound(int inputs, int outputs, Optional<Activation> next);
}
