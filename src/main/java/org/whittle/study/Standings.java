package org.whittle.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.whittle.goal.Curve;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.work.TrialOutcome;

/**
 * What trials are worth while their outcomes come in, rung by rung: a trial's curve grows, and with it its
 * {@linkplain Objectives#standing standing} may change.
 */
public final class Standings {

    private final Objectives objectives;
    private final Map<TrialId, Curve> curves = new LinkedHashMap<>();
    private final Map<TrialId, Standing> standings = new LinkedHashMap<>();
    /** Those with a result, best first by the first goal's metric. */
    private final NavigableSet<Standing> byFirst;

    public Standings(Objectives objectives) {
        this.objectives = objectives;
        this.byFirst = new TreeSet<>(objectives.first().ranking());
    }

    /**
     * Takes note of what a trial reported from a rung.
     *
     * @return what it is worth from now on
     */
    public Standing note(TrialOutcome outcome) {
        Curve curve =
                curves.merge(outcome.trial(), new Curve(outcome.epochs()), (before, now) -> before.then(now.epochs()));
        Standing standing = outcome instanceof TrialOutcome.Completed completed
                ? objectives.standing(outcome.trial(), curve, completed.stoppedEarly())
                : new Standing(outcome.trial(), objectives.none());
        Standing before = standings.put(outcome.trial(), standing);
        if (before != null) {
            byFirst.remove(before);
        }
        if (standing.completed()) {
            byFirst.add(standing);
        }
        return standing;
    }

    /** What the trial was worth when it last reported; empty if it has not. */
    public Optional<Standing> of(TrialId trial) {
        return Optional.ofNullable(standings.get(trial));
    }

    /** All trials that reported, best first. */
    public List<Standing> ranked() {
        return objectives.ranked(new ArrayList<>(standings.values()));
    }

    /** The best by the first goal's metric; empty if no trial has a result. */
    public Optional<Standing> best() {
        return byFirst.isEmpty() ? Optional.empty() : Optional.of(byFirst.first());
    }
}
