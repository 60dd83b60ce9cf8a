package org.whittle.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;

/**
 * Of all that reported from a rung the best ⌊n/η⌋, and who of them may still go on. With one goal, a report costs
 * O(log n): it moves at most one trial over the border. With several, one that joins may change the rank of all, and
 * they are ranked anew.
 */
final class TopShare {

    private final int eta;
    private final Objectives objectives;
    private final NavigableSet<Standing> top;
    private final NavigableSet<Standing> rest;
    /** Those of the top who go on if they are let, best first. */
    private final NavigableSet<Standing> open;
    /** Who cannot go on, or has gone. */
    private final Set<TrialId> closed = new LinkedHashSet<>();
    private final List<Standing> all = new ArrayList<>();
    private List<Standing> ranked = List.of();

    TopShare(int eta, Objectives objectives) {
        this.eta = eta;
        this.objectives = objectives;
        Comparator<Standing> order = objectives.first().ranking();
        this.top = new TreeSet<>(order);
        this.rest = new TreeSet<>(order);
        this.open = new TreeSet<>(order);
    }

    /** @param trainsOn whether the trial could go on if it were among the best */
    void add(Standing standing, boolean trainsOn) {
        if (!trainsOn || !standing.completed()) {
            closed.add(standing.trial());
        }
        all.add(standing);
        if (objectives.several()) {
            ranked = objectives.ranked(all).subList(0, all.size() / eta);
            return;
        }
        // The best of the others competes with the last of the top.
        rest.add(standing);
        rise(rest.pollFirst());
        if (top.size() > all.size() / eta) {
            Standing last = top.pollLast();
            open.remove(last);
            rest.add(last);
        }
    }

    private void rise(Standing standing) {
        top.add(standing);
        if (!closed.contains(standing.trial())) {
            open.add(standing);
        }
    }

    /** Who has gone on is asked for no more. */
    void close(TrialId trial) {
        closed.add(trial);
        open.removeIf(standing -> standing.trial().equals(trial));
    }

    /** Who of the best share may go on, best first. */
    List<Standing> open() {
        return objectives.several()
                ? ranked.stream().filter(standing -> !closed.contains(standing.trial())).toList()
                : List.copyOf(open);
    }

    /** n: all that reported. */
    int reported() {
        return all.size();
    }
}
