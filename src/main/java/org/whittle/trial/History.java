package org.whittle.trial;

import java.io.Serializable;
import java.util.List;
import org.whittle.space.Configuration;

/**
 * All a sampler may know: what was proposed so far, and what was seen of it.
 *
 * @param proposed every configuration of the study, its index being its trial id: baseline and enqueued ones first,
 *     those still in training included
 * @param observations one for each trial and budget that was judged, in the study's canonical order
 */
public record History(Objectives objectives, List<Configuration> proposed, List<Observation> observations)
        implements Serializable {
    public History {
        proposed = List.copyOf(proposed);
        observations = List.copyOf(observations);
    }

    /** With one objective. */
    public History(Objective objective, List<Configuration> proposed, List<Observation> observations) {
        this(Objectives.of(objective), proposed, observations);
    }

    /** The first goal's metric and direction, which {@link Observation#value} is of. */
    public Objective objective() {
        return objectives.first();
    }
}
