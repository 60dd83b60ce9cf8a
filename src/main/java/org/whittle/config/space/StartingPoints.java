package org.whittle.config.space;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Nearest;
import org.whittle.config.hocon.Settings;
import org.whittle.net.SeenInputs;
import org.whittle.net.Training;
import org.whittle.net.setting.Setting;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Constraint;
import org.whittle.space.Dimension;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.SearchSpace;

/**
 * Reads {@code baseline} and {@code enqueue}: the configurations that come before the sampler's.
 *
 * <p>Each is completed: what an enqueued configuration leaves out is taken from {@code baseline}, and what that leaves
 * out from {@code training}; of a trainer's own parameters, it is the middle of the domain, or the first of the values.
 * What is not active beside the rest is left out.
 */
public final class StartingPoints {

    private static final String BASELINE = "baseline";
    private static final String ENQUEUE = "enqueue";

    /**
     * Values as written.
     *
     * @param lengths of the lists of layers' values, by their setting
     */
    private record Written(
            String path, Optional<ConfigValue> origin, Map<String, Object> values, Map<String, Integer> lengths) {
    }

    private final Settings settings;
    private final Tunables tunables;
    private final Map<String, Parameter<?>> parameters;
    private final Set<String> broken;
    private final SortedMap<String, Object> training;
    private final Set<String> unsuitable = new TreeSet<>();

    /**
     * @param tunables what the space may be made of
     * @param parameters the space's parameters by name
     * @param broken names of parameters whose domain is unknown because something is wrong with them
     * @param training the value of every hyperparameter where a configuration has none
     */
    public StartingPoints(
            Settings settings,
            Tunables tunables,
            Map<String, Parameter<?>> parameters,
            Set<String> broken,
            SortedMap<String, Object> training) {
        this.settings = settings;
        this.tunables = tunables;
        this.parameters = parameters;
        this.broken = broken;
        this.training = training;
    }

    /**
     * Reads both.
     *
     * @param space empty if something is wrong with it; then values are checked, but not put together
     * @return the baseline, then the enqueued configurations; incomplete if something is wrong with them, which is
     *     noted
     */
    public List<Configuration> read(Optional<SearchSpace> space) {
        int before = settings.problems();
        Written baseline = settings.group(BASELINE).map(group -> written(BASELINE, group))
                .orElse(new Written(BASELINE, Optional.empty(), Map.of(), Map.of()));
        List<Written> enqueued = enqueued();
        if (space.isEmpty()) {
            return List.of();
        }
        List<Written> all = Stream.concat(Stream.of(baseline), enqueued.stream()).toList();
        List<Configuration> configurations =
                all.stream().map(one -> complete(one, baseline, space.get())).toList();
        if (settings.problems() == before) {
            for (int i = 0; i < all.size(); i++) {
                checkConstraints(all.get(i), configurations.get(i), space.get());
                checkTwins(all, configurations, i);
            }
        }
        byLayer(configurations.get(0)).forEach((name, value) -> settings.keep(BASELINE + "." + name, value));
        settings.keep(ENQUEUE, configurations.stream().skip(1).map(StartingPoints::byLayer).toList());
        return configurations;
    }

    private void checkConstraints(Written own, Configuration configuration, SearchSpace space) {
        for (Constraint constraint : space.constraints()) {
            if (!constraint.holds(configuration.values())) {
                problem(own, "%s (%s) violates the constraint '%s'; change one of them"
                        .formatted(own.path(), configuration, constraint));
            }
        }
    }

    private void checkTwins(List<Written> all, List<Configuration> configurations, int index) {
        int twin = configurations.indexOf(configurations.get(index));
        if (twin < index) {
            problem(all.get(index), "%s is the same configuration as %s; leave it out".formatted(all.get(index).path(),
                    all.get(twin).path() + (twin == 0 ? ", trial 0" : "")));
        }
    }

    private List<Written> enqueued() {
        Optional<ConfigValue> value = settings.written(ENQUEUE);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof ConfigList list)) {
            settings.problem(ENQUEUE, "%s = %s is not a list; write %s = [ { layers = 2 } ]".formatted(ENQUEUE,
                    Kind.show(value.get()), ENQUEUE));
            return List.of();
        }
        List<Written> all = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String path = "%s[%d]".formatted(ENQUEUE, i);
            if (list.get(i) instanceof ConfigObject group) {
                all.add(written(path, group));
            } else {
                settings.problem(
                        ENQUEUE,
                        list.get(i),
                        "%s = %s is not a configuration; write { layers = 2 }, for instance"
                                .formatted(path, Kind.show(list.get(i))));
            }
        }
        return all;
    }

    private Written written(String path, ConfigObject group) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Integer> lengths = new LinkedHashMap<>();
        for (Map.Entry<String, ConfigValue> member : flat(group)) {
            String name = member.getKey();
            ConfigValue value = member.getValue();
            if (Training.ofLayer(name + ".1").isPresent() && parameters.containsKey(name + ".1")) {
                if (value instanceof ConfigList list) {
                    lengths.put(name, list.size());
                }
                layers(path, name, value)
                        .forEach((unit, v) -> value(path, unit, v).ifPresent(x -> values.put(unit, x)));
            } else if (parameters.containsKey(name) && Training.ofLayer(name).isEmpty()) {
                value(path, name, value).ifPresent(x -> values.put(name, x));
            } else if (!broken.contains(name)) {
                problem(path, value, unknown(path, name, value));
            }
        }
        return new Written(path, Optional.of(group), values, lengths);
    }

    /** Members by their names; those of a group that parameters are named by are named by it too. */
    private List<Map.Entry<String, ConfigValue>> flat(ConfigObject group) {
        List<Map.Entry<String, ConfigValue>> members = new ArrayList<>();
        for (Map.Entry<String, ConfigValue> member : settings.members(group)) {
            String prefix = member.getKey() + ".";
            if (prefix.equals(SeenInputs.GROUP) && member.getValue() instanceof ConfigObject inner) {
                settings.members(inner)
                        .forEach(each -> members.add(Map.entry(prefix + each.getKey(), each.getValue())));
            } else {
                members.add(member);
            }
        }
        return members;
    }

    /** A list is one value for each layer, a number the same for all. */
    private Map<String, ConfigValue> layers(String path, String setting, ConfigValue value) {
        Map<String, ConfigValue> units = new LinkedHashMap<>();
        List<String> names = parameters.keySet().stream().filter(name -> isOf(setting, name)).toList();
        if (value instanceof ConfigList list && list.size() > names.size()) {
            problem(path, value, "%s.%s = %s has %d values, but there are at most %d layers; write at most %d"
                    .formatted(path, setting, Kind.show(value), list.size(), names.size(), names.size()));
            return units;
        }
        for (int i = 0; i < names.size(); i++) {
            if (!(value instanceof ConfigList list)) {
                units.put(names.get(i), value);
            } else if (i < list.size()) {
                units.put(names.get(i), list.get(i));
            }
        }
        return units;
    }

    private Optional<Object> value(String path, String name, ConfigValue value) {
        String where = path + "." + name;
        Parameter<?> parameter = parameters.get(name);
        Optional<Object> typed = Kind.of(tunables.ofKey(name).orElseThrow()).read(value);
        if (typed.isEmpty() || !parameter.contains(typed.get())) {
            Object nearest = nearest(parameter, meant(parameter, value));
            problem(path, value, "%s = %s is outside its domain (%s); write %s"
                    .formatted(where, Kind.show(value), parameter.domain(), show(nearest)));
            // The rest is looked at as if that had been written: it is not left out.
            return Optional.of(nearest);
        }
        return typed;
    }

    /** The value as the parameter's type has it, in its domain or not; its text if it is of another type. */
    private static Object meant(Parameter<?> parameter, ConfigValue value) {
        Optional<Object> number = parameter instanceof RealParameter
                ? Kind.real(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY).read(value).map(Object.class::cast)
                : Kind.integer(Integer.MIN_VALUE, Integer.MAX_VALUE).read(value).map(Object.class::cast);
        return number.or(() -> Kind.scalar(value)).orElse("");
    }

    private String unknown(String path, String name, ConfigValue value) {
        if (!tunables.own() && Training.keys().contains(name)) {
            return "%s.%s: %s is not in the search space; add space.%s, or write %s = %s for all trials"
                    .formatted(path, name, name, name, Training.path(name), Kind.show(value));
        }
        List<String> known = Stream.concat(parameters.keySet().stream(), broken.stream())
                .map(n -> Training.ofLayer(n).map(Setting::key).orElse(n)).distinct().toList();
        return "%s.%s is not a parameter of the search space; write %s".formatted(path, name,
                Nearest.to(name, known).map(near -> path + "." + near).orElse("one of " + String.join(", ", known)));
    }

    /**
     * The configuration in which every active parameter has its own value, or else the baseline's, or else that of
     * {@code training}.
     */
    private Configuration complete(Written own, Written baseline, SearchSpace space) {
        Map<String, Object> values = new TreeMap<>();
        for (Dimension dimension : space.dimensions()) {
            String name = dimension.name();
            if (dimension.isActive(values)) {
                Object written = own.values().getOrDefault(name, baseline.values().get(name));
                values.put(name, written != null ? written : fallback(own, dimension.parameter()));
            }
        }
        own.lengths().forEach((setting, length) -> {
            long layers = values.keySet().stream().filter(name -> isOf(setting, name)).count();
            if (length < layers) {
                problem(own, "%s.%s has a length of %d, but the configuration has %d layers; write a value for each"
                        .formatted(own.path(), setting, length, layers));
            }
        });
        return Configuration.of(values);
    }

    /** The value that {@code training} has for all trials, or the only one that the parameter has. */
    private Object fallback(Written own, Parameter<?> parameter) {
        if (parameter instanceof ChoiceParameter choice && choice.values().size() == 1) {
            return choice.values().get(0);
        }
        if (tunables.own()) {
            return middle(parameter);
        }
        String key = tunables.ofKey(parameter.name()).orElseThrow().key();
        Object value = training.get(key);
        if (!parameter.contains(value) && unsuitable.add(key)) {
            String what = "%s leaves out %s, and %s = %s is outside its domain (%s); write %s.%s = %s"
                    .formatted(
                            own.path(),
                            key,
                            Training.path(key),
                            show(value),
                            parameter.domain(),
                            own.path(),
                            key,
                            show(nearest(parameter, value)));
            own.origin().ifPresentOrElse(group -> problem(own.path(), group, what),
                    () -> settings.problem("space." + key, what));
        }
        return value;
    }

    /** Where a trainer's own parameter is in the baseline that says nothing of it. */
    private static Object middle(Parameter<?> parameter) {
        return parameter instanceof ChoiceParameter choice ? choice.values().get(0) : parameter.fromUnit(0.5);
    }

    private void problem(String path, ConfigValue value, String what) {
        settings.problem(path.startsWith(ENQUEUE) ? ENQUEUE : BASELINE, value, what);
    }

    private void problem(Written written, String what) {
        written.origin().ifPresentOrElse(group -> problem(written.path(), group, what),
                () -> settings.problem(BASELINE, what));
    }

    /** An admissible value near to one that is not. */
    private static Object nearest(Parameter<?> parameter, Object value) {
        if (parameter instanceof RealParameter real && value instanceof Double x) {
            double inside = Math.min(real.high(), Math.max(real.low(), x));
            return real.contains(inside) ? inside : real.fromUnit(Math.min(1, real.toUnit(inside)));
        }
        if (parameter instanceof IntegerParameter whole && value instanceof Integer n) {
            int inside = Math.min(whole.high(), Math.max(whole.low(), n));
            return whole.contains(inside) ? inside : whole.fromUnit(Math.min(1, whole.toUnit(inside)));
        }
        if (value instanceof Number number && parameter instanceof ChoiceParameter choice
                && choice.values().stream().allMatch(Number.class::isInstance)) {
            double wanted = number.doubleValue();
            return choice.values().stream()
                    .min(Comparator.comparingDouble(v -> Math.abs(((Number) v).doubleValue() - wanted)))
                    .orElseThrow();
        }
        return value instanceof String word && parameter instanceof ChoiceParameter choice
                ? Nearest.to(word, choice.values().stream().map(Object::toString).toList())
                        .map(Object.class::cast).orElse(choice.values().get(0))
                : parameter.fromUnit(0);
    }

    private static String show(Object value) {
        return value instanceof Double x ? Kind.plain(x) : String.valueOf(value);
    }

    private static boolean isOf(String setting, String name) {
        return Training.ofLayer(name).filter(found -> found.key().equals(setting)).isPresent();
    }

    /** A configuration as it is written: the layers' values as a list. */
    private static SortedMap<String, Object> byLayer(Configuration configuration) {
        SortedMap<String, Object> written = new TreeMap<>();
        configuration.values().forEach((name, value) -> {
            Optional<String> layered = Training.ofLayer(name).map(Setting::key);
            if (layered.isEmpty()) {
                written.put(name, value);
            } else if (name.endsWith(".1")) {
                List<Object> values = new ArrayList<>();
                for (int layer = 1; configuration.value(layered.get() + "." + layer).isPresent(); layer++) {
                    values.add(configuration.value(layered.get() + "." + layer).get());
                }
                written.put(layered.get(), values);
            }
        });
        return written;
    }
}
