package org.whittle.trial;

import java.io.Serializable;

/**
 * A split's rows, ready for training. The arrays are shared by every task of a JVM: read them, never write.
 *
 * @param count number of rows
 * @param width features a row
 * @param features row-major, {@code count × width}
 * @param targets {@code count}; a class index, or the regression target in its own unit: large ones keep their digits
 */
public record Rows(int count, int width, float[] features, double[] targets) implements Serializable {
    public Rows {
        if (features.length != (long) count * width || targets.length != count) {
            throw new IllegalArgumentException("%d rows of %d features do not fit %d values and %d targets"
                    .formatted(count, width, features.length, targets.length));
        }
    }
}
