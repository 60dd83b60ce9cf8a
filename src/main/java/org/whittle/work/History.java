package org.whittle.work;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.space.Configuration;

/**
 * All a sampler may know: what was proposed so far, and what was seen of it.
 *
 * @param maxEpochs R: epochs of a full training, which is what configurations are sought for
 * @param proposed every configuration of the study, its index being its trial id: baseline and enqueued ones first,
 *     those still in training included
 * @param observations one for each trial and budget that was judged, in the study's canonical order
 */
public record History(Objectives objectives, int maxEpochs, List<Configuration> proposed,
                      List<Observation> observations) implements Serializable {

    public History {
        proposed = List.copyOf(proposed);
        observations = List.copyOf(observations);
    }

    /** With one objective. */
    public History(Objective objective, int maxEpochs, List<Configuration> proposed,
                   List<Observation> observations) {
        this(Objectives.of(objective), maxEpochs, proposed, observations);
    }

    /** The first goal's metric and direction, which {@link Observation#value} is of. */
    public Objective objective() {
        return objectives.first();
    }

    /** This history with configurations proposed on top of it. */
    public History withProposed(List<Configuration> more) {
        List<Configuration> all = new ArrayList<>(proposed);
        all.addAll(more);
        return new History(objectives, maxEpochs, all, observations);
    }

    /** This history with other observations, for instance some of its own. */
    public History withObservations(List<Observation> others) {
        return new History(objectives, maxEpochs, proposed, others);
    }
}
