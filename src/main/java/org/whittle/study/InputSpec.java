package org.whittle.study;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.net.Edges;

/**
 * What networks are given of a table's features, and beside them.
 *
 * @param edges a channel each, behind those of an image: all that a trial may ask for
 * @param selection of the features of a table
 * @param groups columns that are seen, or not, together, by the group's name
 */
public record InputSpec(List<Edges> edges, SelectionSpec selection, SortedMap<String, List<String>> groups)
        implements Serializable {

    /** What holds unless a study file says otherwise. */
    public static final InputSpec STANDARD = new InputSpec(List.of(), SelectionSpec.NONE, new TreeMap<>());

    public InputSpec {
        edges = List.copyOf(edges);
        SortedMap<String, List<String>> copies = new TreeMap<>();
        groups.forEach((name, columns) -> copies.put(name, List.copyOf(columns)));
        groups = Collections.unmodifiableSortedMap(copies);
    }
}
