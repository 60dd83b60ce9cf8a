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
                    .formatted(name(setting), value, least, setting, proposal));
        }
    }

    /**
     * Checks that one setting does not exceed another.
     *
     * @param proposal a value of the smaller that would do
     */
    static void inOrder(String smaller, int value, String larger, int limit, int proposal) {
        if (value > limit) {
            throw new IllegalArgumentException("The %s (%s) must not be above the %s (%s). Maybe set search.%s = %s."
                    .formatted(name(smaller), value, name(larger), limit, smaller, proposal));
        }
    }

    private static String name(String setting) {
        return setting.substring(setting.indexOf('.') + 1);
    }
}
