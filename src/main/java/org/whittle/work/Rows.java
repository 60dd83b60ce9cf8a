package org.whittle.work;

/**
 * A split's rows, ready for training.
 *
 * @param count number of rows
 * @param width features a row
 * @param blocks the features, row-major, {@code count × width}; read where they are needed, and held once there
 * @param targets {@code count}; a class index, or the regression target in its own unit: large ones keep their digits
 * @param weights {@code count}; what each row counts, at least 0; {@code null} where all count the same
 */
public record Rows(int count, int width, FeatureBlocks blocks, double[] targets, double[] weights) {
    /** @throws IllegalArgumentException if there are not as many targets, or weights, as rows */
    public Rows {
        if (targets.length != count || weights != null && weights.length != count) {
            throw new IllegalArgumentException("%d rows do not fit %d targets%s".formatted(count, targets.length,
                    weights == null ? "" : " and %d weights".formatted(weights.length)));
        }
    }

    /** Rows that all count the same. */
    public Rows(int count, int width, FeatureBlocks blocks, double[] targets) {
        this(count, width, blocks, targets, null);
    }

    /** Rows that are in memory already. */
    public Rows(int count, int width, float[] features, double[] targets) {
        this(count, width, new FeatureBlocks.InMemory(features), targets);
        if (features.length != (long) count * width) {
            throw new IllegalArgumentException("%d rows of %d features do not fit %d values"
                    .formatted(count, width, features.length));
        }
    }

    /** These rows with other weights. */
    public Rows weighing(double[] others) {
        return new Rows(count, width, blocks, targets, others);
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
