package org.whittle.net.kind;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.whittle.net.Architecture;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Dimension;

/**
 * The network that a module of PyTorch's is, saved as TorchScript: the same for all trials.
 *
 * @param path of the file
 */
public record TorchScriptKind(String path) implements NetworkKind {

    @Override
    public String key() {
        return "torchscript";
    }

    @Override
    public String describe() {
        return "The module of %s, from the numbers that it was saved with.".formatted(path);
    }

    @Override
    public SortedSet<String> reads() {
        return Collections.unmodifiableSortedSet(new TreeSet<>());
    }

    @Override
    public SortedMap<String, Setting<Integer>> perLayer() {
        return new TreeMap<>();
    }

    @Override
    public List<Dimension> usual(UsualSpace space) {
        return List.of();
    }

    /** Without the network's tensors, which nobody has seen yet. */
    @Override
    public Architecture network(Values values, InputShape input, int outputs) {
        return new Architecture(input, List.of(new Layer.Brought(new BroughtNetwork(
                BroughtNetwork.Origin.TORCHSCRIPT, path, new TreeMap<>(), outputs))));
    }
}
