package org.whittle.config.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.function.Consumer;
import org.whittle.study.InputProblem;

/**
 * What settings and their values were once called: the one table of old names. They are understood for ever, in study
 * files as in the records of studies; a note says the present name.
 *
 * @param names of settings and groups, as paths
 * @param values of settings
 */
public record Aliases(List<Name> names, List<Value> values) {

    /** Of all releases; who renames a setting or a value adds a line here. */
    public static final Aliases KNOWN = new Aliases(List.of(new Name("select", "selection.of-front")), List.of());

    /** A setting, or a group, that has another name now. */
    public record Name(String old, String present) {
    }

    /** A value of the setting of that present name. */
    public record Value(String setting, String old, String present) {
    }

    /**
     * The settings by their present names; where old and present name are both there, the present one counts.
     *
     * @param notes told of every old name that is used
     */
    public ConfigObject present(ConfigObject written, Consumer<InputProblem> notes) {
        Config settings = written.toConfig();
        for (Name name : names) {
            if (settings.hasPathOrNull(name.old())) {
                ConfigValue value = at(settings, name.old());
                settings = settings.withoutPath(name.old());
                settings =
                        settings.hasPathOrNull(name.present()) ? settings : settings.withValue(name.present(), value);
                note(value, name.old(), "%s is called %s now".formatted(name.old(), name.present()), notes);
            }
        }
        for (Value value : values) {
            if (settings.hasPath(value.setting())
                    && value.old().equals(settings.getValue(value.setting()).unwrapped())) {
                ConfigValue old = settings.getValue(value.setting());
                settings = settings.withValue(value.setting(),
                        ConfigValueFactory.fromAnyRef(value.present()).withOrigin(old.origin()));
                note(old, value.setting(), "%s = %s is called %s now".formatted(value.setting(), value.old(),
                        value.present()), notes);
            }
        }
        return settings.root();
    }

    private static ConfigValue at(Config settings, String path) {
        return settings.getIsNull(path) ? ConfigValueFactory.fromAnyRef(null) : settings.getValue(path);
    }

    private static void note(ConfigValue where, String path, String what, Consumer<InputProblem> notes) {
        String place = Location.of(where).map(l -> l + ": ").orElse("");
        InputProblem note = InputProblem.of(place + what).mendedBy(path, "");
        notes.accept(Location.of(where).map(l -> note.in(l.source(), l.line())).orElse(note));
    }
}
