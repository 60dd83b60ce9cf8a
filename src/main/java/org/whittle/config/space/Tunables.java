package org.whittle.config.space;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Training;
import org.whittle.net.setting.Domain;
import org.whittle.net.setting.Setting;
import org.whittle.space.Dimension;

/**
 * What a search space may be made of: the settings of networks, or whatever a user's own trainer calls its parameters,
 * whose kinds then follow from how they are written.
 *
 * @param settings in the order of the dimensions
 * @param own whether they are a trainer's own
 * @param perLayer those that each layer may have a value of its own of, by name, and what counts these layers
 * @param usual what is tuned without being written
 */
public record Tunables(
        List<Setting<?>> settings,
        boolean own,
        SortedMap<String, Setting<Integer>> perLayer,
        List<Dimension> usual) {

    /** Says of a trainer's parameter whether population based training may change it. */
    static final String EXPLORE = "explore";

    private static final String SPACE = "space";
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*";
    private static final List<String> RESERVED = List.of("and", "or", "not", "in", "true", "false");

    public Tunables {
        settings = List.copyOf(settings);
        perLayer = Collections.unmodifiableSortedMap(new TreeMap<>(perLayer));
        usual = List.copyOf(usual);
    }

    /**
     * The settings of networks.
     *
     * @param more hyperparameters of the user's own
     * @param perLayer as in the record
     * @param usual as in the record
     */
    public static Tunables ofNetworks(List<Setting<?>> more, SortedMap<String, Setting<Integer>> perLayer,
                                      List<Dimension> usual) {
        return new Tunables(
                Stream.concat(Training.settings().stream(), more.stream()).toList(), false, perLayer, usual);
    }

    /** The parameters that {@code space} names, by their names; what has no kind is noted and left out. */
    public static Tunables ofTrainer(Settings settings) {
        SortedMap<String, Setting<?>> found = new TreeMap<>();
        List<Map.Entry<String, ConfigValue>> members = settings.group(SPACE).map(settings::members).orElse(List.of());
        for (Map.Entry<String, ConfigValue> member : members) {
            String name = member.getKey();
            if (!isName(name)) {
                settings.problem(
                        SPACE,
                        member.getValue(),
                        ("space.%s is not a name that expressions can have; write letters, "
                                        + "digits, underscores and hyphens between them")
                                .formatted(name));
                continue;
            }
            domain(settings, name, member.getValue())
                    .ifPresent(domain -> found.put(name, setting(settings, name, domain)));
        }
        return new Tunables(new ArrayList<>(found.values()), true, new TreeMap<>(), List.of());
    }

    /** The setting of that name. */
    Optional<Setting<?>> ofKey(String name) {
        Optional<Setting<?>> found = settings.stream().<Setting<?>>map(s -> s).filter(s -> s.key().equals(name))
                .findFirst();
        return own || found.isPresent() ? found : Training.ofKey(name);
    }

    List<String> keys() {
        return settings.stream().<String>map(Setting::key).toList();
    }

    /** Whether expressions can name a parameter so. */
    public static boolean isName(String name) {
        return name.matches(NAME) && !RESERVED.contains(name);
    }

    private static Setting<?> setting(Settings settings, String name, Domain<?> domain) {
        Setting<?> setting = domain instanceof Domain.Real real
                ? Setting.real(name, real.low(), real.high(), 0.0, name)
                : domain instanceof Domain.Whole whole
                        ? Setting.whole(name, whole.low(), whole.high(), 0, name)
                        : domain instanceof Domain.Choice choice
                                ? Setting.choice(
                                        name, choice.names(), choice.names().get(0), name)
                                : Setting.flag(name, false, name);
        String path = SPACE + "." + name + "." + EXPLORE;
        Optional<Boolean> explore =
                settings.written(path).isPresent() ? settings.find(path, Kind.flag()) : Optional.empty();
        explore.ifPresent(value -> settings.keep(path, value));
        return explore.orElse(domain instanceof Domain.Real) ? setting.changing() : setting;
    }

    private static Optional<Domain<?>> domain(Settings settings, String name, ConfigValue value) {
        String path = SPACE + "." + name;
        if (!(value instanceof ConfigObject group)) {
            return Optional.of(of(value));
        }
        String type = Optional.ofNullable(group.get("type")).flatMap(Kind::scalar).orElse("");
        if (type.equals("boolean")) {
            return Optional.of(new Domain.Flag());
        }
        if (type.equals("real")) {
            return Optional.of(real());
        }
        if (type.equals("int")) {
            return Optional.of(whole());
        }
        ConfigValue values = group.containsKey("values") ? group.get("values") : group.get("value");
        if (values != null) {
            return Optional.of(of(values));
        }
        if (group.containsKey("low") || group.containsKey("high")) {
            List<ConfigValue> numbers = Stream.of("low", "high", "step")
                    .map(group::get)
                    .filter(v -> v != null)
                    .toList();
            if (!numbers.stream().allMatch(Tunables::isWhole)) {
                return Optional.of(real());
            }
            settings.problem(
                    path,
                    value,
                    ("%s: its bounds are whole numbers, which leaves open whether it is one; write "
                                    + "%s.type = int, or %s.type = real")
                            .formatted(path, path, path));
            return Optional.empty();
        }
        settings.problem(
                path,
                value,
                ("%s has no domain; write %s { type = real, low = 0, high = 1 }, or a list of values, for "
                                + "instance")
                        .formatted(path, path));
        return Optional.empty();
    }

    /** The least domain that has a value, or each of a list. */
    private static Domain<?> of(ConfigValue value) {
        List<ConfigValue> values = value instanceof ConfigList list ? List.copyOf(list) : List.of(value);
        List<String> texts = values.stream().flatMap(v -> Kind.scalar(v).stream()).distinct().toList();
        if (values.stream().allMatch(v -> Kind.flag().read(v).isPresent())) {
            return new Domain.Flag();
        }
        if (values.stream().allMatch(Tunables::isWhole)) {
            return whole();
        }
        return values.stream().allMatch(v -> real(v).isPresent()) || texts.isEmpty()
                ? real()
                : new Domain.Choice(texts);
    }

    private static Domain<?> real() {
        return new Domain.Real(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    private static Domain<?> whole() {
        return new Domain.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Optional<Double> real(ConfigValue value) {
        return Kind.real(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY).read(value);
    }

    /** Whether a number is written without a fraction and an exponent. */
    private static boolean isWhole(ConfigValue value) {
        return Kind.scalar(value).filter(text -> text.matches("[-+]?\\d+")).isPresent()
                && Kind.integer(Integer.MIN_VALUE, Integer.MAX_VALUE).read(value).isPresent();
    }
}
