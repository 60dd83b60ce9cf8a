package org.whittle.score.block;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;

/** Who makes networks that users bring. */
public interface BlockSource extends Serializable {

    /**
     * A network whose numbers are still to be loaded. Draws from no generator.
     *
     * @param manager owns its native memory
     * @throws IllegalArgumentException if there is no such network
     * @throws IOException if it cannot be read
     */
    BroughtBlock open(BroughtNetwork network, InputShape input, NDManager manager) throws IOException;

    /**
     * A network with the numbers that it begins with. May draw from the engine's generator.
     *
     * @see #open
     */
    BroughtBlock fresh(BroughtNetwork network, InputShape input, NDManager manager) throws IOException;

    /**
     * Makes networks by classes of the caller's choice, and by no others: what a model's directory names is looked up
     * among them, and never loaded.
     */
    static BlockSource of(List<? extends BlockProvider> allowed) {
        return new AllowedBlocks(List.copyOf(allowed));
    }
}
