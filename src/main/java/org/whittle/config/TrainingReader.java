package org.whittle.config;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Training;
import org.whittle.net.rate.Schedules;
import org.whittle.net.setting.Setting;

/** Reads {@code training}. */
final class TrainingReader {

    private final Settings settings;
    private final boolean changing;
    private final SortedMap<String, Object> declared;
    private final List<Setting<?>> switches;

    /**
     * @param declared values that {@code network.parameters} gives, some to settings
     * @param switches of groups of columns, all of which are on
     * @param changing whether hyperparameters change while a network trains; its learning rate then is what the study
     *     finds, and no schedule lies over it unless one is written
     */
    TrainingReader(Settings settings, SortedMap<String, Object> declared, List<Setting<?>> switches,
                   boolean changing) {
        this.settings = settings;
        this.declared = declared;
        this.switches = switches;
        this.changing = changing;
    }

    /** The value of every hyperparameter where a configuration has none. */
    SortedMap<String, Object> hyperparameters() {
        SortedMap<String, Object> training = new TreeMap<>();
        for (Setting<?> setting : Training.settings()) {
            training.put(setting.key(), settings.get(Training.path(setting.key()), Kind.of(setting)));
        }
        switches.forEach(each -> training.put(each.key(), each.standard()));
        String schedule = "training." + Schedules.SETTING.key();
        if (changing && settings.written(schedule).isEmpty()) {
            training.put(Schedules.SETTING.key(), "constant");
            settings.keep(schedule, "constant");
        }
        declared.forEach((name, value) -> {
            training.put(name, value);
            if (Training.ofKey(name).isPresent()) {
                settings.keep(Training.path(name), value);
            }
        });
        return training;
    }
}
