package org.whittle.schedule;

import java.io.Serializable;
import java.util.List;
import org.whittle.goal.TrialId;

/**
 * The trials of a rung that are replaced, and those that may be copied in their place.
 *
 * @param ending in trial order; each is followed by one copy
 * @param parents best first, at least one; none of them is ending. Each copy is of one of them, drawn uniformly
 */
public record Succession(List<TrialId> ending, List<TrialId> parents) implements Serializable {
    public Succession {
        ending = List.copyOf(ending);
        parents = List.copyOf(parents);
        if (parents.isEmpty() || parents.stream().anyMatch(ending::contains)) {
            throw new IllegalArgumentException("%s cannot be followed by copies of %s".formatted(ending, parents));
        }
    }
}
