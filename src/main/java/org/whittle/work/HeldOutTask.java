package org.whittle.work;

import java.io.Serializable;
import java.util.List;
import org.whittle.goal.TrialId;

/**
 * A training on a fold's training rows alone, as a trial had it, for what the network says of the fold's validation
 * rows.
 *
 * @param segments as in {@link RefitTask}
 * @param resamples of the validation rows, to tell how uncertain the objective is; 0 if that is not asked
 * @param seed of the resampling
 */
public record HeldOutTask(TrialId trial, int fold, List<RefitTask.Segment> segments, int resamples, long seed)
        implements Serializable {

    public HeldOutTask {
        segments = List.copyOf(segments);
    }
}
