package org.whittle.data;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table that comes after a study.
 *
 * @param values what its features are made of
 * @param written what is written of it beside the predictions: the same rows in the same order. Of a CSV file its
 *     texts, so that 007 does not become 7
 */
public record LaterTable(Dataset<Row> values, Dataset<Row> written) {

    /** A table whose types are its own. */
    public static LaterTable of(Dataset<Row> table) {
        return new LaterTable(table, table);
    }

    /** Whether its rows are read twice. */
    boolean apart() {
        return values != written;
    }
}
