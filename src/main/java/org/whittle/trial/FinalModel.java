package org.whittle.trial;

import java.io.Serializable;

/**
 * A network that was refitted and saved.
 *
 * @param directory path within the study directory
 * @param trainLoss mean training loss of the last epoch
 */
public record FinalModel(TrialId trial, int epochs, String directory, double trainLoss, double seconds)
        implements Serializable {
}
