package org.whittle.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Nearest;
import org.whittle.config.hocon.OtherNames;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Training;

/** Finds the keys that no setting has, and values where a group of settings belongs. */
final class Structure {

    /** Groups whose members have names of the user's choice, or are checked by the reader that knows them. */
    private static final Set<String> OPEN =
            Set.of("space", "baseline", "data.options", "data.columns", "gate.above", "gate.below", "spark",
                    "trainer.metrics", "network.parameters", "data.groups");

    private final Settings settings;
    private final ConfigObject reference;
    private final Set<String> known = new TreeSet<>();

    Structure(Settings settings, ConfigObject reference) {
        this.settings = settings;
        this.reference = reference;
        collect(reference, "");
    }

    void check(ConfigObject written) {
        check(written, reference, "");
    }

    private void check(ConfigObject written, ConfigObject expected, String prefix) {
        for (Map.Entry<String, ConfigValue> member : settings.members(written)) {
            String path = prefix + ConfigUtil.quoteString(member.getKey());
            String plain = prefix + member.getKey();
            ConfigValue value = member.getValue();
            ConfigValue model = expected.get(member.getKey());
            if (model == null) {
                String proposal = proposal(plain, member.getKey(), expected, prefix);
                settings.problem(path, value, "%s is not a setting; %s".formatted(plain, proposal),
                        remedy(path, value, proposal));
            } else if (model instanceof ConfigObject group) {
                if (!(value instanceof ConfigObject inner)) {
                    settings.problem(path, value, "%s = %s is a value, but %s is a group of settings; write %s"
                            .formatted(plain, Kind.show(value), plain, example(plain, group)), path + " = null");
                } else if (!OPEN.contains(plain)) {
                    check(inner, group, plain + ".");
                }
            }
        }
    }

    private String proposal(String path, String key, ConfigObject siblings, String prefix) {
        Set<String> here = siblings.keySet();
        Optional<String> near = Nearest.spelled(key, here).map(prefix::concat)
                .or(() -> OtherNames.in(key, known))
                .or(() -> Nearest.spelled(key, Training.keys()).map(Training::path))
                .or(() -> Nearest.typed(key, here).map(prefix::concat))
                .or(() -> known.stream().filter(k -> k.endsWith("." + key)).findFirst())
                .or(() -> Nearest.to(key, here).map(prefix::concat))
                .or(() -> Nearest.to(path, known));
        return near.map("write "::concat)
                .orElseGet(() -> "%s has: %s".formatted(prefix.isEmpty() ? "a study file"
                        : prefix.substring(0, prefix.length() - 1), String.join(", ", new TreeSet<>(here))));
    }

    /** Takes the setting back that does not exist, and sets the one that was meant, if one was. */
    private String remedy(String path, ConfigValue value, String proposal) {
        String meant = proposal.startsWith("write ") ? proposal.substring("write ".length()) : "";
        return path + " = null" + (known.contains(meant)
                ? ", %s = %s".formatted(meant, value.render(ConfigRenderOptions.concise())) : "");
    }

    private static String example(String path, ConfigObject group) {
        List<String> keys = new ArrayList<>(new TreeSet<>(group.keySet()));
        return keys.isEmpty() ? path + " { name = value }" : "%s { %s = ... }".formatted(path, keys.get(0))
                + (keys.size() > 1 ? " with any of " + String.join(", ", keys) : "");
    }

    private void collect(ConfigObject group, String prefix) {
        for (Map.Entry<String, ConfigValue> member : group.entrySet()) {
            known.add(prefix + member.getKey());
            if (member.getValue() instanceof ConfigObject inner) {
                collect(inner, prefix + member.getKey() + ".");
            }
        }
    }
}
