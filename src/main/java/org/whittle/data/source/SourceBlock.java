package org.whittle.data.source;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Some rows of a source that follow one another, which can be read column by column: few enough that what is made of
 * them stays in a processor's cache. Valid until the next block is asked for.
 */
public abstract sealed class SourceBlock {

    /** Cells of a block, unless that were too few rows, or too many. */
    private static final int CELLS = 1 << 15;
    private static final int FEWEST_ROWS = 16;
    /** The most rows of a block. */
    public static final int MOST_ROWS = 1024;

    private final int rows;

    private SourceBlock(int rows) {
        this.rows = rows;
    }

    public int rows() {
        return rows;
    }

    /** A row, until the next one is asked for. */
    public abstract InternalRow row(int row);

    public abstract boolean isMissing(int row, int column);

    /**
     * Reads a column of numbers.
     *
     * @param type of the column
     * @param values filled, with NaN where one is missing
     * @param missing filled
     * @return whether any is missing; if not, {@code missing} is as it was
     */
    public abstract boolean numbers(int column, NumberType type, double[] values, boolean[] missing);

    /**
     * Blocks of what a reader of columns gives.
     *
     * @param width of what is made of a row, in numbers
     */
    static Iterator<SourceBlock> ofBatches(Iterator<ColumnarBatch> batches, int width) {
        int most = mostRows(width);
        return new Iterator<>() {
            private ColumnarBatch batch;
            private int next;

            @Override
            public boolean hasNext() {
                while ((batch == null || next >= batch.numRows()) && batches.hasNext()) {
                    batch = batches.next();
                    next = 0;
                }
                return batch != null && next < batch.numRows();
            }

            @Override
            public SourceBlock next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int from = next;
                next = Math.min(batch.numRows(), from + most);
                return new OfBatch(batch, from, next - from);
            }
        };
    }

    /**
     * Blocks of rows that are each valid until the next one is asked for.
     *
     * @param width of what is made of a row, in numbers
     */
    static Iterator<SourceBlock> ofRows(Iterator<InternalRow> rows, int width) {
        int most = mostRows(width);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public SourceBlock next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                InternalRow[] copies = new InternalRow[most];
                int count = 0;
                do {
                    copies[count++] = rows.next().copy();
                } while (count < most && rows.hasNext());
                return new OfRows(copies, count);
            }
        };
    }

    private static int mostRows(int width) {
        return Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, CELLS / Math.max(1, width)));
    }

    /** Some rows of a batch of columns. */
    private static final class OfBatch extends SourceBlock {

        private final ColumnarBatch batch;
        private final int from;

        OfBatch(ColumnarBatch batch, int from, int rows) {
            super(rows);
            this.batch = batch;
            this.from = from;
        }

        @Override
        public InternalRow row(int row) {
            return batch.getRow(from + row);
        }

        @Override
        public boolean isMissing(int row, int column) {
            return batch.column(column).isNullAt(from + row);
        }

        @Override
        public boolean numbers(int column, NumberType type, double[] values, boolean[] missing) {
            ColumnVector vector = batch.column(column);
            if (!vector.hasNull()) {
                type.read(vector, from, rows(), values);
                return false;
            }
            boolean any = false;
            for (int i = 0; i < rows(); i++) {
                missing[i] = vector.isNullAt(from + i);
                any |= missing[i];
                values[i] = missing[i] ? Double.NaN : type.read(vector, from + i);
            }
            return any;
        }
    }

    /** Rows by themselves. */
    private static final class OfRows extends SourceBlock {

        private final InternalRow[] copies;

        OfRows(InternalRow[] copies, int rows) {
            super(rows);
            this.copies = copies;
        }

        @Override
        public InternalRow row(int row) {
            return copies[row];
        }

        @Override
        public boolean isMissing(int row, int column) {
            return copies[row].isNullAt(column);
        }

        @Override
        public boolean numbers(int column, NumberType type, double[] values, boolean[] missing) {
            boolean any = false;
            for (int i = 0; i < rows(); i++) {
                missing[i] = copies[i].isNullAt(column);
                any |= missing[i];
                values[i] = missing[i] ? Double.NaN : type.read(copies[i], column);
            }
            return any;
        }
    }
}
