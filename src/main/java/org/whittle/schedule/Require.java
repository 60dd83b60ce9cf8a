package org.whittle.schedule;

/** Checks of schedulers' settings, with errors that propose. */
final class Require {

    private Require() {
    }

    /**
     * @param setting name below {@code scheduler} in the study file
     * @param proposal a value that would do
     */
    static void atLeast(int least, String setting, int value, int proposal) {
        if (value < least) {
            throw new IllegalArgumentException("The %s (%s) of the scheduler must be at least %s. Maybe set scheduler.%s = %s."
                    .formatted(setting, value, least, setting, proposal));
        }
    }
}
