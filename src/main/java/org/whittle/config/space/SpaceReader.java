package org.whittle.config.space;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Nearest;
import org.whittle.config.hocon.OtherNames;
import org.whittle.config.hocon.Settings;
import org.whittle.net.SeenInputs;
import org.whittle.net.Training;
import org.whittle.net.setting.Setting;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Constraint;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.SearchSpace;

/**
 * Reads {@code space} and {@code constraints}.
 *
 * <p>Dimensions come in the order of {@link Tunables}, not of the file: a study must not change because its lines
 * were sorted.
 */
public final class SpaceReader {

    /** Says that each layer has its own value. */
    static final String PER_LAYER = "per-layer";

    private static final String SPACE = "space";
    private static final String CONSTRAINTS = "constraints";

    /** What is put together to a dimension. */
    private record Draft(Parameter<?> parameter, Setting<?> setting, Optional<Expression> layer) {
    }

    private final Settings settings;
    private final Tunables tunables;
    private final SortedMap<String, Object> training;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Set<String> broken = new LinkedHashSet<>();

    /**
     * @param tunables what the space may be made of
     * @param training the value of every hyperparameter that is not tuned
     */
    public SpaceReader(Settings settings, Tunables tunables, SortedMap<String, Object> training) {
        this.settings = settings;
        this.tunables = tunables;
        this.training = training;
    }

    /** The space; empty if something is wrong with it, which is noted. */
    public Optional<SearchSpace> read() {
        int before = settings.problems();
        readParameters();
        ExpressionReader expressions = new ExpressionReader(settings, parameters(), broken);
        List<Dimension> dimensions = dimensions(expressions);
        List<Constraint> constraints = constraints(expressions);
        if (settings.problems() > before || dimensions.isEmpty()) {
            return Optional.empty();
        }
        SpaceCheck check = new SpaceCheck(settings, dimensions, constraints);
        if (!check.acyclic()) {
            return Optional.empty();
        }
        SearchSpace space = new SearchSpace(dimensions, constraints);
        check.satisfiable(space);
        return settings.problems() > before ? Optional.empty() : Optional.of(space);
    }

    /** Every sound parameter by its name. */
    public Map<String, Parameter<?>> parameters() {
        Map<String, Parameter<?>> parameters = new LinkedHashMap<>();
        drafts.forEach((name, draft) -> parameters.put(name, draft.parameter()));
        return parameters;
    }

    /** Names of parameters that are meant, but have something wrong. */
    public Set<String> broken() {
        return broken;
    }

    private void readParameters() {
        Optional<ConfigObject> space = settings.group(SPACE);
        if (!tunables.usual().isEmpty() && settings.written(SPACE).isEmpty()) {
            readSettings();
            return;
        }
        if (space.isEmpty() || settings.members(space.get()).isEmpty() && tunables.usual().isEmpty()) {
            if (settings.written(SPACE).isEmpty() || space.isPresent()) {
                settings.problem(
                        SPACE,
                        "space is empty: nothing to tune; write a %s with its domain, such as "
                                        .formatted(tunables.own() ? "parameter of the trainer" : "hyperparameter")
                                + "space.learning-rate { low = 1e-4, high = 1e-1, log = true }");
            }
            return;
        }
        for (Map.Entry<String, ConfigValue> member : settings.members(space.get())) {
            String prefix = member.getKey() + ".";
            if (!tunables.own() && prefix.equals(SeenInputs.GROUP)) {
                requireGroups(member.getValue());
                continue;
            }
            if (!tunables.keys().contains(member.getKey())) {
                broken.add(member.getKey());
            }
            if (!tunables.own() && broken.contains(member.getKey())) {
                settings.problem(SPACE, member.getValue(), "space.%s is not a hyperparameter; write %s".formatted(
                        member.getKey(), Nearest.spelled(member.getKey(), Training.keys()).map("space."::concat)
                                .or(() -> OtherNames.setting(member.getKey()))
                                .or(() -> Nearest.to(member.getKey(), Training.keys()).map("space."::concat))
                                .orElse("one of " + String.join(", ", Training.keys()))));
            }
        }
        readSettings();
    }

    /** What is switched must be a group of columns. */
    private void requireGroups(ConfigValue value) {
        List<String> groups = tunables.keys().stream().filter(key -> key.startsWith(SeenInputs.GROUP))
                .map(key -> key.substring(SeenInputs.GROUP.length())).toList();
        if (!(value instanceof ConfigObject inner)) {
            settings.problem(SPACE, value, "space.use = %s is no group of parameters; write space.use.%s {}"
                    .formatted(Kind.show(value), groups.isEmpty() ? "NAME" : groups.get(0)));
            return;
        }
        for (Map.Entry<String, ConfigValue> member : settings.members(inner)) {
            if (!groups.contains(member.getKey())) {
                broken.add(SeenInputs.GROUP + member.getKey());
                settings.problem(SPACE, member.getValue(), "space.use.%s: data.groups has no %s; write %s".formatted(
                        member.getKey(), member.getKey(), groups.isEmpty() ? "data.groups { %s = [column] }"
                                .formatted(member.getKey()) : "space.use." + Nearest.to(member.getKey(), groups)
                                .orElse(groups.get(0))));
            }
        }
    }

    private void readSettings() {
        // What counts layers comes before what each layer has a value of.
        List<Setting<?>> counted = tunables.settings().stream()
                .filter(setting -> tunables.perLayer().containsKey(setting.key())).toList();
        List<Setting<?>> others = new ArrayList<>(tunables.settings());
        others.removeAll(counted);
        for (Setting<?> setting : Stream.concat(others.stream(), counted.stream()).toList()) {
            if (settings.written(path(setting)).isPresent()) {
                readParameter(setting);
            }
        }
        tunables.usual().forEach(this::takeUsual);
    }

    /** Tunes what is usually tuned, unless the file says something of it, or it would make no difference. */
    private void takeUsual(Dimension usual) {
        Setting<?> setting = tunables.ofKey(usual.name()).orElseThrow();
        if (settings.written(path(setting)).isPresent()
                || settings.written("training." + setting.key()).isPresent()) {
            return;
        }
        Optional<Expression> condition = usual.when().filter(when -> drafts.keySet().containsAll(when.variables()));
        if (condition.isEmpty() && !usual.isActive(training)) {
            return;
        }
        Parameter<?> parameter =
                new ParameterReader(settings, setting, false, false).kept(usual.parameter());
        condition.ifPresent(when -> settings.keep(path(setting) + ".when", when.toString()));
        drafts.put(setting.key(), new Draft(parameter, setting, condition));
    }

    private void readParameter(Setting<?> setting) {
        int before = settings.problems();
        Optional<Parameter<?>> parameter = new ParameterReader(
                settings, setting, tunables.own(), tunables.perLayer().containsKey(setting.key())).read();
        String perLayer = path(setting) + "." + PER_LAYER;
        Optional<Setting<Integer>> layers = Optional.ofNullable(tunables.perLayer().get(setting.key()))
                .filter(count -> settings.written(perLayer).isPresent()
                        && settings.find(perLayer, Kind.choice(List.of(count.key()))).isPresent());
        boolean countable = layers.filter(count -> broken.contains(count.key())).isEmpty();
        if (parameter.isPresent() && countable && settings.problems() == before) {
            if (layers.isPresent()) {
                settings.keep(perLayer, layers.get().key());
                expand(parameter.get(), setting, layers.get());
            } else {
                drafts.put(setting.key(), new Draft(parameter.get(), setting, Optional.empty()));
            }
        } else {
            broken.add(setting.key());
        }
    }

    /** One parameter for each layer; those of layers that not every configuration has exist on condition. */
    private void expand(Parameter<?> of, Setting<?> setting, Setting<Integer> count) {
        String layers = count.key();
        boolean tuned = drafts.containsKey(layers);
        List<Integer> counts = tuned ? layerCounts(drafts.get(layers).parameter())
                : List.of((Integer) training.get(layers));
        boolean always = tuned && settings.written(path(count) + ".when").isEmpty();
        for (int layer = 1; layer <= counts.get(counts.size() - 1); layer++) {
            boolean conditional = tuned && !(always && layer <= counts.get(0));
            Expression atLeast = new Expression.Comparison(new Expression.Reference(layers), ">=",
                    new Expression.Literal(layer));
            Parameter<?> parameter = named(setting.key() + "." + layer, of);
            drafts.put(parameter.name(), new Draft(parameter, setting,
                    conditional ? Optional.of(atLeast) : Optional.empty()));
        }
    }

    /** The fewest and the most layers. */
    private static List<Integer> layerCounts(Parameter<?> layers) {
        if (layers instanceof IntegerParameter range) {
            return List.of(range.low(), range.high());
        }
        return ((ChoiceParameter) layers).values().stream().map(Integer.class::cast).sorted().toList();
    }

    private static Parameter<?> named(String name, Parameter<?> parameter) {
        if (parameter instanceof IntegerParameter p) {
            return new IntegerParameter(name, p.low(), p.high(), p.scale(), p.step());
        }
        if (parameter instanceof RealParameter p) {
            return new RealParameter(name, p.low(), p.high(), p.scale(), p.step());
        }
        return new ChoiceParameter(name, ((ChoiceParameter) parameter).values());
    }

    private List<Dimension> dimensions(ExpressionReader expressions) {
        Map<String, Optional<Expression>> written = new HashMap<>();
        for (Setting<?> setting : tunables.settings()) {
            String path = path(setting) + ".when";
            written.put(setting.key(),
                    settings.written(path).flatMap(value -> expressions.condition(path, value)));
        }
        return drafts.values().stream().sorted(Comparator.comparing(this::place)).map(draft -> {
            Optional<Expression> own = written.get(draft.setting().key());
            Optional<Expression> both = draft.layer().isPresent() && own.isPresent()
                    ? Optional.of(new Expression.And(draft.layer().get(), own.get())) : draft.layer().or(() -> own);
            Dimension dimension = both.map(when -> Dimension.when(draft.parameter(), when))
                    .orElseGet(() -> Dimension.always(draft.parameter()));
            return tunables.own() ? dimension.explored(draft.setting().mayChange()) : dimension;
        }).toList();
    }

    private int place(Draft draft) {
        return tunables.settings().indexOf(draft.setting());
    }

    private List<Constraint> constraints(ExpressionReader expressions) {
        Optional<ConfigValue> written = settings.written(CONSTRAINTS);
        List<Constraint> constraints = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        if (written.isPresent() && !(written.get() instanceof ConfigList)) {
            settings.problem(
                    CONSTRAINTS,
                    "constraints = %s is not a list; write constraints = [\"layers * units <= 256\"]"
                            .formatted(Kind.show(written.get())));
        }
        if (written.isPresent() && written.get() instanceof ConfigList list) {
            for (ConfigValue value : list) {
                expressions.constraint(CONSTRAINTS, value).ifPresent(e -> {
                    constraints.add(new Constraint(e));
                    texts.add(Kind.scalar(value).orElseThrow());
                });
            }
        }
        settings.keep(CONSTRAINTS, texts);
        return constraints;
    }

    private static String path(Setting<?> setting) {
        return SPACE + "." + setting.key();
    }
}
