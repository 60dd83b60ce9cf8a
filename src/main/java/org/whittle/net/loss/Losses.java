package org.whittle.net.loss;

import java.util.List;
import java.util.stream.Stream;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;

/** All losses. A new one is a file beside this, and a line here. */
public final class Losses {

    /** In the order in which they are named to users. */
    public static final List<Loss> ALL = List.of(new CrossEntropy(), new MeanSquared(), new Huber(),
            new Focal());

    /** All that can be written. */
    public static final List<Option> OPTIONS = Stream.concat(ALL.stream(), Stream.<Option>of(new Auto())).toList();

    /** Which one. Members of a cohort share a kind of loss; its constants are their own. */
    public static final Setting<String> SETTING = Setting.choice("loss",
            Stream.concat(Stream.of(Auto.KEY), ALL.stream().map(Option::key)).toList(), Auto.KEY,
            "Loss function; auto: cross-entropy for classification, mean-squared for regression").shared();

    private Losses() {
    }

    /** What a written name stands for. */
    public static String resolve(String name, boolean classification) {
        return name.equals(Auto.KEY)
                ? ALL.stream()
                        .filter(loss -> loss.classifies() == classification)
                        .findFirst()
                        .orElseThrow()
                        .key()
                : name;
    }

    /**
     * The loss that a written name stands for.
     *
     * @throws IllegalArgumentException if it does not suit the task
     */
    public static Loss of(String name, boolean classification) {
        Loss loss = Option.ofKey(ALL, resolve(name, classification), "loss");
        if (loss.classifies() != classification) {
            throw new IllegalArgumentException("The loss %s does not suit a %s. Maybe set loss = auto.".formatted(name,
                    classification ? "classification" : "regression"));
        }
        return loss;
    }
}
