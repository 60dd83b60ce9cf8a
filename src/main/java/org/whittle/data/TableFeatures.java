package org.whittle.data;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/** The features of a table's rows. It travels to executors. */
public final class TableFeatures implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Features features;
    private final TableRow.Reader reader;

    TableFeatures(Features features, TableRow.Reader reader) {
        this.features = features;
        this.reader = reader;
    }

    /** Features a row. */
    public int width() {
        return features.width();
    }

    /** @param row of the table, with all its columns */
    public double[] of(Row row) {
        return features.of(reader.read(row));
    }
}
