package org.whittle.config.network;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.config.space.ExpressionReader;
import org.whittle.net.InputShape;
import org.whittle.net.Training;
import org.whittle.net.kind.ConvolutionalKind;
import org.whittle.net.kind.GraphKind;
import org.whittle.net.kind.LayerTemplate;
import org.whittle.net.kind.MisfitException;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.kind.PretrainedKind;
import org.whittle.net.kind.UsualSpace;
import org.whittle.net.setting.Setting;
import org.whittle.space.Dimension;
import org.whittle.space.Parameter;
import org.whittle.space.SearchSpace;

/** Reads {@code network}: what networks a study trains. */
public final class NetworkReader {

    /** The kinds that a study file can name. */
    public static final List<String> KINDS = List.of("mlp", "convolutional", "layers", "block", "torchscript");

    private static final String KIND = "network.kind";
    private static final String SPACE = "network.space";
    /** Of a trunk, which is looked at when the study begins; nothing that is checked hangs on their number. */
    private static final int UNKNOWN_FEATURES = 64;
    private static final String LAYERS = "layers";
    private static final String CONVOLUTIONAL = "convolutional";
    private static final String BLOCK = "block";
    private static final String TORCHSCRIPT = "torchscript";

    private final Settings settings;
    private final String kind;
    /** Whether the file names a kind that there is: else nothing that hangs on the kind is wrong. */
    private final boolean known;
    private final UsualSpace usual;
    private final OwnParameters own;
    private final Optional<BlockReader> block;
    private final PretrainedReader pretrained;
    /** Whether layers are written, and where. */
    private final boolean layers;
    private final String graphPath;
    private Optional<GraphReader> graph = Optional.empty();

    public NetworkReader(Settings settings) {
        this.settings = settings;
        int before = settings.problems();
        this.kind = settings.get(KIND, Kind.choice(KINDS));
        this.known = settings.problems() == before;
        this.usual = settings.get(SPACE, Kind.constant(UsualSpace.class));
        boolean behind = settings.written(PretrainedReader.HEAD)
                .filter(value -> known && !isEmpty(value)).isPresent();
        this.graphPath = behind ? PretrainedReader.HEAD : GraphReader.PATH;
        this.layers = behind || kind.equals(LAYERS);
        boolean blocks = kind.equals(BLOCK);
        this.block = blocks ? Optional.of(new BlockReader(settings)) : Optional.empty();
        this.own = blocks ? OwnParameters.none(settings) : new OwnParameters(settings);
        if ((blocks || kind.equals(TORCHSCRIPT)) && usual != UsualSpace.NONE) {
            settings.problem(SPACE, "network.space = %s, but what is tuned of a %s is yours to say; write none"
                    .formatted(Kind.key(usual), blocks ? BLOCK : "module"));
        }
        this.pretrained = new PretrainedReader(settings, kind);
        only(BlockReader.PATH, BLOCK);
        only(ModuleReader.PATH, TORCHSCRIPT);
        if (layers && usual != UsualSpace.NONE) {
            settings.problem(SPACE, "network.space = %s, but what is tuned of network.graph is yours to say; write none"
                    .formatted(Kind.key(usual)));
        }
        if (behind && settings.written(GraphReader.PATH).filter(value -> !isEmpty(value)).isPresent()) {
            settings.problem(
                    GraphReader.PATH,
                    "network.graph and %s both say what comes behind the pretrained network; leave"
                                    .formatted(PretrainedReader.HEAD)
                            + " one of them out");
        }
        for (String path : List.of(GraphReader.PATH, OwnParameters.PATH)) {
            settings.written(path)
                    .filter(value -> known && !layers && !isEmpty(value))
                    .filter(value -> !blocks || path.equals(GraphReader.PATH))
                    .ifPresent(value -> settings.problem(
                            path,
                            value,
                            "%s is of network.kind = layers, and network.kind is %s; leave it out, or write %s"
                                    .formatted(path, kind, "network.kind = layers")));
        }
    }

    /** Notes a setting that only one kind has. */
    private void only(String path, String itsKind) {
        if (!kind.equals(itsKind)) {
            settings.keep(path, Kind.NONE);
            settings.written(path)
                    .filter(value -> known
                            && Kind.scalar(value).filter(Kind.NONE::equals).isEmpty())
                    .ifPresent(value -> settings.problem(
                            path,
                            value,
                            ("%s is of network.kind = %s, and network.kind is %s; leave it out, or write network.kind "
                                    + "= %s")
                                    .formatted(path, itsKind, kind, itsKind)));
        }
    }

    private static boolean isEmpty(ConfigValue value) {
        return value instanceof ConfigList list && list.isEmpty()
                || value instanceof ConfigObject group && group.isEmpty();
    }

    /** Hyperparameters of the user's own, by the names that {@code network.parameters} declares. */
    public List<Setting<?>> own() {
        return layers ? own.settings() : block.map(BlockReader::own).orElse(List.of());
    }

    /** The values that {@code network.parameters} gives, to its own hyperparameters and to others. */
    public SortedMap<String, Object> values() {
        return layers ? own.values() : block.map(BlockReader::values).orElseGet(TreeMap::new);
    }

    /** What is tuned without being written in {@code space}. */
    public List<Dimension> usual() {
        return isReady() ? ready().usual(usual) : List.of();
    }

    /** The settings that each layer may have a value of its own of, by name, and what counts these layers. */
    public SortedMap<String, Setting<Integer>> perLayer() {
        return isReady() ? ready().perLayer() : new TreeMap<>();
    }

    private boolean isReady() {
        return !layers && !List.of(BLOCK, TORCHSCRIPT).contains(kind);
    }

    private NetworkKind ready() {
        return kind.equals(CONVOLUTIONAL) ? new ConvolutionalKind() : new MlpKind();
    }

    /**
     * The kind of networks; empty if something is wrong with it or its layers, which is noted.
     *
     * @param parameters the space's parameters by name
     * @param broken names of parameters whose domain is unknown because something is wrong with them
     */
    public Optional<NetworkKind> read(Map<String, Parameter<?>> parameters, Set<String> broken) {
        return head(parameters, broken).flatMap(pretrained::over);
    }

    private Optional<NetworkKind> head(Map<String, Parameter<?>> parameters, Set<String> broken) {
        settings.keep(GraphReader.PATH, List.of());
        settings.keep(PretrainedReader.HEAD, List.of());
        if (block.isPresent()) {
            return block.get().kind().map(NetworkKind.class::cast);
        }
        if (kind.equals(TORCHSCRIPT)) {
            return new ModuleReader(settings).read().map(NetworkKind.class::cast);
        }
        if (!layers) {
            return known ? Optional.of(ready()) : Optional.empty();
        }
        Set<String> names = new LinkedHashSet<>(own().stream().<String>map(Setting::key).toList());
        names.addAll(Training.keys());
        Set<String> unknown = new TreeSet<>(names);
        unknown.addAll(broken);
        unknown.removeAll(parameters.keySet());
        ExpressionReader expressions = new ExpressionReader(settings, parameters, unknown);
        Optional<ConfigValue> written = settings.written(graphPath);
        if (written.isEmpty()) {
            settings.problem(KIND, "network.graph is missing; write its layers, such as network.graph = [ { conv { "
                    + "filters = 32 } }, { activation = relu }, flatten ]");
            return Optional.empty();
        }
        GraphReader reader = new GraphReader(settings, graphPath, expressions, names);
        graph = Optional.of(reader);
        Optional<List<LayerTemplate>> templates = reader.read(written.get());
        settings.keep(graphPath, plain(written.get()));
        if (templates.isPresent()) {
            own.unread(graphPath, new GraphKind(templates.get()).reads());
        }
        return templates.map(GraphKind::new);
    }

    /**
     * Looks for hyperparameters that make no network.
     *
     * @param space empty if something is wrong with it; then only the values of all trials are looked at
     * @param training the value of every hyperparameter that is not tuned
     * @param rows what a row is
     */
    public void check(
            NetworkKind network, Optional<SearchSpace> space, SortedMap<String, Object> training, InputShape rows) {
        InputShape input = network instanceof PretrainedKind
                ? new InputShape.Vector(pretrained.features().orElse(UNKNOWN_FEATURES))
                : rows;
        if (space.isEmpty()) {
            ShapeCheck.misfit(network, training, input).ifPresent(why -> report(
                    new ShapeCheck.Misfit(why, new TreeMap<>(), Optional.empty()), training));
            return;
        }
        new ShapeCheck(network, space.get(), training, input).misfits()
                .forEach(misfit -> report(misfit, training));
    }

    /**
     * Looks for hyperparameters that do not go together with a pretrained network.
     *
     * @param maxEpochs R
     */
    public void checkPretrained(SearchSpace space, SortedMap<String, Object> training, int maxEpochs) {
        pretrained.check(space, training, maxEpochs);
    }

    private void report(ShapeCheck.Misfit misfit, SortedMap<String, Object> training) {
        MisfitException why = misfit.why();
        SortedMap<String, Object> where = new TreeMap<>(misfit.where());
        if (where.isEmpty()) {
            why.read().stream().filter(training::containsKey).forEach(name -> where.put(name, training.get(name)));
        }
        String what = "%s: %s%s; %s".formatted(why.place(), why.what(), where.isEmpty() ? "" : where.entrySet().stream()
                        .map(e -> "%s = %s".formatted(e.getKey(), show(e.getValue())))
                        .collect(Collectors.joining(" and ", ", where ", "")),
                misfit.remedy().map("write "::concat).orElse(why.change()));
        Optional<ConfigValue> origin = graph.flatMap(reader -> reader.origin(why.place()));
        String path = origin.isPresent() ? graphPath : KIND;
        origin.or(() -> settings.written(path)).ifPresentOrElse(
                value -> settings.objection(path, value, what), () -> settings.objection(path, what));
    }

    private static String show(Object value) {
        return value instanceof Double x ? Kind.plain(x) : String.valueOf(value);
    }

    /** A value as records keep it: numbers and truth values as such, whatever they were written as. */
    private static Object plain(ConfigValue value) {
        if (value instanceof ConfigList list) {
            return list.stream().map(NetworkReader::plain).toList();
        }
        if (value instanceof ConfigObject group) {
            SortedMap<String, Object> members = new TreeMap<>();
            group.forEach((key, member) -> members.put(key, plain(member)));
            return members;
        }
        String text = Kind.scalar(value).orElse("");
        return Kind.integer(Integer.MIN_VALUE, Integer.MAX_VALUE).read(value).<Object>map(n -> n)
                .or(() -> Kind.flag().read(value)).orElse(text);
    }
}
