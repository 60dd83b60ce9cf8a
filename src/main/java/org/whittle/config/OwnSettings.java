package org.whittle.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.sampler.Sampler;
import org.whittle.schedule.SchedulerProvider;
import org.whittle.work.Providers;

/**
 * The settings that samplers and schedulers declare themselves: {@code search.NAME.KEY}, with the name that they give
 * themselves. Those of users' jars are added to the reference, so that all that holds for settings of
 * {@code reference.conf} holds for them.
 */
final class OwnSettings {

    private static final String SEARCH = "search";
    private static final List<String> SAMPLERS = List.of("sampler", "staged.sampler");
    private static final String SCHEDULER = "scheduler";

    private OwnSettings() {
    }

    /**
     * The reference, with what the samplers and schedulers of jars declare that a study file names. Of a study's
     * record, from which no class is loaded, what it has of such settings is taken for declared.
     */
    static Config declared(Config reference, ConfigObject written, boolean ofRecord) {
        if (!(written.get(SEARCH) instanceof ConfigObject search)) {
            return reference;
        }
        if (ofRecord) {
            return recorded(reference, search.toConfig());
        }
        Config all = reference;
        for (String key : SAMPLERS) {
            all = with(all, search.toConfig(), key, Sampler.class, Sampler::name, Sampler::settings);
        }
        return with(
                all,
                search.toConfig(),
                SCHEDULER,
                SchedulerProvider.class,
                SchedulerProvider::name,
                SchedulerProvider::settings);
    }

    private static <T> Config with(
            Config reference,
            Config search,
            String key,
            Class<T> port,
            Function<T, String> named,
            Function<T, List<Setting<?>>> settings) {
        Config all = reference;
        try {
            Optional<T> found = search.hasPath(key)
                    ? Kind.scalar(search.getValue(key)).flatMap(name -> Providers.find(port, name, named))
                    : Optional.empty();
            for (Setting<?> setting : found.map(settings).orElse(List.of())) {
                String path = path(named.apply(found.orElseThrow()), setting);
                all = all.hasPath(path) ? all : all.withValue(path, ConfigValueFactory.fromAnyRef(setting.standard()));
            }
        } catch (IllegalArgumentException unusable) {
            // Who reads the name says why.
            return reference;
        }
        return all;
    }

    private static Config recorded(Config reference, Config search) {
        Config all = reference;
        for (Map.Entry<String, ConfigValue> entry : undeclared(reference, search)) {
            all = all.withValue(SEARCH + "." + entry.getKey(), entry.getValue());
        }
        return all;
    }

    /**
     * The settings NAME.KEY of a record that the reference has not, if it names a class as its sampler or scheduler.
     */
    private static List<Map.Entry<String, ConfigValue>> undeclared(Config reference, Config search) {
        boolean brought = Stream.concat(SAMPLERS.stream(), Stream.of(SCHEDULER)).filter(search::hasPath)
                .anyMatch(key -> Kind.scalar(search.getValue(key)).filter(name -> name.contains(".")).isPresent());
        return !brought
                ? List.of()
                : search.entrySet().stream()
                        .filter(entry -> ConfigUtil.splitPath(entry.getKey()).size() == 2)
                        .filter(entry -> !reference.hasPathOrNull(SEARCH + "." + entry.getKey()))
                        .toList();
    }

    /** Reads what a sampler or scheduler has declared. */
    static Values read(Settings settings, String name, List<Setting<?>> declared) {
        SortedMap<String, Object> values = new TreeMap<>();
        declared.forEach(setting -> values.put(setting.key(), settings.get(path(name, setting), Kind.of(setting))));
        return new Values(values);
    }

    /** Keeps in a record that is read again what nobody here has declared. */
    static void keepRecorded(Settings settings, Config reference) {
        if (settings.ofRecord()) {
            settings.group(SEARCH).ifPresent(search -> undeclared(reference, search.toConfig())
                    .forEach(entry -> settings.keep(SEARCH + "." + entry.getKey(), asTyped(entry.getValue()))));
        }
    }

    /** HOCON takes 1.0 for a whole number. */
    private static Object asTyped(ConfigValue value) {
        String text = Kind.scalar(value).orElse("");
        return value.valueType() == ConfigValueType.NUMBER && text.matches(".*[.eE].*")
                ? Double.valueOf(text)
                : value.unwrapped();
    }

    private static String path(String name, Setting<?> setting) {
        return ConfigUtil.joinPath(SEARCH, name, setting.key());
    }
}
