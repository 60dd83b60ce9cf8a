package org.whittle.net.initial;

import java.util.List;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;

/** All initializations. A new one is a file beside this, and a line here. */
public final class Initializations {

    /** In the order in which they are named to users. */
    public static final List<Initialization> ALL = List.of(new He(), new Xavier(),
            new VariancePreserving());

    /** Which one. */
    public static final Setting<String> SETTING =
            Setting.choice("initialization", Option.keys(ALL), "he", "Initial weights").tuned("he", "xavier");

    private Initializations() {
    }

    /**
     * The initialization of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Initialization ofKey(String key) {
        return Option.ofKey(ALL, key, "initialization");
    }
}
