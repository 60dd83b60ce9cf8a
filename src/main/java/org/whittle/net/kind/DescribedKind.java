package org.whittle.net.kind;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.whittle.net.setting.Setting;
import org.whittle.space.Dimension;

/**
 * A kind of networks that users bring, by who can make such networks: it knows their tensors.
 */
public non-sealed interface DescribedKind extends NetworkKind {

    /** The same as study files have it. */
    NetworkKind undescribed();

    @Override
    default String key() {
        return undescribed().key();
    }

    @Override
    default String describe() {
        return undescribed().describe();
    }

    @Override
    default SortedSet<String> reads() {
        return undescribed().reads();
    }

    @Override
    default SortedMap<String, Setting<Integer>> perLayer() {
        return undescribed().perLayer();
    }

    @Override
    default List<Dimension> usual(UsualSpace space) {
        return undescribed().usual(space);
    }
}
