package org.whittle.data.column;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.whittle.study.ColumnSpec;
import org.whittle.study.DataSpec;

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

    public static InputColumn of(String name, Kind kind, DataType type) {
        return new InputColumn(name, kind, 1, Reading.of(type));
    }

    /**
     * A column of features before its table was looked at.
     *
     * @param categorical whether its values are categories whatever they look like
     * @return empty if it cannot be used
     */
    public static Optional<InputColumn> declared(
            String name, DataType type, boolean categorical, DataSpec.Cells cells) {
        ColumnSpec own = cells.column(name);
        Optional<Kind> kind = kindOf(type, categorical && !isMoment(type));
        if (kind.isEmpty() || kind.get() == Kind.VECTOR) {
            return kind.map(vector -> of(name, vector, type));
        }
        Reading reading = Reading.of(type).withMissing(missing(cells.missing(), own));
        return switch (own.type()) {
            case NUMBER -> isMoment(type)
                    ? Optional.empty()
                    : Optional.of(new InputColumn(
                            name,
                            Kind.NUMBER,
                            1,
                            type instanceof StringType
                                    ? reading.withType("double").withNumbers(numbers(own))
                                    : reading));
            case BOOLEAN -> isMoment(type)
                    ? Optional.empty()
                    : Optional.of(new InputColumn(name, Kind.BOOLEAN, 1, reading));
            case DATE, TIMESTAMP -> isMoment(type) || type instanceof StringType
                    ? Optional.of(new InputColumn(name, Kind.TEXT, 1, reading))
                    : Optional.empty();
            default -> Optional.of(new InputColumn(name, kind.get(), 1, reading));
        };
    }

    /** The label before its table was looked at: texts of all columns that stand for missing values may be classes. */
    public static InputColumn label(String name, Kind kind, DataType type, DataSpec.Cells cells) {
        ColumnSpec own = cells.column(name);
        Reading reading = Reading.of(type).withMissing(missing(List.of(), own));
        return own.type() == ColumnSpec.Type.NUMBER
                ? new InputColumn(name, Kind.NUMBER, 1, reading.withNumbers(numbers(own)))
                : new InputColumn(name, kind, 1, reading);
    }

    private static NumberText numbers(ColumnSpec own) {
        return new NumberText(own.decimal(), own.group(), own.prefix(), own.suffix());
    }

    private static Missing missing(List<String> all, ColumnSpec own) {
        return new Missing(Stream.concat(all.stream(), own.missing().stream()).distinct().toList());
    }

    /** The kind for a column's type; none if it cannot be used. */
    static Optional<Kind> kindOf(DataType type, boolean categorical) {
        if (type instanceof NumericType) {
            return Optional.of(categorical ? Kind.CODE : Kind.NUMBER);
        }
        if (type instanceof BooleanType) {
            return Optional.of(categorical ? Kind.TEXT : Kind.BOOLEAN);
        }
        if (type instanceof StringType || isMoment(type)) {
            return Optional.of(Kind.TEXT);
        }
        return isVector(type) && !categorical ? Optional.of(Kind.VECTOR) : Optional.empty();
    }

    /** Dates and times are texts until it is known what becomes of them. */
    public boolean isMoment() {
        return Set.of("date", "timestamp", "timestamp_ntz").contains(reading.type()) && reading.moment() == null;
    }

    /** Whether another table's column of this type can stand for this one; its values are still to be checked. */
    public boolean accepts(DataType type) {
        return kind == Kind.VECTOR
                ? isVector(type)
                : reading.moment() != null
                        ? isMoment(type) || type instanceof StringType
                        : type instanceof NumericType || type instanceof BooleanType || type instanceof StringType;
    }

    /** The table's column that its values come from. */
    public String source() {
        return reading.source().isEmpty() ? name : reading.source();
    }

    /** The column as the table has it. A name may hold dots and blanks. */
    public Column column() {
        return column(source());
    }

    public static Column column(String name) {
        return col(quote(name));
    }

    /** What to tell the user of a table whose column does not {@link #accepts fit}. */
    public String mismatch(DataType type) {
        return "Column '%s' holds values of type %s, but %s in the training rows; write those".formatted(source(),
                type.simpleString(), reading.moment() != null ? "dates" : switch (kind) {
                    case NUMBER, CODE -> "numbers";
                    case BOOLEAN -> "booleans";
                    case TEXT -> "text";
                    case VECTOR -> "vectors";
                });
    }

    /** The name as SQL takes it. */
    public String quoted() {
        return quote(name);
    }

    public InputColumn as(Kind other, Reading way) {
        return new InputColumn(name, other, length, way);
    }

    public InputColumn withLength(int vectorLength) {
        return new InputColumn(name, kind, vectorLength, reading);
    }

    public static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    public static boolean isMoment(DataType type) {
        return type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    private static boolean isVector(DataType type) {
        return type.equals(SQLDataTypes.VectorType())
                || type instanceof ArrayType array && array.elementType() instanceof NumericType;
    }
}
