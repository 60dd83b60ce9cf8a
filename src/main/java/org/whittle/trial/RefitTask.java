package org.whittle.trial;

import java.io.Serializable;
import org.whittle.space.Configuration;

/**
 * A final training on training and validation rows.
 *
 * @param epochs how long; the trial's representative epoch
 * @param directory path within the study directory for the saved network
 */
public record RefitTask(TrialId trial, Configuration configuration, int epochs, long seed, String directory)
        implements Serializable {
}
