package org.whittle.schedule;

import java.util.ArrayList;
import java.util.List;

/** Rungs at regular distances: after the first few epochs, then every so many, and at R. */
final class Barriers {

    private Barriers() {
    }

    /** Checks the settings {@code grace} and {@code interval} of a group. */
    static void require(String group, int grace, int interval) {
        Require.atLeast(1, group + ".grace", grace, 3);
        Require.atLeast(1, group + ".interval", interval, 3);
    }

    /** The rungs' total epochs, increasing; the last is {@code maxEpochs}. */
    static List<Integer> epochs(int grace, int interval, int maxEpochs) {
        List<Integer> epochs = new ArrayList<>();
        for (long at = grace; at < maxEpochs; at += interval) {
            epochs.add((int) at);
        }
        epochs.add(maxEpochs);
        return epochs;
    }
}
