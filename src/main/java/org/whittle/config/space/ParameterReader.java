package org.whittle.config.space;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Nearest;
import org.whittle.config.hocon.Settings;
import org.whittle.net.setting.Domain;
import org.whittle.net.setting.Setting;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;

/**
 * Reads one parameter of {@code space}: {@code dropout = 0.1}, {@code activation = [relu, tanh]}, or a group that says
 * its type, {@code { type = real, low = 0, high = 0.5 }}.
 */
public final class ParameterReader {

    private static final String REAL = "real";
    private static final String INT = "int";
    private static final String CHOICE = "choice";
    private static final String BOOLEAN = "boolean";
    private static final String FIXED = "fixed";

    /** What a group of each type may say, beside {@code type} and {@code when}. */
    private static final Map<String, List<String>> KEYS = Map.of(REAL, List.of("low", "high", "log", "step"),
            INT, List.of("low", "high", "log", "step"), CHOICE, List.of("values"), BOOLEAN, List.of(),
            FIXED, List.of("value"));

    private final Settings settings;
    private final Setting<?> setting;
    private final boolean own;
    private final boolean layered;
    private final String path;

    /**
     * @param own whether it is a trainer's own parameter
     * @param layered whether each layer may have a value of its own
     */
    public ParameterReader(Settings settings, Setting<?> setting, boolean own, boolean layered) {
        this.settings = settings;
        this.setting = setting;
        this.own = own;
        this.layered = layered;
        this.path = "space." + setting.key();
    }

    /** The parameter as written; empty if something is wrong with it, which is noted. */
    public Optional<Parameter<?>> read() {
        ConfigValue value = settings.written(path).orElseThrow();
        int before = settings.problems();
        if (value instanceof ConfigObject group && saysNoDomain(group) && setting.usual().isPresent()) {
            checkKeys(group, range(setting.domain()));
            return settings.problems() > before ? Optional.empty() : setting.usual().map(this::kept);
        }
        String type = type(value);
        Optional<? extends Parameter<?>> parameter = switch (type) {
            case REAL, INT -> number(type);
            case BOOLEAN -> Optional.of(ChoiceParameter.ofBoolean(setting.key()));
            case CHOICE -> choice(value instanceof ConfigList ? path : path + ".values");
            case FIXED -> fixed(value instanceof ConfigObject ? path + ".value" : path);
            default -> Optional.empty();
        };
        if (settings.problems() > before || parameter.isEmpty()) {
            return Optional.empty();
        }
        settings.keep(path + ".type", type);
        return Optional.of(parameter.get());
    }

    /** Whether a group leaves the domain to what is usual. */
    private static boolean saysNoDomain(ConfigObject group) {
        return KEYS.values().stream().flatMap(List::stream).noneMatch(group::containsKey) && !group.containsKey("type");
    }

    /** A parameter, noted as if it had been written. */
    Parameter<?> kept(Parameter<?> usual) {
        if (usual instanceof ChoiceParameter choice) {
            boolean either = setting.domain() instanceof Domain.Flag;
            settings.keep(path + ".type", either ? BOOLEAN : CHOICE);
            if (!either) {
                settings.keep(path + ".values", choice.values());
            }
            return usual;
        }
        settings.keep(path + ".type", usual instanceof IntegerParameter ? INT : REAL);
        settings.keep(path + ".low", usual.fromUnit(0));
        settings.keep(path + ".high", usual.fromUnit(1));
        settings.keep(path + ".log", usual instanceof IntegerParameter whole ? whole.scale() == Scale.LOG
                : ((RealParameter) usual).scale() == Scale.LOG);
        return usual;
    }

    /** The parameter's type, written or evident; empty text if it is wrong or not evident, which is noted. */
    private String type(ConfigValue value) {
        if (!(value instanceof ConfigObject group)) {
            return value instanceof ConfigList ? CHOICE : FIXED;
        }
        String range = range(setting.domain());
        String type;
        if (settings.written(path + ".type").isPresent()) {
            List<String> types = Stream.of(range, CHOICE, FIXED).distinct().toList();
            Optional<String> written = settings.find(path + ".type", new Kind<>(
                    "a type of %s (%s)".formatted(setting.key(), String.join(" | ", types)),
                    v -> Kind.scalar(v).filter(types::contains),
                    v -> Kind.scalar(v).map(t -> Nearest.to(t, types).orElse(range))));
            if (written.isEmpty()) {
                return "";
            }
            type = written.get();
        } else if (group.containsKey("values")) {
            type = CHOICE;
        } else if (group.containsKey("value")) {
            type = FIXED;
        } else if (range.equals(CHOICE)) {
            settings.problem(path, "%s has no values; write %s = [%s]".formatted(path, path,
                    String.join(", ", setting.domain() instanceof Domain.Choice choice ? choice.names()
                            : ((Domain.Names) setting.domain()).words())));
            return "";
        } else {
            type = range;
        }
        checkKeys(group, type);
        return type;
    }

    private static String range(Domain<?> domain) {
        if (domain instanceof Domain.Real) {
            return REAL;
        }
        return domain instanceof Domain.Whole ? INT
                : domain instanceof Domain.Choice || domain instanceof Domain.Names ? CHOICE : BOOLEAN;
    }

    private void checkKeys(ConfigObject group, String type) {
        Set<String> allowed = new TreeSet<>(KEYS.get(type));
        allowed.addAll(List.of("type", "when"));
        if (layered) {
            allowed.add(SpaceReader.PER_LAYER);
        }
        if (own) {
            allowed.add(Tunables.EXPLORE);
        }
        for (Map.Entry<String, ConfigValue> member : settings.members(group)) {
            if (!allowed.contains(member.getKey())) {
                settings.problem(path, member.getValue(), "%s.%s is not a setting of type %s; %s".formatted(path,
                        member.getKey(), type, Nearest.to(member.getKey(), allowed).map("write "::concat)
                                .orElse("it has: " + String.join(", ", allowed))));
            }
        }
    }

    private Optional<Parameter<?>> number(String type) {
        Kind<Object> bounds = Kind.of(setting);
        Optional<Object> low = required(path + ".low", bounds, "write the smallest value to try");
        Optional<Object> high = required(path + ".high", bounds, "write the largest value to try");
        boolean log = settings.find(path + ".log", Kind.flag()).orElse(false);
        boolean whole = type.equals(INT);
        Optional<? extends Number> step = whole
                ? settings.find(path + ".step", Kind.integer(1, Integer.MAX_VALUE))
                : settings.find(path + ".step", Kind.positive());
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        Scale scale = log ? Scale.LOG : Scale.LINEAR;
        try {
            Parameter<?> parameter = whole
                    ? new IntegerParameter(setting.key(), (Integer) low.get(), (Integer) high.get(), scale,
                            step.map(Number::intValue).orElse(1))
                    : new RealParameter(setting.key(), (Double) low.get(), (Double) high.get(), scale,
                            step.map(s -> OptionalDouble.of(s.doubleValue())).orElse(OptionalDouble.empty()));
            settings.keep(path + ".low", low.get());
            settings.keep(path + ".high", high.get());
            settings.keep(path + ".log", log);
            step.ifPresent(s -> settings.keep(path + ".step", s));
            return Optional.of(parameter);
        } catch (IllegalArgumentException wrong) {
            settings.problem(path, path + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Parameter<?>> choice(String where) {
        Optional<ConfigValue> written = settings.written(where);
        if (written.isEmpty() || !(written.get() instanceof ConfigList list)) {
            settings.problem(where, written.map(v -> "%s = %s is not a list; write %s = [%s]"
                            .formatted(where, Kind.show(v), where, Kind.show(v)))
                    .orElse("%s is missing; write %s = [a, b]".formatted(where, where)));
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>();
        for (ConfigValue value : list) {
            settings.read(where, value, Kind.of(setting)).ifPresent(values::add);
        }
        if (values.size() < list.size()) {
            return Optional.empty();
        }
        try {
            ChoiceParameter parameter = new ChoiceParameter(setting.key(), values);
            settings.keep(path + ".values", values);
            return Optional.of(parameter);
        } catch (IllegalArgumentException wrong) {
            settings.problem(where, where + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Parameter<?>> fixed(String where) {
        return required(where, Kind.of(setting), "write the value that it has in all trials").map(value -> {
            settings.keep(path + ".value", value);
            return new ChoiceParameter(setting.key(), List.of(value));
        });
    }

    private <T> Optional<T> required(String where, Kind<T> kind, String proposal) {
        if (settings.written(where).isEmpty()) {
            settings.problem(where, "%s is missing; %s".formatted(where, proposal));
        }
        return settings.find(where, kind);
    }
}
