package org.whittle.net.rate;

import java.util.List;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;

/** All learning-rate schedules. A new one is a file beside this, and a line here. */
public final class Schedules {

    /** In the order in which they are named to users. */
    public static final List<Schedule> ALL = List.of(new Constant(), new Step(), new Exponential(), new Cosine(),
            new OneCycle(), new WarmRestarts());

    /** Which one. */
    public static final Setting<String> SETTING = Setting.choice("schedule", Option.keys(ALL), "cosine",
            "Learning-rate schedule over search.max-epochs").tuned("constant", "cosine", "exponential");

    private Schedules() {
    }

    /**
     * The schedule of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Schedule ofKey(String key) {
        return Option.ofKey(ALL, key, "schedule");
    }
}
