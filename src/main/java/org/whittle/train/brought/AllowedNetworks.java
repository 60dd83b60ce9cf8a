package org.whittle.train.brought;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;
import org.whittle.score.block.BlockSource;
import org.whittle.score.block.BroughtBlock;
import org.whittle.work.FileStore;

/** Networks that a command allows a study directory to be of: classes by their names, and modules by their sums. */
public final class AllowedNetworks implements BlockSource {

    private static final long serialVersionUID = 1L;

    private final JarBlocks jars;
    private final StudyModule module;

    /**
     * @param files of the study, which has copies of modules
     * @param classes names of classes
     * @param sum of a module
     */
    public AllowedNetworks(FileStore files, Collection<String> classes, Optional<String> sum) {
        jars = new JarBlocks(List.copyOf(classes));
        module = sum.map(one -> new StudyModule(files, one)).orElse(null);
    }

    @Override
    public BroughtBlock open(BroughtNetwork network, InputShape input, NDManager manager) throws IOException {
        return module != null && network.origin() == BroughtNetwork.Origin.TORCHSCRIPT
                ? module.open(network, input, manager) : jars.open(network, input, manager);
    }

    @Override
    public BroughtBlock fresh(BroughtNetwork network, InputShape input, NDManager manager) throws IOException {
        return open(network, input, manager);
    }
}
