package org.whittle.data;

import org.apache.spark.sql.catalyst.InternalRow;
import org.whittle.data.row.RowBlock;
import org.whittle.data.source.SourceBlock;
import org.whittle.score.column.InputValues;
import org.whittle.score.step.Features;

/** Some rows of a table with their features, valid until the next ones are asked for. */
public final class FeatureBlock {

    private final Features features;
    private final RowBlock.Cursor values;
    private final SourceBlock written;

    FeatureBlock(Features features, RowBlock values, SourceBlock written) {
        this.features = features;
        this.values = values.cursor();
        this.written = written;
    }

    /** Number of rows. */
    public int rows() {
        return written.rows();
    }

    /** The input columns of a row, until the next one is asked for. */
    public InputValues values(int row) {
        return values.at(row);
    }

    /** The features of a row, in 64 bits. */
    public double[] features(int row) {
        return features.of(values.at(row));
    }

    /** What is written of a row, until the next one is asked for. */
    public InternalRow written(int row) {
        return written.row(row);
    }
}
