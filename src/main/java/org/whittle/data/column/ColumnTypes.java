package org.whittle.data.column;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Optional;
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
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;
import org.whittle.score.column.Missing;
import org.whittle.score.column.NumberText;
import org.whittle.score.column.Reading;
import org.whittle.study.ColumnSpec;
import org.whittle.study.DataSpec;

/** Which of Spark's types an {@link InputColumn} can be of, and what a column of a type becomes. */
public final class ColumnTypes {

    private ColumnTypes() {
    }

    public static InputColumn of(String name, Kind kind, DataType type) {
        return new InputColumn(name, kind, 1, reading(type));
    }

    /**
     * A column of features before its table was looked at.
     *
     * @param categorical whether its values are categories whatever they look like
     * @return empty if it cannot be used
     */
    static Optional<InputColumn> declared(String name, DataType type, boolean categorical, DataSpec.Cells cells) {
        ColumnSpec own = cells.column(name);
        Optional<Kind> kind = kindOf(type, categorical && !isMoment(type));
        if (kind.isEmpty() || kind.get() == Kind.VECTOR) {
            return kind.map(vector -> of(name, vector, type));
        }
        Reading reading = reading(type).withMissing(missing(cells.missing(), own));
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
    static InputColumn label(String name, Kind kind, DataType type, DataSpec.Cells cells) {
        ColumnSpec own = cells.column(name);
        Reading reading = reading(type).withMissing(missing(List.of(), own));
        return own.type() == ColumnSpec.Type.NUMBER
                ? new InputColumn(name, Kind.NUMBER, 1, reading.withNumbers(numbers(own)))
                : new InputColumn(name, kind, 1, reading);
    }

    private static Reading reading(DataType type) {
        return Reading.of(type.catalogString());
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

    /** Whether another table's column of this type can stand for this one; its values are still to be checked. */
    public static boolean accepts(InputColumn column, DataType type) {
        return column.kind() == Kind.VECTOR ? isVector(type)
                : column.reading().moment() != null ? isMoment(type) || type instanceof StringType
                : type instanceof NumericType || type instanceof BooleanType || type instanceof StringType;
    }

    /** What to tell the user of a table whose column does not {@linkplain #accepts fit}. */
    public static String mismatch(InputColumn column, DataType type) {
        return "Column '%s' holds values of type %s, but %s in the training rows; write those"
                .formatted(column.source(), type.simpleString(), column.holds());
    }

    /** A column as the table has it. A name may hold dots and blanks. */
    public static Column column(String name) {
        return col(quote(name));
    }

    /** A name as SQL takes it. */
    public static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    static boolean isMoment(DataType type) {
        return type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    private static boolean isVector(DataType type) {
        return type.equals(SQLDataTypes.VectorType())
                || type instanceof ArrayType array && array.elementType() instanceof NumericType;
    }
}
