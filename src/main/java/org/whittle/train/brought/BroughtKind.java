package org.whittle.train.brought;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.whittle.net.Architecture;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.kind.BlockKind;
import org.whittle.net.kind.DescribedKind;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.kind.TorchScriptKind;
import org.whittle.net.setting.Values;
import org.whittle.score.block.BlockSource;
import org.whittle.score.engine.TorchEngine;

/**
 * A kind of networks that users bring, and who makes them.
 *
 * @param undescribed as the study file has it
 */
public record BroughtKind(NetworkKind undescribed, BlockSource blocks) implements DescribedKind {

    private static final int KEPT = 512;

    /** To see a network's tensors it has to be made: those seen last are remembered. */
    private static final Map<Seen, BroughtNetwork> LATEST = Collections.synchronizedMap(
            new LinkedHashMap<>(16, 0.75f, true) {

                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Seen, BroughtNetwork> eldest) {
                    return size() > KEPT;
                }
            });

    private record Seen(BroughtNetwork network, InputShape input) {
    }

    /** The kind of a study's module. */
    public static NetworkKind of(TorchScriptKind kind, StudyModule module) {
        return new BroughtKind(kind, module);
    }

    /** The kind as training takes it: one of a class with who makes its networks, any other as it is. */
    public static NetworkKind of(NetworkKind kind) {
        return kind instanceof BlockKind block ? new BroughtKind(kind, new JarBlocks(List.of(block.type()))) : kind;
    }

    /** @throws IllegalArgumentException if there is no such network: what is wrong with it */
    @Override
    public Architecture network(Values values, InputShape input, int outputs) {
        Architecture undescribedNetwork = undescribed.network(values, input, outputs);
        BroughtNetwork said = undescribedNetwork.brought().orElseThrow();
        BroughtNetwork network = blocks instanceof StudyModule module ? said.named(module.sum()) : said;
        Seen key = new Seen(network, input);
        BroughtNetwork described = LATEST.get(key);
        if (described == null) {
            described = look(network, input);
            LATEST.put(key, described);
        }
        return new Architecture(input, List.of(new Layer.Brought(described)));
    }

    private BroughtNetwork look(BroughtNetwork network, InputShape input) {
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            return blocks.open(network, input, manager).described();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
