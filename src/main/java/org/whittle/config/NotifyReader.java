package org.whittle.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.SecretSettings;
import org.whittle.config.hocon.Settings;
import org.whittle.study.Notify;

/** Reads {@code notify}. Addresses are often secrets: those of the environment are in no record. */
final class NotifyReader {

    private static final String COMMAND = "notify.command";
    private static final String WEBHOOK = "notify.webhook";

    private static final Kind<List<String>> WORDS = new Kind<>("a list of words", NotifyReader::words,
            value -> Kind.scalar(value).map("[\"%s\"]"::formatted));

    private static final Kind<List<String>> ENDS = new Kind<>("a list of done, gate and failed",
            value -> words(value).filter(words -> keys(ends(words)).containsAll(words)),
            value -> Optional.of("[failed]"));

    private final Settings settings;

    NotifyReader(Settings settings) {
        this.settings = settings;
    }

    Notify read() {
        List<String> command =
                settings.ofRecord() && isPlaceholder(settings, COMMAND) ? List.of() : settings.get(COMMAND, WORDS);
        if (command.stream().anyMatch(String::isBlank)) {
            settings.problem(COMMAND, "notify.command has a word that is empty; leave it out");
        }
        keep(settings, COMMAND, List.of("notify", "command"), String.join(" ", command), command);
        Optional<String> webhook = settings.get(WEBHOOK, Kind.optional(Kind.text()));
        webhook.filter(address -> !SecretSettings.isPlaceholder(address) && !address.matches("https?://\\S+"))
                .ifPresent(address -> settings.problem(WEBHOOK, "notify.webhook is not an address of the web; write "
                        + "webhook = \"https://hooks.example.org/studies\", or ${?WEBHOOK} for a variable"));
        webhook.ifPresent(address -> keep(settings, WEBHOOK, List.of("notify", "webhook"), address, address));
        return new Notify(command, webhook.filter(address -> !SecretSettings.isPlaceholder(address)),
                ends(settings.get("notify.on", ENDS)));
    }

    private static boolean isPlaceholder(Settings settings, String path) {
        return settings.written(path).flatMap(Kind::scalar).filter(SecretSettings::isPlaceholder).isPresent();
    }

    /** In records, what is secret is left out. */
    static void keep(Settings settings, String path, List<String> keys, String text, Object value) {
        String shown = settings.shown(keys, text);
        if (isPlaceholder(settings, path)) {
            settings.keep(path, settings.written(path).flatMap(Kind::scalar).orElseThrow());
        } else if (!shown.equals(text)) {
            settings.keep(path, shown);
        } else {
            settings.keep(path, value);
        }
    }

    private static Optional<List<String>> words(ConfigValue value) {
        return value instanceof ConfigList list
                ? Optional.of(list.stream().flatMap(word -> Kind.scalar(word).stream()).toList())
                        .filter(words -> words.size() == list.size())
                : Optional.empty();
    }

    private static Set<Notify.End> ends(List<String> words) {
        Set<Notify.End> ends = EnumSet.noneOf(Notify.End.class);
        Arrays.stream(Notify.End.values()).filter(end -> words.contains(Kind.key(end))).forEach(ends::add);
        return ends;
    }

    private static Set<String> keys(Set<Notify.End> ends) {
        return ends.stream().map(Kind::key).collect(Collectors.toSet());
    }
}
