package org.whittle.data.column;

import java.util.Optional;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.whittle.score.column.Cell;
import org.whittle.score.column.InputColumn;
import scala.collection.Seq;

/** A {@link Cell} as {@link Row#get} has it: vectors are MLlib's, arrays are Scala's; all else is Java's. */
public final class TableCell {

    private TableCell() {
    }

    /** What is wrong with a value for a column of this kind. A missing value is right, but for vectors. */
    public static Optional<Cell.Problem> problem(Object value, InputColumn.Kind kind) {
        return kind == InputColumn.Kind.VECTOR ? vectorProblem(value) : Cell.problem(value, kind);
    }

    /** Elements of a vector or array. */
    public static int length(Object vector) {
        return vector instanceof Vector mllib ? mllib.size() : ((Seq<?>) vector).size();
    }

    /** The elements of a vector or array. */
    public static double[] vector(Object cell) {
        if (cell instanceof Vector vector) {
            return vector.toArray();
        }
        Seq<?> elements = (Seq<?>) cell;
        double[] values = new double[elements.size()];
        scala.collection.Iterator<?> each = elements.iterator();
        for (int i = 0; i < values.length; i++) {
            values[i] = ((Number) each.next()).doubleValue();
        }
        return values;
    }

    /** The value of a row's column as text; empty if missing. */
    public static Optional<String> text(Row row, int column) {
        return row.isNullAt(column) ? Optional.empty() : Optional.of(Cell.text(row.get(column)));
    }

    private static Optional<Cell.Problem> vectorProblem(Object value) {
        if (value == null) {
            return Optional.of(Cell.Problem.INCOMPLETE_VECTOR);
        }
        if (value instanceof DenseVector vector) {
            for (double element : vector.values()) {
                if (!Cell.fitsFloat(element)) {
                    return Optional.of(Cell.Problem.NOT_FINITE);
                }
            }
            return Optional.empty();
        }
        if (value instanceof Vector vector) {
            scala.collection.Iterator<scala.Tuple2<Object, Object>> elements = vector.activeIterator();
            while (elements.hasNext()) {
                if (!Cell.fitsFloat((Double) elements.next()._2())) {
                    return Optional.of(Cell.Problem.NOT_FINITE);
                }
            }
            return Optional.empty();
        }
        scala.collection.Iterator<?> elements = ((Seq<?>) value).iterator();
        while (elements.hasNext()) {
            Object element = elements.next();
            if (element == null) {
                return Optional.of(Cell.Problem.INCOMPLETE_VECTOR);
            }
            if (!Cell.fitsFloat(((Number) element).doubleValue())) {
                return Optional.of(Cell.Problem.NOT_FINITE);
            }
        }
        return Optional.empty();
    }
}
