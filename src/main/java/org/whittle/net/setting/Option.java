package org.whittle.net.setting;

import java.util.List;

/**
 * What a setting can name: an optimizer, an activation, a loss, a schedule, an initialization. One file each says all
 * of it.
 */
public interface Option {

    /** Its name in study files. */
    String key();

    /** One line: what it does, and where it is from. */
    String meaning();

    /** The settings that have an effect with it, beside those that always have. */
    default List<Setting<?>> reads() {
        return List.of();
    }

    /** The names of options, in their order. */
    static List<String> keys(List<? extends Option> options) {
        return options.stream().map(Option::key).toList();
    }

    /**
     * The option of a name.
     *
     * @param what they are, for the message
     * @throws IllegalArgumentException if there is none
     */
    static <O extends Option> O ofKey(List<O> options, String key, String what) {
        return options.stream().filter(option -> option.key().equals(key)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("There is no %s %s.".formatted(what, key)));
    }
}
