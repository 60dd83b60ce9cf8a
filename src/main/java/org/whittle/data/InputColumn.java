package org.whittle.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * A column of the user's table, as the preprocessing takes it.
 *
 * @param kind decided by the training rows' table
 * @param length of a vector; 1 for all others
 * @param reading how its cells become values
 */
public record InputColumn(String name, Kind kind, int length, Reading reading) implements Serializable {

    /** How a column becomes numbers. */
    public enum Kind {
        /** Imputed if missing, scaled. */
        NUMBER,
        /** 0 or 1, imputed if missing, not scaled. */
        BOOLEAN,
        /** One indicator a category. */
        TEXT,
        /** A number that stands for a category: one indicator a number. */
        CODE,
        /** An MLlib vector or an array of numbers; its elements are scaled. */
        VECTOR
    }

    /** Studies of the first releases recorded no reading. */
    public InputColumn {
        if (name == null || kind == null || length < 1) {
            throw new IllegalArgumentException("a column lacks its name, its kind or its length");
        }
        reading = reading == null ? Reading.usual(kind) : reading;
    }

    static InputColumn of(String name, Kind kind, DataType type) {
        return new InputColumn(name, kind, 1, Reading.of(type));
    }

    /** The kind for a column's type; none if it cannot be used. */
    static Optional<Kind> kindOf(DataType type, boolean categorical) {
        if (type instanceof NumericType) {
            return Optional.of(categorical ? Kind.CODE : Kind.NUMBER);
        }
        if (type instanceof BooleanType) {
            return Optional.of(categorical ? Kind.TEXT : Kind.BOOLEAN);
        }
        if (type instanceof StringType) {
            return Optional.of(Kind.TEXT);
        }
        return isVector(type) && !categorical ? Optional.of(Kind.VECTOR) : Optional.empty();
    }

    /** Whether another table's column of this type can stand for this one; its values are still to be checked. */
    boolean accepts(DataType type) {
        return kind == Kind.VECTOR ? isVector(type)
                : type instanceof NumericType || type instanceof BooleanType || type instanceof StringType;
    }

    /** The column in the one type that its kind has everywhere, whatever type a file gave it. */
    Column normalised(DataType type) {
        Column column = column();
        return switch (kind) {
            case NUMBER -> column.cast("double");
            case BOOLEAN -> column.cast("boolean");
            case TEXT, CODE -> type instanceof StringType && reading.type().equals("string") ? column : category(column);
            case VECTOR -> asVector(column, type);
        };
    }

    /** The column as the table has it. A name may hold dots and blanks. */
    Column column() {
        return column(name);
    }

    static Column column(String name) {
        return col(quote(name));
    }

    /** What to tell the user of a table whose column does not {@link #accepts fit}. */
    String mismatch(DataType type) {
        return "Column '%s' holds values of type %s, but %s in the training rows; write those".formatted(name,
                type.simpleString(), switch (kind) {
                    case NUMBER, CODE -> "numbers";
                    case BOOLEAN -> "booleans";
                    case TEXT -> "text";
                    case VECTOR -> "vectors";
                });
    }

    /** The name as SQL takes it. */
    String quoted() {
        return quote(name);
    }

    InputColumn withLength(int vectorLength) {
        return new InputColumn(name, kind, vectorLength, reading);
    }

    private Column category(Column column) {
        UDF1<Object, String> text = reading::category;
        return udf(text, DataTypes.StringType).apply(column);
    }

    static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    static Column asVector(Column column, DataType type) {
        return type instanceof ArrayType
                ? org.apache.spark.ml.functions.array_to_vector(column.cast("array<double>")) : column;
    }

    private static boolean isVector(DataType type) {
        return type.equals(SQLDataTypes.VectorType())
                || type instanceof ArrayType array && array.elementType() instanceof NumericType;
    }
}
