package org.whittle.config.network;

import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.whittle.config.hocon.Brought;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.config.space.Tunables;
import org.whittle.net.Training;
import org.whittle.net.kind.BlockKind;
import org.whittle.net.setting.Setting;
import org.whittle.score.block.BlockProvider;
import org.whittle.work.Fault;

/**
 * Reads {@code network.class}, and the values that {@code network.parameters} gives to what the class declares. Of a
 * study's record no class is loaded: what it declared is there, each with its value.
 */
final class BlockReader {

    static final String PATH = "network.class";

    private final Settings settings;
    private final Optional<String> type;
    /** In the order of names, which is the one that a record has them in. */
    private final SortedMap<String, Setting<?>> declared = new TreeMap<>();
    private final SortedMap<String, Object> values = new TreeMap<>();

    BlockReader(Settings settings) {
        this.settings = settings;
        Brought<BlockProvider> brought =
                new Brought<>(settings, BlockProvider.class, BlockProvider::name, name -> null);
        int before = settings.problems();
        String name = brought.name(PATH, List.of(Kind.NONE));
        boolean named = settings.problems() == before;
        if (named && name.equals(Kind.NONE)) {
            settings.problem(PATH, "network.class is missing; write the class that makes the network, such as "
                    + "network.class = com.example.MyNet, and ship its jar: -- --jars my.jar");
        }
        type = Optional.of(name).filter(n -> named && !n.equals(Kind.NONE));
        if (settings.ofRecord()) {
            OwnParameters recorded = new OwnParameters(settings);
            recorded.settings().forEach(setting -> declared.put(setting.key(), setting));
            recorded.values().forEach((key, value) -> {
                Training.ofKey(key).ifPresent(setting -> declared.put(key, setting));
                values.put(key, value);
            });
        } else {
            type.flatMap(t -> brought.make(PATH, t, this::settingsOf)).ifPresent(all -> all.forEach(this::read));
            unknown();
        }
    }

    private List<Setting<?>> settingsOf(BlockProvider provider) {
        try {
            return List.copyOf(provider.settings());
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalArgumentException("it does not say what it reads: " + Fault.line(e), e);
        }
    }

    private void read(Setting<?> setting) {
        String key = setting.key();
        Optional<Setting<?>> known = Training.ofKey(key);
        if (known.isPresent() && !known.get().equals(setting)) {
            settings.problem(PATH, ("network.class: it declares %s, which is a hyperparameter of training with another "
                    + "meaning; give it another name, or declare Training's").formatted(key));
            return;
        }
        if (!Tunables.isName(key)) {
            settings.problem(
                    PATH,
                    ("network.class: it declares '%s', which is no name that expressions can have; give it "
                                    + "one of letters, digits, underscores and hyphens between them")
                            .formatted(key));
            return;
        }
        declared.put(key, setting);
        if (known.isPresent()) {
            return;
        }
        String path = path(key);
        Object value = settings.written(path).<Object>flatMap(one -> settings.read(path, one, Kind.of(setting)))
                .orElse(setting.standard());
        settings.keep(path, value);
        values.put(key, value);
    }

    /** What is written and not declared. */
    private void unknown() {
        List<String> own = new ArrayList<>(values.keySet());
        for (Map.Entry<String, ConfigValue> member : settings.group(OwnParameters.PATH).map(settings::members)
                .orElse(List.of())) {
            String path = path(member.getKey());
            if (type.isPresent() && !own.contains(member.getKey())) {
                settings.problem(path, member.getValue(), declared.containsKey(member.getKey())
                        ? "%s is a hyperparameter of training; write training.%s".formatted(path, member.getKey())
                        : "%s is nothing that %s reads%s; leave it out".formatted(path, type.get(),
                                own.isEmpty() ? "" : ": that is " + String.join(", ", own)));
            }
        }
    }

    private static String path(String name) {
        return OwnParameters.PATH + "." + ConfigUtil.joinPath(name);
    }

    /** Hyperparameters that training has not. */
    List<Setting<?>> own() {
        return declared.values().stream().<Setting<?>>map(s -> s)
                .filter(setting -> Training.ofKey(setting.key()).isEmpty()).toList();
    }

    /** The value of each of them where it is not tuned. */
    SortedMap<String, Object> values() {
        return new TreeMap<>(values);
    }

    /** The kind of networks; empty if something is wrong with the class, which is noted. */
    Optional<BlockKind> kind() {
        SortedSet<String> reads = new TreeSet<>(declared.keySet());
        return type.map(name -> new BlockKind(name, reads));
    }
}
