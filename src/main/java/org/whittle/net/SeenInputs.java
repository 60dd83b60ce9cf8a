package org.whittle.net;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.whittle.net.setting.Setting;

/**
 * What a network sees of the rows that a cohort shares. Where it does not see an input, all weights that read it are 0,
 * from the first ones to the stored ones: so it is the network that was given the seen inputs alone, and whoever uses
 * it hands it whole rows.
 *
 * @param inputs features of a vector, or channels of an image
 * @param unseen indices of those that it does not see, in ascending order; none in the usual case
 */
public record SeenInputs(int inputs, List<Integer> unseen) {

    /** How many of the features that {@code data.selection} ranks a network sees. */
    public static final Setting<Integer> TOP = Setting.whole("top", 0, 1 << 24, 0,
            "Features that a network sees, the best of data.selection first; 0: all");

    /** Begins the name of a hyperparameter that says whether a group of columns is seen. */
    public static final String GROUP = "use.";

    /** @throws IllegalArgumentException if there is no such input, or none that is seen */
    public SeenInputs {
        unseen = List.copyOf(new TreeSet<>(unseen));
        if (inputs < 1 || unseen.size() >= inputs) {
            throw new IllegalArgumentException("A network needs inputs that it sees: of %d it does not see %d."
                    .formatted(inputs, unseen.size()));
        }
        if (!unseen.isEmpty() && (unseen.get(0) < 0 || unseen.get(unseen.size() - 1) >= inputs)) {
            throw new IllegalArgumentException("There are %d inputs, from 0 on: not %s.".formatted(inputs, unseen));
        }
    }

    /** Whether a network sees a group of columns of {@code data.groups}. */
    public static Setting<Boolean> group(String name) {
        return Setting.flag(GROUP + name, true, "Whether a network sees the columns of data.groups." + name);
    }

    /** All of them. */
    public static SeenInputs all(int inputs) {
        return new SeenInputs(inputs, List.of());
    }

    /** All of a row: the features of a vector, or the channels of an image. */
    public static SeenInputs all(InputShape row) {
        return all(LayerShapes.channels(row));
    }

    /** Some of them, by their indices. */
    public static SeenInputs some(int inputs, Collection<Integer> seen) {
        return new SeenInputs(inputs, IntStream.range(0, inputs).filter(i -> !seen.contains(i)).boxed().toList());
    }

    /** Whether it sees all. */
    public boolean areAll() {
        return unseen.isEmpty();
    }

    /** Whether it sees that one. */
    public boolean has(int input) {
        return Collections.binarySearch(unseen, input) < 0;
    }
}
