package org.whittle.net.setting;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.space.Configuration;

/**
 * Values of settings by their keys: a study's, overlaid with a trial's configuration. They are checked against the
 * settings' domains as they are read.
 */
public record Values(SortedMap<String, Object> all) {

    public Values {
        all = Collections.unmodifiableSortedMap(new TreeMap<>(all));
    }

    /**
     * @param training the value of every setting that the configuration does not set
     */
    public static Values of(SortedMap<String, Object> training, Configuration configuration) {
        SortedMap<String, Object> all = new TreeMap<>(training);
        all.putAll(configuration.values());
        return new Values(all);
    }

    /** Every setting at its default. */
    public static Values standard(List<Setting<?>> settings) {
        SortedMap<String, Object> all = new TreeMap<>();
        settings.forEach(setting -> all.put(setting.key(), setting.standard()));
        return new Values(all);
    }

    /** @throws IllegalArgumentException if there is no value, or one outside the setting's domain */
    public <T> T of(Setting<T> setting) {
        return of(setting.key(), setting);
    }

    /** The value of a setting under another name, such as the units of one layer. */
    public <T> T of(String key, Setting<T> setting) {
        Object value = all.get(key);
        if (value == null) {
            throw new IllegalArgumentException("The hyperparameter %s has no value.".formatted(key));
        }
        if (!setting.domain().accepts(value)) {
            throw new IllegalArgumentException("%s = %s is not %s.".formatted(key, value, setting.domain()));
        }
        return setting.domain().read(value);
    }

    /** Whether the setting of that name has a value of its own. */
    public boolean has(String key) {
        return all.containsKey(key);
    }
}
