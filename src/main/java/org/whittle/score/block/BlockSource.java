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
     * The network with its numbers as a file that others load without Whittle; empty if there is no such file of what
     * it was brought as.
     *
     * @param parameters as {@link org.whittle.net.ParameterLayout#trained} lays them out
     * @param statistics as {@link org.whittle.net.ParameterLayout#statistics} lays them out
     */
    default byte[] exported(BroughtNetwork network, InputShape input, float[] parameters, float[] statistics,
                            NDManager manager) throws IOException {
        return new byte[0];
    }

    /**
     * Makes networks by classes of the caller's choice, and by no others: what a model's directory names is looked up
     * among them, and never loaded.
     */
    static BlockSource of(List<? extends BlockProvider> allowed) {
        return new AllowedBlocks(List.copyOf(allowed));
    }

    /**
     * The network of a module that the caller has, and of no other: a module is code.
     *
     * @param module content of the file that a study was given
     */
    static BlockSource ofModule(byte[] module) {
        return new GivenModule(module.clone());
    }
}
