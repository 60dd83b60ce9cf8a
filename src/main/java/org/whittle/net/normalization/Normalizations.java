package org.whittle.net.normalization;

import java.util.List;
import org.whittle.net.setting.Option;

/** All normalizations. A new one is a file beside this, a line here, and its passes in {@code train.program}. */
public final class Normalizations {

    /** In the order in which they are named to users. */
    public static final List<Normalization> ALL = List.of(new BatchNorm());

    private Normalizations() {
    }

    /**
     * The normalization of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Normalization ofKey(String key) {
        return Option.ofKey(ALL, key, "normalization");
    }
}
