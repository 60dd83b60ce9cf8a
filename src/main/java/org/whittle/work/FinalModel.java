package org.whittle.work;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import org.whittle.goal.TrialId;

/**
 * A network that was refitted. It was saved unless {@linkplain RefitTask#shipped what it was for} forbids that.
 *
 * @param directory path within the study directory
 * @param trainLoss mean loss over the rows that it was trained on, of the network as it was when training ended; not
 *     finite if training diverged
 * @param constantLoss the same of the best prediction that is one for all rows; {@code NaN} if that is not known
 * @param validationRows how many of these rows trials had been compared on; 0 if that is not known
 * @param failure why the training came to nothing, half a sentence with the refit as its subject; empty if it did not
 */
public record FinalModel(TrialId trial, int epochs, String directory, double trainLoss, double constantLoss,
                         int validationRows, double seconds, String failure) implements Serializable {

    /** A network whose training came to its end. */
    public FinalModel(
            TrialId trial,
            int epochs,
            String directory,
            double trainLoss,
            double constantLoss,
            int validationRows,
            double seconds) {
        this(trial, epochs, directory, trainLoss, constantLoss, validationRows, seconds, "");
    }

    /**
     * A loss may be so much above that of the best constant: on targets that are all alike, that is 0, which training
     * only approaches. In nats, or in the target's variances.
     */
    private static final double TOLERANCE = 1e-3;

    /** Whether training stayed among numbers. */
    public boolean finite() {
        return Double.isFinite(trainLoss);
    }

    /** Why the network must not be shipped, if so: half a sentence with the refit as its subject. */
    public Optional<String> flaw() {
        if (!failure.isEmpty()) {
            return Optional.of(failure);
        }
        if (!finite()) {
            return Optional.of("diverged in epoch %d".formatted(epochs));
        }
        return !(trainLoss > constantLoss + TOLERANCE) ? Optional.empty() : Optional.of(String.format(Locale.ROOT,
                "ended with a loss of %.4g on its own rows, where the best constant prediction has %.4g", trainLoss,
                constantLoss));
    }
}
