package org.whittle.net.loss;

import java.util.List;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;

/** Whichever loss of {@link Losses#ALL} is the first that suits the task. */
final class Auto implements Option {

    static final String KEY = "auto";

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public String meaning() {
        return "cross-entropy for classification, mean-squared for regression";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(CrossEntropy.LABEL_SMOOTHING, ClassWeights.SETTING);
    }
}
