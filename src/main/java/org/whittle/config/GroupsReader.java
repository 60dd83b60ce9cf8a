package org.whittle.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Nearest;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Training;

/** Reads {@code search.staged.groups}: lists of parameters' names, each in one of them at most. */
final class GroupsReader {

    private static final String PATH = "search.staged.groups";
    private static final String EXAMPLE = "[[learning-rate, optimizer], [layers, units]]";

    private final Settings settings;
    private final Set<String> parameters;
    private final Set<String> broken;
    private final List<String> named = new ArrayList<>();

    /**
     * @param parameters of the search space
     * @param broken parameters that are meant, but have something wrong
     */
    GroupsReader(Settings settings, Set<String> parameters, Set<String> broken) {
        this.settings = settings;
        this.parameters = parameters;
        this.broken = broken;
    }

    /** The groups, without what is wrong with them, which is noted. */
    List<List<String>> read() {
        List<List<String>> groups = new ArrayList<>();
        Optional<ConfigValue> written = settings.written(PATH);
        if (written.isPresent() && written.get() instanceof ConfigList list) {
            list.forEach(group -> groups.add(group(group)));
        } else {
            written.ifPresent(this::noList);
        }
        settings.keep(PATH, groups);
        return groups;
    }

    private List<String> group(ConfigValue written) {
        List<String> group = new ArrayList<>();
        if (written instanceof ConfigList list && !list.isEmpty()) {
            for (ConfigValue name : list) {
                Kind.scalar(name).ifPresentOrElse(text -> group.addAll(names(text, name)), () -> noList(name));
            }
        } else {
            noList(written);
        }
        return group;
    }

    private List<String> names(String text, ConfigValue written) {
        List<String> meant = meant(text);
        if (meant.isEmpty() && !broken.contains(text)) {
            settings.problem(
                    PATH,
                    written,
                    "%s names %s, which is not a parameter of space; write %s"
                            .formatted(
                                    PATH,
                                    text,
                                    Nearest.to(text, parameters)
                                            .orElseGet(() -> "any of " + String.join(", ", parameters))));
        }
        meant.stream().filter(named::contains).findFirst().ifPresent(twice -> settings.problem(PATH, written,
                "%s names %s twice; leave it out of one group".formatted(PATH, twice)));
        named.addAll(meant);
        return meant;
    }

    /** One parameter, or the values of all layers. */
    private List<String> meant(String text) {
        if (parameters.contains(text)) {
            return List.of(text);
        }
        return parameters.stream()
                .filter(p -> Training.ofLayer(p).filter(setting -> setting.key().equals(text)).isPresent()).toList();
    }

    private void noList(ConfigValue written) {
        settings.problem(PATH, written, "%s: %s is not a group of names; write groups = %s"
                .formatted(PATH, Kind.show(written), EXAMPLE));
    }
}
