package org.whittle.goal;

/**
 * A bound that a metric is to keep; how far it is kept does not matter.
 *
 * @param direction {@link Direction#MAXIMIZE} if the metric must be at least the bound, else at most
 * @param bound finite
 */
public record Threshold(String metric, Direction direction, double bound) implements Goal {

    /** @throws IllegalArgumentException if the bound is not finite */
    public Threshold {
        if (!Double.isFinite(bound)) {
            throw new IllegalArgumentException(
                    "The bound of %s (%s) must be a finite number.".formatted(metric, bound));
        }
    }

    /** By how much the value misses the bound, as a share of the bound (of 1, if the bound is 0); 0 if it is kept. */
    public double violation(double value) {
        double missing = direction == Direction.MAXIMIZE ? bound - value : value - bound;
        return Math.max(0, missing / (bound == 0 ? 1 : Math.abs(bound)));
    }
}
