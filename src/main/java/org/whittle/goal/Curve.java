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
     * This curve with more epochs behind it. Those that are told again replace what was told before: a trial that is
     * trained from its first epoch again shows the same, one that is trained on more folds the means over all of them.
     */
    public Curve then(List<EpochRecord> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<EpochRecord> all = new ArrayList<>();
        epochs.stream().filter(epoch -> epoch.epoch() < more.get(0).epoch()).forEach(all::add);
        all.addAll(more);
        epochs.stream().filter(epoch -> epoch.epoch() > more.get(more.size() - 1).epoch()).forEach(all::add);
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
