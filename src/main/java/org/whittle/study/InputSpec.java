package org.whittle.study;

import java.io.Serializable;
import java.util.List;
import org.whittle.net.Edges;

/**
 * What networks are given beside a table's own features.
 *
 * @param edges a channel each, behind those of an image: all that a trial may ask for
 */
public record InputSpec(List<Edges> edges) implements Serializable {

    /** What holds unless a study file says otherwise. */
    public static final InputSpec STANDARD = new InputSpec(List.of());

    public InputSpec {
        edges = List.copyOf(edges);
    }
}
