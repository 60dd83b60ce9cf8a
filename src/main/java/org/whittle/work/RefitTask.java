package org.whittle.work;

import java.io.Serializable;
import java.util.List;
import org.whittle.goal.ClassRule;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;

/**
 * A final training on training and validation rows.
 *
 * @param segments the training's parts, first to last, at least one; their epochs increase. There is more than one if
 *     the trial began as a copy of another
 * @param directory path within the study directory for the saved network
 * @param shipped whether the network is what the study ships; then it is saved only if it has no
 *     {@linkplain FinalModel#flaw flaw}. One that others are compared with may be bad, but has to be finite
 * @param rule that the saved network's outputs are read by
 */
public record RefitTask(TrialId trial, List<Segment> segments, String directory, boolean shipped, ClassRule rule)
        implements Serializable {

    /**
     * A part of a training: one configuration, from where the part before left off.
     *
     * @param epochs total epochs since the training was fresh, when the part is done
     * @param seed key of the random streams of the trial that trained it
     */
    public record Segment(Configuration configuration, int epochs, long seed) implements Serializable {
    }

    /** @throws IllegalArgumentException if there is nothing to train, or a part ends before the one before it */
    public RefitTask {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("The refit of trial %s has nothing to train.".formatted(trial));
        }
        for (int i = 1; i < segments.size(); i++) {
            if (segments.get(i).epochs() <= segments.get(i - 1).epochs()) {
                throw new IllegalArgumentException("The parts of a training must grow in epochs: " + segments);
            }
        }
    }

    /** A training of a network that predicts the most probable class. */
    public RefitTask(TrialId trial, List<Segment> segments, String directory, boolean shipped) {
        this(trial, segments, directory, shipped, ClassRule.STANDARD);
    }

    /** A training of what is shipped. */
    public RefitTask(TrialId trial, List<Segment> segments, String directory) {
        this(trial, segments, directory, true);
    }

    /**
     * A training of what is shipped, with one configuration throughout.
     *
     * @param epochs how long; the trial's representative epoch
     */
    public RefitTask(TrialId trial, Configuration configuration, int epochs, long seed, String directory) {
        this(trial, List.of(new Segment(configuration, epochs, seed)), directory);
    }

    /** Whether a network may be saved that was trained for this task. */
    public boolean admits(FinalModel model) {
        return model.finite() && (!shipped || model.flaw().isEmpty());
    }

    /** Epochs of the whole training. */
    public int epochs() {
        return segments.get(segments.size() - 1).epochs();
    }
}
