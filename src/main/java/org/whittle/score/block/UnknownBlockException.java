package org.whittle.score.block;

import java.util.List;
import org.whittle.net.BroughtNetwork;

/** A model's network is made by a class, or is a module, that the caller did not name. */
public final class UnknownBlockException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** @param allowed what the caller named: classes, or sums of modules */
    public UnknownBlockException(BroughtNetwork network, List<String> allowed) {
        super(network.origin() == BroughtNetwork.Origin.BLOCK ? ofClass(network.name(), allowed) : ofModule(allowed));
    }

    private static String ofClass(String name, List<String> allowed) {
        return ("the network is made by %s, and %s; a model loads no class by itself: name it, with predict by --block "
                + "%s and its jar by -- --jars my.jar, or Scorer.load(directory, List.of(new %s()))").formatted(name,
                named("no class was named", allowed), name, name.substring(name.lastIndexOf('.') + 1));
    }

    private static String ofModule(List<String> allowed) {
        return ("the network is a module of PyTorch's, and %s; a module is code, which a model does not bring by "
                + "itself: "
                        + "name the file that the study was given, with predict by --block net.pt, or "
                        + "Scorer.load(directory, "
                        + "Path.of(\"net.pt\"))")
                .formatted(named("none was named", allowed));
    }

    private static String named(String none, List<String> allowed) {
        return allowed.isEmpty() ? none : "what was named is " + String.join(", ", allowed);
    }
}
