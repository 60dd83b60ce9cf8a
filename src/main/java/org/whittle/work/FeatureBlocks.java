package org.whittle.work;

import java.nio.FloatBuffer;
import java.util.function.Consumer;

/**
 * Where the features of a split's rows come from, block by block: whoever reads them decides what is held, and where.
 */
@FunctionalInterface
public interface FeatureBlocks {

    /**
     * Shows all rows in their order, some consecutive ones at a time.
     *
     * @param reader takes a block, row-major; it is valid only while it is shown
     * @throws java.io.UncheckedIOException if a file cannot be read, or is not as it was prepared
     */
    void read(Consumer<FloatBuffer> reader);

    /**
     * The first values of all, for a look at few rows.
     *
     * @param values how many, at most as many as there are
     */
    default float[] first(int values) {
        float[] first = new float[values];
        int[] done = {0};
        read(block -> {
            int some = Math.min(block.remaining(), values - done[0]);
            block.get(first, done[0], some);
            done[0] += some;
        });
        return first;
    }

    /** Rows that are in memory already. */
    record InMemory(float[] values) implements FeatureBlocks {
        @Override
        public void read(Consumer<FloatBuffer> reader) {
            reader.accept(FloatBuffer.wrap(values).asReadOnlyBuffer());
        }
    }
}
