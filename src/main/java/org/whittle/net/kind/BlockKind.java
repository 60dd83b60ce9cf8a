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
 * Networks that a class of a user's jar makes. Nothing is loaded to say what is said here: what tensors they have is
 * seen by who {@linkplain DescribedKind makes} them.
 *
 * @param type the name of the class
 * @param reads names of the hyperparameters that the class says it reads
 */
public record BlockKind(String type, SortedSet<String> reads) implements NetworkKind {

    public BlockKind {
        reads = Collections.unmodifiableSortedSet(new TreeSet<>(reads));
    }

    @Override
    public String key() {
        return "block";
    }

    @Override
    public String describe() {
        return "%s makes it%s.".formatted(type, reads.isEmpty() ? "" : " of " + String.join(", ", reads));
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
        SortedMap<String, Object> own = new TreeMap<>();
        reads.forEach(name -> own.put(name, values.all().get(name)));
        return new Architecture(input, List.of(new Layer.Brought(
                new BroughtNetwork(BroughtNetwork.Origin.BLOCK, type, own, outputs))));
    }
}
