package org.whittle.train.brought;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.whittle.net.BroughtNetwork;
import org.whittle.score.block.BlockProvider;
import org.whittle.score.block.ProvidedBlocks;
import org.whittle.score.block.UnknownBlockException;
import org.whittle.work.Providers;

/** Networks of classes that a study file or a command names, from the jars that were shipped. */
public final class JarBlocks extends ProvidedBlocks {

    private static final long serialVersionUID = 1L;

    private final TreeSet<String> allowed;

    /** @param allowed names of the classes; no other is loaded */
    public JarBlocks(Collection<String> allowed) {
        this.allowed = new TreeSet<>(allowed);
    }

    @Override
    protected BlockProvider provider(BroughtNetwork network) {
        String name = network.name();
        if (!allowed.contains(name)) {
            throw new UnknownBlockException(network, List.copyOf(allowed));
        }
        return Providers.find(BlockProvider.class, name, BlockProvider::name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s is not there, or is no %s; ship its jar: -- --jars my.jar".formatted(name,
                                BlockProvider.class.getName())));
    }
}
