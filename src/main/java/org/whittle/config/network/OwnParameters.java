package org.whittle.config.network;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.config.space.Tunables;
import org.whittle.net.Training;
import org.whittle.net.setting.Setting;

/**
 * Reads {@code network.parameters}: hyperparameters of the user's own, with the value that each has where it is not
 * tuned. Its kind follows from that value. A name that {@code training} has already is that hyperparameter.
 */
final class OwnParameters {

    static final String PATH = "network.parameters";

    private final Settings settings;
    private final List<Setting<?>> own = new ArrayList<>();
    private final SortedMap<String, Object> values = new TreeMap<>();

    OwnParameters(Settings settings) {
        this(settings, settings.group(PATH));
    }

    /** Where there are none that a user declares. */
    static OwnParameters none(Settings settings) {
        return new OwnParameters(settings, Optional.empty());
    }

    private OwnParameters(Settings settings, Optional<ConfigObject> group) {
        this.settings = settings;
        group.map(settings::members).orElse(List.of())
                .forEach(member -> read(member.getKey(), member.getValue()));
    }

    /** Those that training has not. */
    List<Setting<?>> settings() {
        return List.copyOf(own);
    }

    /** The value of each. */
    SortedMap<String, Object> values() {
        return new TreeMap<>(values);
    }

    /** Notes those that no layer of the graph reads. */
    void unread(String graph, Set<String> reads) {
        for (String name : values.keySet()) {
            if (!reads.contains(name)) {
                String path = path(name);
                settings.objection(path, "%s is read by no layer of %s; leave it out".formatted(path, graph));
            }
        }
    }

    private void read(String name, ConfigValue value) {
        String path = path(name);
        Optional<Setting<?>> known = Training.ofKey(name);
        if (known.isPresent()) {
            settings.read(path, value, Kind.of(known.get())).ifPresent(read -> keep(name, read));
            String written = Training.path(name);
            settings.written(written).flatMap(other -> Kind.of(known.get()).read(other))
                    .filter(other -> values.containsKey(name) && !other.equals(values.get(name)))
                    .ifPresent(other -> settings.problem(path, value, "%s = %s, but %s = %s; leave one of them out"
                            .formatted(path, values.get(name), written, other)));
            return;
        }
        if (!Tunables.isName(name)) {
            settings.problem(path, value, ("%s is not a name that expressions can have; write letters, digits, "
                    + "underscores and hyphens between them").formatted(path));
            return;
        }
        Optional<Setting<?>> setting = setting(name, value);
        if (setting.isEmpty()) {
            settings.problem(path, value, "%s = %s is not a value; write the one that it has where it is not tuned, "
                    .formatted(path, Kind.show(value)) + "such as " + path + " = 32");
            return;
        }
        own.add(setting.get());
        keep(name, setting.get().standard());
    }

    private void keep(String name, Object value) {
        values.put(name, value);
        settings.keep(path(name), value);
    }

    private Optional<Setting<?>> setting(String name, ConfigValue value) {
        Optional<String> text = Kind.scalar(value).filter(t -> !t.isBlank());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Boolean> flag = Kind.flag().read(value);
        if (flag.isPresent()) {
            return Optional.of(Setting.flag(name, flag.get(), name));
        }
        if (text.get().matches("[-+]?\\d+")) {
            return Kind.integer(Integer.MIN_VALUE, Integer.MAX_VALUE).read(value)
                    .map(n -> Setting.whole(name, Integer.MIN_VALUE, Integer.MAX_VALUE, n, name));
        }
        Optional<Double> real = Kind.real(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY).read(value);
        if (real.isPresent()) {
            return Optional.of(Setting.real(
                    name, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, real.get(), name));
        }
        return value.valueType() == ConfigValueType.STRING
                ? Optional.of(Setting.choice(name, words(name, text.get()), text.get(), name)) : Optional.empty();
    }

    /** A word's alternatives: those that the space names. */
    private List<String> words(String name, String word) {
        Set<String> words = new LinkedHashSet<>(List.of(word));
        for (String path : List.of("space." + name, "space." + name + ".values")) {
            settings.written(path).filter(ConfigList.class::isInstance).map(ConfigList.class::cast)
                    .ifPresent(list -> list.forEach(one -> Kind.scalar(one).ifPresent(words::add)));
        }
        for (String path : List.of("space." + name, "space." + name + ".value")) {
            settings.written(path).filter(one -> !(one instanceof ConfigObject)).flatMap(Kind::scalar)
                    .ifPresent(words::add);
        }
        return List.copyOf(words);
    }

    private static String path(String name) {
        return PATH + "." + ConfigUtil.joinPath(name);
    }
}
