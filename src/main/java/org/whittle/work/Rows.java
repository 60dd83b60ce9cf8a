package org.whittle.work;

/**
 * A split's rows, ready for training.
 *
 * @param count number of rows
 * @param width features a row
 * @param blocks the features, row-major, {@code count × width}; read where they are needed, and held once there
 * @param targets {@code count}; a class index, or the regression target in its own unit: large ones keep their digits
 */
public record Rows(int count, int width, FeatureBlocks blocks, double[] targets) {
    /** @throws IllegalArgumentException if there are not as many targets as rows */
    public Rows {
        if (targets.length != count) {
            throw new IllegalArgumentException("%d rows do not fit %d targets".formatted(count, targets.length));
        }
    }

    /** Rows that are in memory already. */
    public Rows(int count, int width, float[] features, double[] targets) {
        this(count, width, new FeatureBlocks.InMemory(features), targets);
        if (features.length != (long) count * width) {
            throw new IllegalArgumentException("%d rows of %d features do not fit %d values"
                    .formatted(count, width, features.length));
        }
    }

    /**
     * A copy of all features in one array, for a look at few rows: what trains reads the {@linkplain #blocks blocks}.
     */
    public float[] features() {
        float[] all = new float[Math.multiplyExact(count, width)];
        int[] done = {0};
        blocks.read(block -> {
            int values = block.remaining();
            block.get(all, done[0], values);
            done[0] += values;
        });
        return all;
    }
}
