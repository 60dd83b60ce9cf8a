package org.whittle.work;

import java.io.Serializable;
import org.whittle.goal.TrialId;

/**
 * What a network said of rows that it was not trained on.
 *
 * @param classes of the label; 0 where it is a number
 * @param outputs logits, row-major, {@code rows × classes}; or numbers in the target's own unit; none if the training
 *     came to nothing
 * @param labels class indices, or targets
 * @param weights what each row counts; {@code null} where all count the same
 * @param value of the study's objective on these rows
 * @param standardError of it, by resamples of the rows; {@code NaN} if there were none
 * @param parameters that were trained
 */
public record HeldOut(TrialId trial, int fold, int classes, double[] outputs, double[] labels,
                      double[] weights, double value, double standardError, int parameters) implements Serializable {

    /** Whether the network said something of every row. */
    public boolean isSound() {
        if (outputs.length == 0) {
            return false;
        }
        for (double output : outputs) {
            if (!Double.isFinite(output)) {
                return false;
            }
        }
        return true;
    }
}
