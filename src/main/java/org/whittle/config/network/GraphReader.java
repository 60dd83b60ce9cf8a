package org.whittle.config.network;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Nearest;
import org.whittle.config.hocon.Settings;
import org.whittle.config.space.ExpressionReader;
import org.whittle.net.activation.Activations;
import org.whittle.net.kind.LayerForm;
import org.whittle.net.kind.LayerTemplate;
import org.whittle.net.setting.Domain;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;
import org.whittle.space.Expression;

/**
 * Reads {@code network.graph}: a list of layers, each {@code { name { key = value } }}, {@code { name = value }} or the
 * bare name. What single values can be is checked here, what hyperparameters make of them by {@link ShapeCheck}.
 */
final class GraphReader {

    static final String PATH = "network.graph";
    private static final String EXAMPLE = "[ { conv { filters = 32 } }, { activation = relu }, flatten ]";
    private static final String GRAPH = "graph";

    /** What layers are called in PyTorch and Keras. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("conv2d", "conv"), Map.entry("convolution", "conv"), Map.entry("linear", "dense"),
            Map.entry("fc", "dense"), Map.entry("fullyconnected", "dense"), Map.entry("maxpool", "pool"),
            Map.entry("maxpool2d", "pool"), Map.entry("avgpool", "pool"), Map.entry("avgpool2d", "pool"),
            Map.entry("averagepool", "pool"), Map.entry("pooling", "pool"), Map.entry("batchnorm", "normalization"),
            Map.entry("batchnorm2d", "normalization"), Map.entry("batchnormalization", "normalization"),
            Map.entry("layernorm", "normalization"), Map.entry("groupnorm", "normalization"),
            Map.entry("norm", "normalization"), Map.entry("skip", "residual"), Map.entry("shortcut", "residual"),
            Map.entry("globalaveragepool", "global-pool"), Map.entry("gap", "global-pool"),
            Map.entry("globalaveragepooling2d", "global-pool"), Map.entry("adaptiveavgpool2d", "global-pool"),
            Map.entry("times", "repeat"), Map.entry("loop", "repeat"));

    private final Settings settings;
    private final String path;
    private final ExpressionReader expressions;
    private final Set<String> names;
    private final Map<String, ConfigValue> origins = new TreeMap<>();

    /**
     * @param path of the list
     * @param expressions of all hyperparameters
     * @param names of these
     */
    GraphReader(Settings settings, String path, ExpressionReader expressions, Set<String> names) {
        this.settings = settings;
        this.path = path;
        this.expressions = expressions;
        this.names = names;
    }

    /** The layers; empty if something is wrong with them, which is noted. */
    Optional<List<LayerTemplate>> read(ConfigValue written) {
        int before = settings.problems();
        List<LayerTemplate> layers = layers(path, written);
        if (layers.isEmpty() && settings.problems() == before) {
            settings.problem(path, written, "%s is empty; write its layers, such as %s".formatted(path, EXAMPLE), "");
        }
        return settings.problems() == before ? Optional.of(layers) : Optional.empty();
    }

    /** Where a place of a {@link LayerTemplate} is written. */
    Optional<ConfigValue> origin(String place) {
        return Optional.ofNullable(origins.get(place));
    }

    private List<LayerTemplate> layers(String path, ConfigValue written) {
        origins.put(path, written);
        if (!(written instanceof ConfigList list)) {
            problem(written, "%s = %s is not a list of layers; write %s = %s".formatted(path, Kind.show(written), path,
                    EXAMPLE));
            return List.of();
        }
        List<LayerTemplate> layers = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            layer("%s[%d]".formatted(path, i), list.get(i)).ifPresent(layers::add);
        }
        return layers;
    }

    private Optional<LayerTemplate> layer(String path, ConfigValue written) {
        if (!(written instanceof ConfigObject group)) {
            return bare(path, written);
        }
        List<Map.Entry<String, ConfigValue>> members = settings.members(group);
        if (members.size() != 1) {
            problem(written, members.isEmpty()
                    ? "%s is an empty group; write a layer, such as { conv { filters = 32 } }".formatted(path)
                    : "%s has %s in one group; write a group for each, such as { %s ... }, { %s ... }".formatted(path,
                            members.stream().map(Map.Entry::getKey).collect(Collectors.joining(" and ")),
                            members.get(0).getKey(), members.get(1).getKey()));
            return Optional.empty();
        }
        String key = members.get(0).getKey();
        ConfigValue body = members.get(0).getValue();
        Optional<LayerForm> form = form(path, key, written);
        origins.put(path + "." + key, body);
        return form.flatMap(f -> layer(path + "." + key, f, body));
    }

    /** A layer that needs nothing said, by its name alone. */
    private Optional<LayerTemplate> bare(String path, ConfigValue written) {
        Optional<String> name = Kind.scalar(written);
        if (name.isEmpty()) {
            problem(
                    written,
                    "%s is a list in a list; write { repeat { times = 2, graph = [ ... ] } }, or leave out its "
                                    .formatted(path)
                            + "brackets");
            return Optional.empty();
        }
        Optional<LayerForm> form = form(path, name.get(), written);
        if (form.isEmpty()) {
            return Optional.empty();
        }
        LayerForm found = form.get();
        String place = path + "." + found.key();
        origins.put(place, written);
        if (found.holdsLayers() || found.settings().stream().anyMatch(found::requires)) {
            problem(written, "%s = %s says too little; write %s".formatted(path, name.get(), example(found)));
            return Optional.empty();
        }
        return Optional.of(new LayerTemplate(place, found, new TreeMap<>(), List.of()));
    }

    private Optional<LayerForm> form(String path, String name, ConfigValue written) {
        Optional<LayerForm> form = LayerForm.ofKey(name);
        if (form.isEmpty()) {
            problem(written, "%s: %s is not a layer; write %s".formatted(path, name, meant(name)));
        }
        return form;
    }

    private static String meant(String name) {
        if (Option.keys(Activations.ALL).contains(name)) {
            return "{ activation = %s }".formatted(name);
        }
        return Optional.ofNullable(ELSEWHERE.get(name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "")))
                .or(() -> Nearest.to(name, LayerForm.keys()))
                .flatMap(LayerForm::ofKey).map(GraphReader::example)
                .orElseGet(() -> "one of " + String.join(", ", LayerForm.keys()));
    }

    private static String example(LayerForm form) {
        return switch (form) {
            case CONV -> "{ conv { filters = 32, kernel = 3 } }";
            case NORMALIZATION -> "{ normalization = batch }";
            case ACTIVATION -> "{ activation = relu }";
            case POOL -> "{ pool { kind = max, size = 2 } }";
            case RESIDUAL -> "{ residual = [ { conv { filters = 32 } } ] }";
            case REPEAT -> "{ repeat { times = 2, graph = [ { conv { filters = 32 } } ] } }";
            case GLOBAL_POOL -> "{ global-pool = average }";
            case FLATTEN -> "flatten";
            case DENSE -> "{ dense { units = 64 } }";
            case DROPOUT -> "{ dropout = 0.1 }";
        };
    }

    private Optional<LayerTemplate> layer(String path, LayerForm form, ConfigValue body) {
        int before = settings.problems();
        SortedMap<String, Expression> values = new TreeMap<>();
        List<LayerTemplate> inner = List.of();
        if (body instanceof ConfigObject group) {
            inner = members(path, form, group, values);
        } else if (form == LayerForm.RESIDUAL) {
            inner = layers(path, body);
        } else if (form.single().isPresent()) {
            value(path, form.single().get(), body).ifPresent(value -> values.put(form.single().get().key(), value));
        } else {
            problem(body, "%s = %s is a value; write %s".formatted(path, Kind.show(body), example(form)));
        }
        if (settings.problems() == before && form.holdsLayers() && inner.isEmpty()) {
            problem(body, "%s holds no layers; write %s".formatted(path, example(form)));
        }
        return settings.problems() == before
                ? Optional.of(new LayerTemplate(path, form, values, inner)) : Optional.empty();
    }

    private List<LayerTemplate> members(
            String path, LayerForm form, ConfigObject group, SortedMap<String, Expression> values) {
        List<LayerTemplate> inner = List.of();
        Set<String> meant = new TreeSet<>();
        List<String> keys = new ArrayList<>(form.settings().stream().<String>map(Setting::key).toList());
        if (form.holdsLayers()) {
            keys.add(GRAPH);
        }
        for (Map.Entry<String, ConfigValue> member : settings.members(group)) {
            String where = path + "." + member.getKey();
            Optional<Setting<?>> setting = form.settings().stream()
                    .<Setting<?>>map(s -> s).filter(s -> s.key().equals(member.getKey())).findFirst();
            if (form.holdsLayers() && member.getKey().equals(GRAPH)) {
                inner = layers(where, member.getValue());
            } else if (setting.isPresent()) {
                value(where, setting.get(), member.getValue())
                        .ifPresent(value -> values.put(setting.get().key(), value));
            } else {
                Optional<String> near = Nearest.to(member.getKey(), keys);
                near.ifPresent(meant::add);
                problem(member.getValue(), keys.isEmpty()
                        ? "%s: nothing can be said of %s; write it alone".formatted(where, form.key())
                        : "%s is not of %s; %s".formatted(where, form.key(), near.map("write "::concat)
                                .orElse("it has: " + String.join(", ", keys))));
            }
        }
        for (Setting<?> setting : form.settings()) {
            if (form.requires(setting) && !group.containsKey(setting.key()) && !meant.contains(setting.key())) {
                problem(group, "%s has no %s; write %s".formatted(path, setting.key(), example(form)));
            }
        }
        return inner;
    }

    private Optional<Expression> value(String path, Setting<?> setting, ConfigValue written) {
        origins.put(path, written);
        Domain<?> domain = setting.domain();
        Optional<String> text = Kind.scalar(written);
        if (domain instanceof Domain.Choice choice && text.filter(choice.names()::contains).isPresent()) {
            return Optional.of(new Expression.Literal(text.get()));
        }
        Optional<Expression> read = expressions.value(this.path, path, written);
        if (read.isPresent() && read.get() instanceof Expression.Literal literal
                && !domain.accepts(literal.value())) {
            problem(written, unsuitable(path, setting, literal.value()));
            return Optional.empty();
        }
        return read;
    }

    /** What is wrong with a constant: mostly a name that is misspelt, of a value or of a hyperparameter. */
    private String unsuitable(String path, Setting<?> setting, Object value) {
        String word = value.toString();
        Domain<?> domain = setting.domain();
        Optional<String> near = domain instanceof Domain.Choice choice
                ? Nearest.to(word, choice.names()) : Optional.empty();
        if (value instanceof String) {
            near = near.or(() -> domain instanceof Domain.Choice
                    ? Nearest.typed(word, names) : Nearest.to(word, names));
        }
        String shown = value instanceof Double x ? Kind.plain(x) : word;
        String otherwise = domain instanceof Domain.Choice choice ? choice.names().get(0)
                : value instanceof String ? "a number, or declare network.parameters { %s = 32 }".formatted(word)
                : nearest(domain, ((Number) value).doubleValue());
        return "%s = %s is not %s; write %s".formatted(path, shown, inWords(domain), near.orElse(otherwise));
    }

    private static String nearest(Domain<?> domain, double x) {
        if (domain instanceof Domain.Whole whole) {
            return String.valueOf(Math.max(whole.low(), Math.min(whole.high(), (long) Math.rint(x))));
        }
        Domain.Real real = (Domain.Real) domain;
        return Kind.plain(Math.max(real.low(), Math.min(real.high(), x)));
    }

    private static String inWords(Domain<?> domain) {
        return domain instanceof Domain.Choice choice ? "one of " + String.join(" | ", choice.names())
                : domain instanceof Domain.Real real
                        ? "a number from %s to %s".formatted(Kind.plain(real.low()), Kind.plain(real.high()))
                        : domain.toString();
    }

    private void problem(ConfigValue where, String what) {
        settings.problem(path, where, what, "");
    }
}
