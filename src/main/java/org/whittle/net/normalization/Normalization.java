package org.whittle.net.normalization;

import java.util.List;
import java.util.Optional;
import org.whittle.net.setting.Option;

/**
 * A normalization of a layer's units, as data. It has one file, which says all of it but how its passes are computed.
 */
public interface Normalization extends Option {

    /**
     * A number that every unit of the layer, or channel of an image, has of its own.
     *
     * @param name PyTorch's, for instance {@code running_mean}
     * @param fresh its value before any training
     */
    record Part(String name, float fresh) {
    }

    /** What the optimizer trains, in the order in which it is stored. */
    List<Part> trained();

    /** What training keeps beside, for inference, in the order in which it is stored. */
    List<Part> statistics();

    /**
     * Why a layer cannot have it, as a sentence without its end; nothing if it can.
     *
     * @param channels of an image, or numbers of a vector
     */
    default Optional<String> misfit(int channels) {
        return Optional.empty();
    }

    /** The fewest rows of a batch that it can be trained with. */
    int fewestRows();
}
