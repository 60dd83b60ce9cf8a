package org.whittle.net.normalization;

import java.util.List;
import org.whittle.net.setting.Option;

/**
 * A normalization of a layer's units, as data. It has one file, which says all of it but how its passes are computed.
 */
public interface Normalization extends Option {

    /**
     * A number that every unit of the layer has of its own.
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

    /** The fewest rows of a batch that it can be trained with. */
    int fewestRows();
}
