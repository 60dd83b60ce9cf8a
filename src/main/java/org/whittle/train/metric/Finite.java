package org.whittle.train.metric;

/** Whether numbers are numbers. */
final class Finite {

    private Finite() {
    }

    static boolean all(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    static boolean all(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
