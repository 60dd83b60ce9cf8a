package org.whittle.score.block;

import ai.djl.ndarray.NDManager;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;

/** Networks that classes make. */
public abstract class ProvidedBlocks implements BlockSource {

    private static final long serialVersionUID = 1L;

    /**
     * Who makes the networks of that name.
     *
     * @throws IllegalArgumentException if there is nobody
     */
    protected abstract BlockProvider provider(String name);

    @Override
    public final BroughtBlock open(BroughtNetwork network, InputShape input, NDManager manager) {
        return BroughtBlock.of(provider(network.name()), network, input, manager, true);
    }

    @Override
    public final BroughtBlock fresh(BroughtNetwork network, InputShape input, NDManager manager) {
        return BroughtBlock.of(provider(network.name()), network, input, manager, false);
    }
}
