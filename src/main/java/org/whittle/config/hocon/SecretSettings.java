package org.whittle.config.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.whittle.study.Secrets;

/**
 * Which values of {@code spark} and {@code data.options} a study keeps to itself: those that came from an environment
 * variable, and those that Spark would redact, because its {@code spark.redaction.regex} occurs in the name or the
 * value. What stands for such a value in records never equals another value and never differs from one: a resumed run
 * reads the value again.
 *
 * <p>A value came from the environment if it would be another one in another environment: the file is resolved a second
 * time, with every variable changed. So it does not matter through how many substitutions it went.
 */
public final class SecretSettings {

    private static final String REDACTED = "(redacted)";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\(redacted\\)|\\(from the environment(: [^)]*)?\\)");
    private static final Pattern WHOLE = Pattern.compile("\"?\\(from the environment: ([A-Za-z_][A-Za-z0-9_]*)\\)\"?");
    private static final String REGEX = "spark.redaction.regex";
    /** Spark's own ({@code org.apache.spark.internal.config}). */
    private static final Pattern BY_DEFAULT = Pattern.compile("(?i)secret|password|token|access[.]?key");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\??\"?([^}\"]+)\"?}");

    private final Optional<ConfigObject> written;
    private final Optional<ConfigObject> elsewhere;
    private final ConfigObject unresolved;
    private final Map<String, String> environment;
    private final List<Pattern> redacted;

    private SecretSettings(Optional<ConfigObject> written, Optional<ConfigObject> elsewhere, ConfigObject unresolved,
                           Map<String, String> environment, List<Pattern> redacted) {
        this.written = written;
        this.elsewhere = elsewhere;
        this.unresolved = unresolved;
        this.environment = environment;
        this.redacted = redacted;
    }

    /** @param written the user's settings with their substitutions */
    public static SecretSettings of(Config written) {
        Map<String, String> environment = System.getenv();
        Map<String, Object> other = new LinkedHashMap<>();
        environment.forEach((name, value) -> other.put(name, value + "\u0001"));
        Optional<ConfigObject> elsewhere;
        try {
            elsewhere = Optional.of(written.resolveWith(
                    written.withFallback(ConfigValueFactory.fromMap(other).toConfig())).root());
        } catch (ConfigException e) {
            elsewhere = Optional.empty();
        }
        ConfigObject here = written.resolve().root();
        return new SecretSettings(Optional.of(here), elsewhere, written.root(), environment, patterns(here));
    }

    /** Of a study's record, in which nothing is left to substitute. */
    public static SecretSettings ofRecord(ConfigObject recorded) {
        return new SecretSettings(Optional.empty(), Optional.empty(), recorded, Map.of(), patterns(recorded));
    }

    /** Whether these are those of a study's record. */
    public boolean areOfRecord() {
        return written.isEmpty();
    }

    private static List<Pattern> patterns(ConfigObject written) {
        List<Pattern> patterns = new ArrayList<>(List.of(BY_DEFAULT));
        // What spark-submit was given is a system property of the driver.
        Optional.ofNullable(System.getProperty(REGEX)).or(() -> at(written, ConfigUtil.splitPath(REGEX))
                .map(value -> String.valueOf(value.unwrapped()))).ifPresent(own -> {
                    try {
                        patterns.add(Pattern.compile(own));
                    } catch (PatternSyntaxException e) {
                        // Spark says so when it starts.
                    }
                });
        return patterns;
    }

    /** The variable that a setting in a record was the value of, as a whole; empty of any other setting. */
    public static Optional<String> variable(String recorded) {
        Matcher whole = WHOLE.matcher(recorded);
        return whole.matches() ? Optional.of(whole.group(1)) : Optional.empty();
    }

    /** Whether a text stands for a value that was not kept. */
    public static boolean isPlaceholder(String text) {
        return PLACEHOLDER.matcher(text).matches();
    }

    /**
     * What records say in place of a setting's value.
     *
     * @param keys where it is written; a key may have dots of its own
     * @return the value itself, unless it is to be kept secret
     */
    public String shown(List<String> keys, String value) {
        String name = String.join(".", keys);
        if (isPlaceholder(value) || name.equals(REGEX)) {
            return value;
        }
        boolean matches = redacted.stream().anyMatch(p -> p.matcher(name).find() || p.matcher(value).find());
        if (written.isPresent() && fromEnvironment(keys)) {
            Secrets.keep(value, matches);
            Set<String> names = variables(keys);
            return names.isEmpty()
                    ? "(from the environment)"
                    : "(from the environment: %s%s)"
                            .formatted(isWhole(keys) ? "" : "in part ", String.join(", ", names));
        }
        if (matches) {
            Secrets.keep(value, true);
            return REDACTED;
        }
        return value;
    }

    private boolean fromEnvironment(List<String> keys) {
        Optional<ConfigValue> here = at(written.orElseThrow(), keys);
        if (here.isEmpty()) {
            return false;
        }
        if (EnvironmentSettings.variable(here.get()).isPresent()) {
            return true;
        }
        return elsewhere.isEmpty() || !at(elsewhere.get(), keys).map(ConfigValue::unwrapped)
                .equals(here.map(ConfigValue::unwrapped));
    }

    /** The variable that gave the value in place of the file. */
    private Optional<String> given(List<String> keys) {
        return written.flatMap(here -> at(here, keys)).flatMap(EnvironmentSettings::variable);
    }

    /** Whether the file has a variable at the place and nothing else. */
    private boolean isWhole(List<String> keys) {
        if (given(keys).isPresent()) {
            return true;
        }
        try {
            return at(unresolved, keys)
                    .map(value -> value.render(ConfigRenderOptions.concise()))
                    .filter(text -> VARIABLE.matcher(text).matches())
                    .isPresent();
        } catch (ConfigException e) {
            return false;
        }
    }

    /** The variables that the file names at the place itself. */
    private Set<String> variables(List<String> keys) {
        if (given(keys).isPresent()) {
            return Set.of(given(keys).get());
        }
        String text;
        try {
            text = at(unresolved, keys).map(v -> v.render(ConfigRenderOptions.concise())).orElse("");
        } catch (ConfigException e) {
            return Set.of();
        }
        Matcher named = VARIABLE.matcher(text);
        return named.results().map(match -> match.group(1)).filter(environment::containsKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<ConfigValue> at(ConfigObject root, List<String> keys) {
        ConfigValue value = root;
        for (String key : keys) {
            value = value instanceof ConfigObject group ? group.get(key) : null;
        }
        return Optional.ofNullable(value);
    }
}
