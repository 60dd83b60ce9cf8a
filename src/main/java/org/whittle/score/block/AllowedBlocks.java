package org.whittle.score.block;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.List;
import org.whittle.net.BroughtNetwork;

/** Networks that some classes make, which are at hand. They stay where they are. */
final class AllowedBlocks extends ProvidedBlocks {

    private static final long serialVersionUID = 1L;

    private transient List<BlockProvider> allowed;

    AllowedBlocks(List<BlockProvider> allowed) {
        this.allowed = allowed;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        allowed = List.of();
    }

    @Override
    protected BlockProvider provider(BroughtNetwork network) {
        return allowed.stream()
                .filter(one -> one.getClass().getName().equals(network.name()))
                .findFirst()
                .orElseThrow(() -> new UnknownBlockException(
                        network,
                        allowed.stream().map(one -> one.getClass().getName()).toList()));
    }
}
