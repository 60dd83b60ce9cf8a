package org.whittle.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Training;
import org.whittle.net.loss.ClassWeights;
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
            String path = Training.path(setting.key());
            Optional<ConfigObject> weights = setting.equals(ClassWeights.SETTING) ? settings.group(path)
                    : Optional.empty();
            if (weights.isPresent()) {
                training.put(setting.key(), ClassWeights.GIVEN.key());
                classWeights(path, weights.get(), training);
            } else {
                training.put(setting.key(), settings.get(path, Kind.of(setting)));
            }
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

    /** What classes count, by their names: whether there are such classes is the data's to say. */
    private void classWeights(String path, ConfigObject group, SortedMap<String, Object> training) {
        double most = 0;
        for (Map.Entry<String, ConfigValue> member : settings.members(group)) {
            String own = path + "." + ConfigUtil.joinPath(member.getKey());
            double weight = settings.read(own, member.getValue(), Kind.real(0, 1e9)).orElse(1.0);
            settings.keep(own, weight);
            training.put(ClassWeights.ofClass(member.getKey()), weight);
            most = Math.max(most, weight);
        }
        if (most == 0) {
            settings.problem(path, "%s has no weight above 0; write one for each class, such as %s { yes = 10, no = 1 }"
                    .formatted(path, path));
        }
    }
}
