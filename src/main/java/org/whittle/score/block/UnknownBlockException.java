package org.whittle.score.block;

import java.util.List;

/** A model's network is made by a class that the caller did not name. */
public final class UnknownBlockException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * @param name of the class
     * @param allowed names of the classes that the caller named
     */
    public UnknownBlockException(String name, List<String> allowed) {
        super(
                ("the network is made by %s, and %s; a model loads no class by itself: name it, with predict by "
                        + "--block %s "
                                + "and its jar by -- --jars my.jar, or Scorer.load(directory, List.of(new %s()))")
                        .formatted(
                                name,
                                allowed.isEmpty()
                                        ? "no class was named"
                                        : "what was named is " + String.join(", ", allowed),
                                name,
                                name.substring(name.lastIndexOf('.') + 1)));
    }
}
