package org.whittle.config.network;

import com.typesafe.config.ConfigList;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Architecture;
import org.whittle.net.Augmentation;
import org.whittle.net.Edges;
import org.whittle.net.Freezing;
import org.whittle.net.Layer;
import org.whittle.net.SeenInputs;
import org.whittle.net.Training;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.kind.PretrainedKind;
import org.whittle.net.setting.Setting;
import org.whittle.score.model.ModelDirectory;
import org.whittle.score.model.ModelFiles;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Dimension;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.SearchSpace;

/** Reads {@code network.pretrained}: a trained network whose layers trials begin with. */
final class PretrainedReader {

    private static final String PATH = "network.pretrained.path";
    private static final String FREEZE = "network.pretrained.freeze";
    private static final String RESOURCE = "classpath:";
    private static final List<String> HEADS = List.of("mlp", "layers");
    static final String HEAD = "network.pretrained.head";

    private final Settings settings;
    private final String path;
    /** The network, once somebody has looked. */
    private Optional<Optional<Architecture>> looked = Optional.empty();

    /** @param kind of the head */
    PretrainedReader(Settings settings, String kind) {
        this.settings = settings;
        String written = settings.get(PATH, Kind.text());
        this.path = written.equals(Kind.NONE) || settings.ofRecord() ? written : absolute(written);
        settings.keep(PATH, path);
        if (isSet() && !HEADS.contains(kind)) {
            settings.problem(
                    "network.kind",
                    ("network.kind = %s, but a pretrained network makes a vector of each row, and "
                                    + "the head behind it is of kind %s; write network.kind = mlp")
                            .formatted(kind, String.join(" or ", HEADS)));
        }
        if (!isSet() && !settings.ofRecord()) {
            List<String> without = new ArrayList<>(List.of(HEAD));
            for (Setting<?> setting : Freezing.SETTINGS) {
                without.addAll(List.of(Training.path(setting.key()), "space." + setting.key()));
            }
            for (String name : without) {
                settings.written(name)
                        .filter(value -> !(value instanceof ConfigList list && list.isEmpty()))
                        .ifPresent(value -> settings.problem(
                                name,
                                value,
                                ("%s has no effect: network.pretrained.path is "
                                                + "none; write the model, or leave it out")
                                        .formatted(name)));
            }
        }
    }

    /**
     * Looks for what does not go together with frozen layers.
     *
     * @param training the value of every hyperparameter that is not tuned
     * @param maxEpochs R
     */
    void check(SearchSpace space, SortedMap<String, Object> training, int maxEpochs) {
        if (!isSet() || settings.ofRecord()) {
            return;
        }
        List<String> values = Freezing.values(space, training);
        String freeze = space.dimension(Freezing.FREEZE.key()).isPresent() ? "space." + Freezing.FREEZE.key() : FREEZE;
        network().ifPresent(network -> {
            for (String value : values) {
                try {
                    Freezing.layers(network.input(), trunk(network), value);
                } catch (IllegalArgumentException e) {
                    settings.objection(freeze, "%s = %s: %s".formatted(freeze, value, e.getMessage()));
                }
            }
        });
        if (values.stream().anyMatch(value -> !value.equals(Freezing.NONE))) {
            checkRows(space, values.contains(Freezing.NONE));
        }
        checkUnfreezing(space, training, values, maxEpochs);
    }

    /** What changes rows, or chooses of them, has no effect on what frozen layers gave for them. */
    private void checkRows(SearchSpace space, boolean some) {
        List<String> ofRows = new ArrayList<>(Augmentation.keys());
        ofRows.addAll(List.of(SeenInputs.TOP.key(), Edges.SETTING.key(), "use"));
        for (String name : ofRows) {
            boolean conditioned = some && space.dimension(name).filter(each -> each.when().isPresent()).isPresent();
            for (String group : List.of("training.", "space.")) {
                if (settings.written(group + name).isPresent() && !conditioned) {
                    settings.problem(
                            group + name,
                            ("%s has no effect: what frozen layers give for a row is computed once; "
                                            + "write %s, or leave it out")
                                    .formatted(
                                            group + name,
                                            some
                                                    ? "space.%s.when = \"freeze = none\"".formatted(name)
                                                    : FREEZE + " = none"));
                }
            }
        }
    }

    private void checkUnfreezing(SearchSpace space, SortedMap<String, Object> training, List<String> values,
                                 int maxEpochs) {
        String key = Freezing.UNFREEZE_AT.key();
        Optional<Parameter<?>> tuned = space.dimension(key).map(Dimension::parameter);
        String path = tuned.isPresent() ? "space." + key : Training.path(key);
        int last = tuned.map(parameter -> parameter instanceof IntegerParameter range ? range.high()
                : ((ChoiceParameter) parameter).values().stream().mapToInt(each -> (Integer) each).max().orElse(0))
                .orElseGet(() -> (Integer) training.get(key));
        if (last > maxEpochs) {
            settings.objection(
                    path,
                    "%s: epoch %d never comes, because search.max-epochs = %d; write %s = %d"
                            .formatted(path, last, maxEpochs, path, Math.max(2, maxEpochs / 3)));
        } else if (last > 0 && values.stream().allMatch(Freezing.NONE::equals)) {
            settings.objection(
                    path,
                    "%s has no effect: no layer is frozen; write %s = all, or leave it out".formatted(path, FREEZE));
        } else if (last == 0 && values.stream().allMatch(Freezing.ALL::equals)) {
            for (String factor : List.of(Training.path(Freezing.FACTOR.key()), "space." + Freezing.FACTOR.key())) {
                settings.written(factor)
                        .ifPresent(value -> settings.objection(
                                factor,
                                value,
                                ("%s has no effect: all layers "
                                                + "of the pretrained network are frozen; write %s = none, or leave it "
                                                + "out")
                                        .formatted(factor, FREEZE)));
            }
        }
    }

    private static String absolute(String path) {
        boolean relative = !path.startsWith("/") && !path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
        return relative ? Path.of("").toAbsolutePath().resolve(path).normalize().toString() : path;
    }

    boolean isSet() {
        return !path.equals(Kind.NONE);
    }

    /**
     * The head behind the trunk; the head alone if there is none; empty if there can be no such head, which is noted.
     */
    Optional<NetworkKind> over(NetworkKind head) {
        if (!isSet()) {
            return Optional.of(head);
        }
        return HEADS.contains(head.key())
                ? Optional.of(new PretrainedKind(head, path, network()
                        .map(network -> Freezing.described(network.input(), trunk(network))).orElse(List.of())))
                : Optional.empty();
    }

    /** Numbers that the layers make of a row; empty where nobody has looked. */
    Optional<Integer> features() {
        return network().map(network -> trunk(network).isEmpty() ? network.input().features()
                : network.shapes().after().get(network.layers().size() - 2).features());
    }

    private static List<Layer> trunk(Architecture network) {
        return network.layers().subList(0, network.layers().size() - 1);
    }

    private ModelFiles local() {
        Path directory = Path.of(path);
        return ModelFiles.in(
                Files.exists(directory.resolve("architecture.json")) ? directory : directory.resolve("model"));
    }

    /** The network; empty where it is not a local model, which is looked at when the study begins, or is none. */
    private Optional<Architecture> network() {
        boolean resource = path.startsWith(RESOURCE);
        if (settings.ofRecord() || path.contains(":") && !resource) {
            return Optional.empty();
        }
        if (looked.isEmpty()) {
            looked = Optional.of(read(resource));
        }
        return looked.get();
    }

    private Optional<Architecture> read(boolean resource) {
        try {
            return Optional.of(ModelDirectory.description(
                            resource
                                    ? ModelFiles.inJar(
                                            path.substring(RESOURCE.length()).replaceFirst("^/+", ""))
                                    : local())
                    .architecture());
        } catch (FileNotFoundException | InvalidPathException e) {
            settings.objection(PATH, ("network.pretrained.path = %s: there is no model of Whittle's; write a study "
                    + "directory, or its model").formatted(path));
        } catch (IOException | IllegalArgumentException e) {
            settings.objection(PATH, "network.pretrained.path = %s: %s".formatted(path, e.getMessage()));
        }
        return Optional.empty();
    }
}
