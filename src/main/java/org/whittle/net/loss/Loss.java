package org.whittle.net.loss;

import org.whittle.net.setting.Option;
import org.whittle.net.setting.Values;

/** What training minimises. */
public interface Loss extends Option {

    /** Whether targets are classes; else they are numbers. */
    boolean classifies();

    /**
     * The loss with a trial's constants.
     *
     * @param outputs of the network: classes, or 1
     */
    LossFunction of(Values values, int outputs);
}
