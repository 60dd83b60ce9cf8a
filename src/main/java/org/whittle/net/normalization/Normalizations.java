package org.whittle.net.normalization;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/** All normalizations. A new one is a file beside this, a line here, and its passes in {@code train.program}. */
public final class Normalizations {

    /** In the order in which they are named to users. */
    public static final List<Normalization> ALL = List.of(new BatchNorm(), new LayerNorm(),
            new GroupNorm(GroupNorm.GROUPS));

    /** What {@link #SETTING} has where there is none. */
    public static final String NONE = "none";

    /** Which one; {@link BatchNorm#SETTING} is what it was called when there was only one. */
    public static final Setting<String> SETTING = Setting.choice("normalization", keys(), NONE,
            "Normalization of hidden layers, of a convolutional network's convolutions, before their activation")
            .tuned(NONE, "batch").shared();

    /** What {@link #SETTING} can name. */
    public static final List<Option> OPTIONS = Stream.concat(Stream.of(new None()), ALL.stream()).toList();

    private record None() implements Option {

        @Override
        public String key() {
            return NONE;
        }

        @Override
        public String meaning() {
            return "No normalization";
        }
    }

    private Normalizations() {
    }

    /** The names that {@link #SETTING} can have. */
    public static List<String> keys() {
        return Stream.concat(Stream.of(NONE), ALL.stream().map(Normalization::key)).toList();
    }

    /** The normalization of that name; nothing for {@link #NONE}. */
    public static Optional<Normalization> named(String key) {
        return key.equals(NONE) ? Optional.empty() : Optional.of(ofKey(key));
    }

    /** The normalization that hidden layers have, by its present name or the earlier one. */
    public static Optional<Normalization> of(Values values) {
        return values.of(BatchNorm.SETTING)
                ? Optional.of(new BatchNorm())
                : named(values.has(SETTING.key()) ? values.of(SETTING) : NONE);
    }

    /**
     * The normalization of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Normalization ofKey(String key) {
        return Option.ofKey(ALL, key, "normalization");
    }

    /**
     * The normalization of that name as it fits a layer: of groups at most so many that they divide its channels.
     *
     * @param channels of an image, or units of a vector
     * @throws IllegalArgumentException if there is none
     */
    public static Normalization ofKey(String key, int channels) {
        Normalization found = ofKey(key);
        return found instanceof GroupNorm ? GroupNorm.ofChannels(channels) : found;
    }
}
