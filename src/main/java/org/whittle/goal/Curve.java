package org.whittle.goal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The learning curve of a trial: all its epochs, first to last.
 */
public record Curve(List<EpochRecord> epochs) implements Serializable {

    /** Of a trial that has not trained. */
    public static final Curve EMPTY = new Curve(List.of());

    public Curve {
        epochs = List.copyOf(epochs);
    }

    /**
     * This curve with more epochs behind it. Those that it has already are left out: a trial that is trained from its
     * first epoch again shows them again.
     */
    public Curve then(List<EpochRecord> more) {
        List<EpochRecord> all = new ArrayList<>(epochs);
        int known = last().map(EpochRecord::epoch).orElse(0);
        more.stream().filter(epoch -> epoch.epoch() > known).forEach(all::add);
        return new Curve(all);
    }

    /** What it was after so many epochs. */
    public Curve upTo(int epoch) {
        return new Curve(epochs.stream().filter(each -> each.epoch() <= epoch).toList());
    }

    /** The newest epoch; empty if there is none. */
    public Optional<EpochRecord> last() {
        return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
    }

    /** The epoch at which the objective was best; the earliest of equals. */
    public Optional<EpochRecord> best(Objective objective) {
        EpochRecord best = null;
        for (EpochRecord epoch : epochs) {
            if (epoch.metrics().containsKey(objective.metric())
                    && (best == null || objective.isBetter(objective.of(epoch), objective.of(best)))) {
                best = epoch;
            }
        }
        return Optional.ofNullable(best);
    }
}
