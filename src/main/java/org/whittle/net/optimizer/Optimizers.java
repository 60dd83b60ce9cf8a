package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;

/** All optimizers. A new one is a file beside this, and a line here. */
public final class Optimizers {

    /** In the order in which they are named to users. */
    public static final List<Optimizer> ALL = List.of(new Sgd(), new Adam(), new AdamW(), new RmsProp(), new Adagrad(),
            new Lion(), new RAdam());

    /** Which one. */
    public static final Setting<String> SETTING =
            Setting.choice("optimizer", Option.keys(ALL), "adam", "Optimizer").tuned("sgd", "adam", "adamw", "rmsprop");

    private Optimizers() {
    }

    /**
     * The optimizer of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Optimizer ofKey(String key) {
        return Option.ofKey(ALL, key, "optimizer");
    }
}
