package org.whittle.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.config.hocon.Brought;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.goal.Direction;
import org.whittle.work.OwnTraining;
import org.whittle.work.OwnTraining.Call;
import org.whittle.work.Trainable;

/** Reads {@code trainer}: a training that is not Whittle's. */
final class TrainerReader {

    private static final String CLASS = "trainer.class";
    private static final String COMMAND = "trainer.command";
    private static final String METRICS = "trainer.metrics";
    private static final String TIMEOUT = "trainer.timeout";

    /** Words of a command; one text is not taken apart, because a shell would do that by rules of its own. */
    private static final Kind<List<String>> WORDS = new Kind<>(
            "a list of words",
            value -> value instanceof ConfigList list
                    ? Optional.of(list.stream()
                                    .flatMap(word -> Kind.scalar(word).stream())
                                    .toList())
                            .filter(words -> words.size() == list.size())
                    : Optional.empty(),
            value -> Kind.scalar(value).map(text -> "[\"%s\"]"
                    .formatted(String.join("\", \"", text.strip().split("\\s+")))));

    /** What is of networks only. */
    private static final List<String> NETWORKS = List.of("network", "training", "cohort", "test");

    private final Settings settings;

    TrainerReader(Settings settings) {
        this.settings = settings;
    }

    /** The user's training; empty if networks are trained. */
    Optional<OwnTraining> read() {
        String named =
                new Brought<>(settings, Trainable.class, Trainable::name, name -> null).name(CLASS, List.of(Kind.NONE));
        List<String> command = command();
        SortedMap<String, Direction> metrics = metrics();
        Duration timeout = settings.get(TIMEOUT, Kind.duration());
        boolean byClass = !named.equals(Kind.NONE);
        boolean byCommand = !command.isEmpty();
        if (byClass && byCommand) {
            settings.problem(COMMAND, "trainer.class and trainer.command are both set; write one of them");
        }
        boolean wanted = settings.written(CLASS)
                        .flatMap(Kind::scalar)
                        .filter(name -> !name.equals(Kind.NONE))
                        .isPresent()
                || byCommand;
        if (!wanted && !metrics.isEmpty()) {
            settings.problem(METRICS, "trainer.metrics is set, but nothing that reports them; write trainer.command = "
                    + "[\"python3\", \"train.py\"], or trainer.class");
        } else if (wanted && metrics.isEmpty()) {
            settings.problem(
                    "trainer",
                    "trainer.metrics is empty; write what the trainer reports of each epoch, such as "
                            + "trainer.metrics { accuracy = maximize }");
        }
        if (!wanted || metrics.isEmpty()) {
            return Optional.empty();
        }
        if (!settings.ofRecord()) {
            ofNetworksOnly();
        }
        return Optional.of(
                new OwnTraining(byCommand ? new Call.OfCommand(command) : new Call.OfClass(named), metrics, timeout));
    }

    private List<String> command() {
        List<String> words = isPlaceholder()
                ? List.of(settings.written(COMMAND).flatMap(Kind::scalar).orElseThrow()) : settings.get(COMMAND, WORDS);
        if (words.stream().anyMatch(String::isBlank)) {
            settings.problem(COMMAND, "trainer.command has a word that is empty; leave it out");
        }
        // What came from the environment, or looks like a password, is in no record.
        String all = String.join(" ", words);
        String shown = settings.shown(List.of("trainer", "command"), all);
        settings.keep(COMMAND, shown.equals(all) && !isPlaceholder() ? words : shown);
        return words;
    }

    /** Whether a record has one text for all words. */
    private boolean isPlaceholder() {
        return settings.ofRecord() && settings.written(COMMAND).flatMap(Kind::scalar).isPresent();
    }

    private SortedMap<String, Direction> metrics() {
        SortedMap<String, Direction> metrics = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> member : settings.group(METRICS).map(settings::members).orElse(List.of())) {
            String path = METRICS + "." + ConfigUtil.joinPath(member.getKey());
            if (!member.getKey().matches("[A-Za-z][A-Za-z0-9_.@/-]*")) {
                settings.problem(
                        path,
                        member.getValue(),
                        ("%s: a metric's name is of letters, digits, and any of _ . @ / -; write " + "another")
                                .formatted(path));
                continue;
            }
            settings.read(path, member.getValue(), Kind.constant(Direction.class)).ifPresent(direction -> {
                settings.keep(path, direction);
                metrics.put(member.getKey(), direction);
            });
        }
        return metrics;
    }

    private void ofNetworksOnly() {
        for (String group : NETWORKS) {
            for (Map.Entry<String, ConfigValue> member :
                    settings.group(group).map(settings::members).orElse(List.of())) {
                String path = group + "." + member.getKey();
                if (!path.equals("training.keep")) {
                    settings.problem(
                            path,
                            member.getValue(),
                            ("%s is of Whittle's networks, and has no effect with a trainer; " + "%s")
                                    .formatted(
                                            path,
                                            group.equals("training")
                                                    ? "write a parameter of the trainer's in space, such " + "as space."
                                                            + member.getKey() + " = " + Kind.show(member.getValue())
                                                    : "leave it out"));
                }
            }
        }
    }
}
