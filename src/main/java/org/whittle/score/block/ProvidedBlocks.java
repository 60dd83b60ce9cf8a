package org.whittle.score.block;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;

/** Networks that classes make. */
public abstract class ProvidedBlocks implements BlockSource {

    private static final long serialVersionUID = 1L;

    /**
     * Who makes such networks.
     *
     * @throws IllegalArgumentException if there is nobody
     */
    protected abstract BlockProvider provider(BroughtNetwork network);

    private BlockProvider known(BroughtNetwork network) {
        if (network.origin() != BroughtNetwork.Origin.BLOCK) {
            throw new UnknownBlockException(network, List.of());
        }
        return provider(network);
    }

    @Override
    public final BroughtBlock open(BroughtNetwork network, InputShape input, NDManager manager) {
        return BroughtBlock.of(known(network), network, input, manager, true);
    }

    @Override
    public final BroughtBlock fresh(BroughtNetwork network, InputShape input, NDManager manager) {
        return BroughtBlock.of(known(network), network, input, manager, false);
    }
}
