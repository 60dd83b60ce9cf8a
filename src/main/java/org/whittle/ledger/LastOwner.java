package org.whittle.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a study directory tells at once of the driver that owned it last.
 *
 * @param seen its last sign of life, by its own clock: {@link StudyLock} has it renewed every few seconds
 * @param failure how its run of the study failed; empty if it is at work, has finished it, was stopped or killed
 */
public record LastOwner(Instant seen, Optional<Failure> failure) {

    /** An owner that is silent for longer may be followed by another. */
    public static final Duration LEASE = StudyLock.PACE.silence();

    /**
     * @param exitCode of its process
     * @param reason a line for people
     */
    public record Failure(int exitCode, String reason) {
    }

    /** Whether nobody has been at work for twice the lease. A clock ahead of this one's does not make it so. */
    public boolean isSilent(Instant now) {
        return Duration.between(seen, now).compareTo(LEASE.multipliedBy(2)) > 0;
    }
}
