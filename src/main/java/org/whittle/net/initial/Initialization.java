package org.whittle.net.initial;

import org.whittle.net.setting.Option;

/** Initial weights: uniform in [−a, a]. */
public interface Initialization extends Option {

    /**
     * a
     *
     * @param inputs of the layer
     * @param outputs of the layer
     * @param hidden whether an activation follows
     */
    double bound(int inputs, int outputs, boolean hidden);
}
