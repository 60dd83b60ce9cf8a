package org.whittle.config.network;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Architecture;
import org.whittle.net.Augmentation;
import org.whittle.net.Edges;
import org.whittle.net.LayerShapes;
import org.whittle.net.SeenInputs;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.kind.PretrainedKind;
import org.whittle.score.model.ModelDirectory;
import org.whittle.score.model.ModelFiles;

/** Reads {@code network.pretrained}: a trained network whose layers trials begin with. */
final class PretrainedReader {

    private static final String PATH = "network.pretrained.path";
    private static final String FREEZE = "network.pretrained.freeze";
    private static final String RESOURCE = "classpath:";
    private static final List<String> HEADS = List.of("mlp", "layers");

    private final Settings settings;
    private final String path;
    private final boolean frozen;

    /** @param kind of the head */
    PretrainedReader(Settings settings, String kind) {
        this.settings = settings;
        String written = settings.get(PATH, Kind.text());
        this.frozen = settings.get(FREEZE, Kind.choice(List.of("all", "none"))).equals("all");
        this.path = written.equals(Kind.NONE) || settings.ofRecord() ? written : absolute(written);
        settings.keep(PATH, path);
        if (isSet() && !HEADS.contains(kind)) {
            settings.problem(
                    "network.kind",
                    ("network.kind = %s, but a pretrained network makes a vector of each row, and "
                                    + "the head behind it is of kind %s; write network.kind = mlp")
                            .formatted(kind, String.join(" or ", HEADS)));
        }
        if (isSet() && frozen && !settings.ofRecord()) {
            List<String> ofRows = new ArrayList<>(Augmentation.keys());
            ofRows.addAll(List.of(SeenInputs.TOP.key(), Edges.SETTING.key(), "use"));
            for (String name : ofRows) {
                for (String group : List.of("training.", "space.")) {
                    if (settings.written(group + name).isPresent()) {
                        settings.problem(
                                group + name,
                                ("%s%s has no effect: what a frozen network gives for a row is computed"
                                                + " once; write network.pretrained.freeze = none, or leave it out")
                                        .formatted(group, name));
                    }
                }
            }
        }
        if (!isSet() && !settings.ofRecord()) {
            settings.written(FREEZE).ifPresent(value -> settings.problem(FREEZE, value,
                    "%s has no effect: network.pretrained.path is none; write the model, or leave it out"
                            .formatted(FREEZE)));
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
        return HEADS.contains(head.key()) ? Optional.of(new PretrainedKind(head, path, frozen, layers()))
                : Optional.empty();
    }

    private ModelFiles local() {
        Path directory = Path.of(path);
        return ModelFiles.in(
                Files.exists(directory.resolve("architecture.json")) ? directory : directory.resolve("model"));
    }

    /** The trunk's layers for people; none where it is not a local model, which is looked at when the study begins. */
    private List<String> layers() {
        boolean resource = path.startsWith(RESOURCE);
        if (settings.ofRecord() || path.contains(":") && !resource) {
            return List.of();
        }
        try {
            Architecture network = ModelDirectory.description(
                            resource
                                    ? ModelFiles.inJar(
                                            path.substring(RESOURCE.length()).replaceFirst("^/+", ""))
                                    : local())
                    .architecture();
            return network.layers().subList(0, network.layers().size() - 1).stream().map(LayerShapes::name).toList();
        } catch (FileNotFoundException | InvalidPathException e) {
            settings.objection(PATH, ("network.pretrained.path = %s: there is no model of Whittle's; write a study "
                    + "directory, or its model").formatted(path));
        } catch (IOException | IllegalArgumentException e) {
            settings.objection(PATH, "network.pretrained.path = %s: %s".formatted(path, e.getMessage()));
        }
        return List.of();
    }
}
