package org.whittle.config.hocon;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where something was written.
 *
 * @param source a file as the user named it, or an override such as {@code --set search.eta=4}
 * @param line from 1; 0 if the source has no lines
 */
public record Location(String source, int line) {

    /** How the source of an override begins. */
    public static final String OVERRIDE = "--set ";

    private static final Pattern LINES = Pattern.compile(": \\d+(-\\d+)?$");

    /** What messages call the place of an override: a variable says itself where it stands. */
    public static String ofOverride(String override) {
        return EnvironmentSettings.isOne(override) ? override : OVERRIDE + override;
    }

    /**
     * Where a value was written; of a group that several sources share, its first line.
     *
     * @return empty for what no source holds, such as a value of the environment
     */
    public static Optional<Location> of(ConfigValue value) {
        Optional<Location> own = of(value.origin());
        if (own.isPresent() || !(value instanceof ConfigObject group)) {
            return own;
        }
        return group.values().stream().flatMap(v -> of(v).stream())
                .min(Comparator.comparingInt(Location::line).thenComparing(Location::source));
    }

    public static Optional<Location> of(ConfigOrigin origin) {
        if (origin == null) {
            return Optional.empty();
        }
        String description = origin.description();
        if (description.startsWith(OVERRIDE) || description.startsWith(EnvironmentSettings.PREFIX)) {
            return Optional.of(new Location(
                    origin.lineNumber() > 0 ? LINES.matcher(description).replaceFirst("") : description, 0));
        }
        return origin.lineNumber() > 0
                ? Optional.of(new Location(LINES.matcher(description).replaceFirst(""), origin.lineNumber()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return line > 0 ? source + ":" + line : source;
    }
}
