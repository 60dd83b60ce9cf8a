package org.whittle.train.program;

import java.util.ArrayList;
import java.util.List;
import org.whittle.net.Layer;
import org.whittle.net.Pooling;
import org.whittle.net.normalization.BatchNorm;

/** In which order a network's layers are computed, and what of them need not be. */
final class LayerOrder {

    private LayerOrder() {
    }

    /**
     * The same layers with every largest-of pool before an activation that never falls: the largest of the activated is
     * the activated largest, of which there are fewer to compute.
     */
    static List<Layer> of(List<Layer> layers) {
        List<Layer> ordered = new ArrayList<>(layers);
        for (int i = 1; i < ordered.size(); i++) {
            for (int j = i; j > 0 && takesLargest(ordered.get(j))
                    && ordered.get(j - 1) instanceof Layer.Activate activate && activate.function().rises(); j--) {
                ordered.set(j - 1, ordered.set(j, ordered.get(j - 1)));
            }
        }
        return ordered;
    }

    private static boolean takesLargest(Layer layer) {
        return layer instanceof Layer.Pool pool && pool.by() == Pooling.MAX
                || layer instanceof Layer.GlobalPool global && global.by() == Pooling.MAX;
    }

    /**
     * Whether batch normalization takes out again what a bias adds at the end of the first layers: its gradient is 0.
     * Computed, it would be rounding noise, which an optimizer that divides by the gradient's size would take for a
     * signal.
     *
     * @param rest the layers behind
     * @param otherwise what is so where these end
     */
    static boolean takesBiasOut(List<Layer> rest, boolean otherwise) {
        for (Layer layer : rest) {
            if (layer instanceof Layer.Normalize normalize) {
                return normalize.by() instanceof BatchNorm;
            }
            if (!(layer instanceof Layer.Pool || layer instanceof Layer.GlobalPool)) {
                return false;
            }
        }
        return otherwise;
    }
}
