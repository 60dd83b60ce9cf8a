package org.whittle.schedule;

/** Checks of schedulers' settings, with errors that propose. */
final class Require {

    private Require() {
    }

    /**
     * @param setting path below {@code search} in the study file
     * @param proposal a value that would do
     */
    static void atLeast(int least, String setting, int value, int proposal) {
        if (value < least) {
            throw new IllegalArgumentException("The %s (%s) must be at least %s. Maybe set search.%s = %s."
                    .formatted(setting.substring(setting.indexOf('.') + 1), value, least, setting, proposal));
        }
    }
}
