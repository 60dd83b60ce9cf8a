package org.whittle.config.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Settings from the environment, as HOCON's library names them: {@code CONFIG_FORCE_search_max__epochs=27} is
 * {@code search.max-epochs = 27}. An underscore stands for a point, two for a hyphen, three for an underscore.
 *
 * <p>Each is kept secret where any value of the environment is. A list or an object, which a variable cannot be in
 * HOCON, is parsed.
 */
public final class EnvironmentSettings {

    /** How the variables' names begin. */
    public static final String PREFIX = "CONFIG_FORCE_";

    private static final Pattern LINES = Pattern.compile(": \\d+(-\\d+)?$");

    private EnvironmentSettings() {
    }

    /** The overrides that an environment holds: the names of its variables, in their order. */
    public static List<String> of(Map<String, String> environment) {
        return List.copyOf(new TreeSet<>(environment.keySet().stream().filter(EnvironmentSettings::isOne).toList()));
    }

    /** Whether an override is a variable's name, and not {@code key=value}. */
    public static boolean isOne(String override) {
        return override.startsWith(PREFIX) && override.indexOf('=') < 0;
    }

    /** The setting that a variable gives. */
    public static Config parse(String variable, Problems problems) {
        return parse(variable, System.getenv().getOrDefault(variable, ""), problems);
    }

    static Config parse(String variable, String value, Problems problems) {
        boolean hocon = !value.isBlank() && "[{\"".indexOf(value.strip().charAt(0)) >= 0;
        try {
            String name = variable.substring(PREFIX.length());
            if (name.contains("____")) {
                throw new ConfigException.BadPath(name, "four underscores stand for nothing");
            }
            String key = key(name);
            ConfigUtil.splitPath(key);
            return hocon ? ConfigFactory.parseString(key + " = " + value,
                    ConfigParseOptions.defaults().setOriginDescription(variable))
                    : ConfigValueFactory.fromAnyRef(value, variable).atPath(key);
        } catch (ConfigException e) {
            problems.add(new Location(variable, 0), "this variable names no setting, or its value cannot be read; an "
                    + "underscore stands for a point and two for a hyphen: write CONFIG_FORCE_search_max__epochs=27 "
                    + "for search.max-epochs = 27, or take it away");
            return ConfigFactory.empty();
        }
    }

    /** The variable that gave a value; empty if none of these did. */
    static Optional<String> variable(ConfigValue value) {
        return Optional.of(LINES.matcher(value.origin().description()).replaceFirst(""))
                .filter(EnvironmentSettings::isOne);
    }

    private static String key(String name) {
        return name.replaceAll("(?<!_)_(?!_)", ".").replaceAll("(?<!_)__(?!_)", "-")
                .replaceAll("(?<!_)___(?!_)", "_");
    }
}
