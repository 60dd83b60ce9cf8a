package org.whittle.data;

import java.util.Iterator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** A row of {@link CanonicalRows}: the label comes first, then every input column as its reading has it. */
record CanonicalRow(Row row) implements InputValues {

    /** Row by row. */
    record Each(Iterator<Row> rows) implements Iterator<CanonicalRow> {

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public CanonicalRow next() {
            return new CanonicalRow(rows.next());
        }
    }

    @Override
    public boolean isMissing(int column) {
        return row.isNullAt(column + 1);
    }

    @Override
    public double number(int column) {
        return row.get(column + 1) instanceof Boolean truth ? truth ? 1 : 0 : row.getDouble(column + 1);
    }

    @Override
    public String category(int column) {
        return row.getString(column + 1);
    }

    @Override
    public double[] vector(int column) {
        return ((Vector) row.get(column + 1)).toArray();
    }
}
