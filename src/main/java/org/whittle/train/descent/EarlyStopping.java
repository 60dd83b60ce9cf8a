package org.whittle.train.descent;

import org.whittle.goal.Objective;

/**
 * How long a trial has waited for a gain.
 *
 * @param best objective so far; {@code NaN} before the first epoch
 * @param waited epochs since then
 * @param stopped whether patience has run out
 */
public record EarlyStopping(double best, int waited, boolean stopped) {

    public static final EarlyStopping START = new EarlyStopping(Double.NaN, 0, false);

    /**
     * The state after one more epoch.
     *
     * @param patience epochs without a gain after which to stop; 0 never stops
     * @param minDelta what the objective must change by, in the right direction, to count as a gain
     */
    public EarlyStopping after(double value, Objective objective, int patience, double minDelta) {
        double bar = switch (objective.direction()) {
            case MAXIMIZE -> best + minDelta;
            case MINIMIZE -> best - minDelta;
        };
        if (objective.isBetter(value, bar)) {
            return new EarlyStopping(value, 0, false);
        }
        return new EarlyStopping(best, waited + 1, patience > 0 && waited + 1 >= patience);
    }
}
