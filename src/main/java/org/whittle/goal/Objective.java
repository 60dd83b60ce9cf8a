package org.whittle.goal;

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
     * Best first by the first value: a total order. Trials that did not complete come last; of equals, the one with
     * fewer epochs comes first, then the one with the lower id.
     */
    public Comparator<Standing> ranking() {
        Comparator<Standing> byValue = direction == Direction.MAXIMIZE
                ? Comparator.comparingDouble((Standing s) -> s.value()).reversed()
                : Comparator.comparingDouble(Standing::value);
        return Comparator.comparing(Standing::completed).reversed().thenComparing(byValue)
                .thenComparingInt(Standing::epoch).thenComparing(Standing::trial);
    }
}
