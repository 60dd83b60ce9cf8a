package org.whittle.trial;

import java.util.Comparator;

/**
 * A metric that the study optimises, and which way.
 *
 * @param metric name of a metric as in {@link EpochRecord#metrics}
 */
public record Objective(String metric, Direction direction) implements Goal {

    /** Whether a is strictly better than b. A number is better than none. */
    public boolean isBetter(double a, double b) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return !Double.isNaN(a);
        }
        return direction == Direction.MAXIMIZE ? a > b : a < b;
    }

    /**
     * The epoch that speaks for a trial: its last, or its best if early stopping ended it (what came after was only
     * patience).
     *
     * @return {@code null} for an empty curve
     */
    public EpochRecord representative(Curve curve, boolean stoppedEarly) {
        return (stoppedEarly ? curve.best(this) : curve.last()).orElse(null);
    }

    /**
     * Best first by the first value: a total order. Trials that did not complete come last, and equals are ordered by
     * trial id.
     */
    public Comparator<Standing> ranking() {
        Comparator<Standing> byValue = direction == Direction.MAXIMIZE
                ? Comparator.comparingDouble((Standing s) -> s.value()).reversed()
                : Comparator.comparingDouble(Standing::value);
        return Comparator.comparing(Standing::completed).reversed().thenComparing(byValue)
                .thenComparing(Standing::trial);
    }
}
