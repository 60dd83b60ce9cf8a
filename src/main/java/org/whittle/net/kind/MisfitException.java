package org.whittle.net.kind;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Hyperparameters that make no network: a value that a layer cannot have, or a layer that does not fit behind those
 * before it.
 */
public final class MisfitException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final String what;
    private final String change;
    private final TreeSet<String> read;

    /**
     * @param place of the layer, as in the study file: {@code network.graph[2].pool}
     * @param what is wrong, without a full stop
     * @param change what to change, likewise
     * @param read names of the hyperparameters that the layer is made from
     */
    MisfitException(String place, String what, String change, Collection<String> read) {
        super("%s: %s. Maybe %s.".formatted(place, what, change));
        this.place = place;
        this.what = what;
        this.change = change;
        this.read = new TreeSet<>(read);
    }

    /** Of the layer, as in the study file. */
    public String place() {
        return place;
    }

    /** What is wrong, without a full stop. */
    public String what() {
        return what;
    }

    /** What to change, without a full stop; to follow "maybe". */
    public String change() {
        return change;
    }

    /** Names of the hyperparameters that the layer is made from. */
    public SortedSet<String> read() {
        return Collections.unmodifiableSortedSet(read);
    }
}
