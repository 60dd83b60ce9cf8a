package org.whittle.net.kind;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Dimension;

/**
 * Networks that begin with what another one has learnt: its layers but the last, the trunk, and behind them a head.
 *
 * @param head of what the trunk gives
 * @param path of the model, or of the study that it is the winner of
 * @param trunk its layers for people; empty where nobody has looked
 */
public record PretrainedKind(NetworkKind head, String path, List<String> trunk) implements NetworkKind {

    public PretrainedKind {
        trunk = List.copyOf(trunk);
    }

    /** What people are told of the trunk is no part of what it is: records have its path only. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PretrainedKind kind && head.equals(kind.head) && path.equals(kind.path);
    }

    @Override
    public int hashCode() {
        return Objects.hash(head, path);
    }

    @Override
    public String key() {
        return head.key();
    }

    @Override
    public String describe() {
        return ("First the layers of %s%s, whose sizes cannot be tuned. freeze says which of them stay as they are. "
                + "Then: %s")
                .formatted(path, trunk.isEmpty() ? "" : " (" + String.join("; ", trunk) + ")", head.describe());
    }

    @Override
    public SortedSet<String> reads() {
        return head.reads();
    }

    @Override
    public SortedMap<String, Setting<Integer>> perLayer() {
        return head.perLayer();
    }

    @Override
    public List<Dimension> usual(UsualSpace space) {
        return head.usual(space);
    }

    /**
     * The head alone.
     *
     * @param input what the trunk gives
     */
    @Override
    public Architecture network(Values values, InputShape input, int outputs) {
        return head.network(values, input, outputs);
    }
}
