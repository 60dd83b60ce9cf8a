package org.whittle.data;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.Function2;

/** Reads cells of {@link SourceRows}: numbers as they are, anything else as {@link org.apache.spark.sql.Row#get} has it. */
final class RowCells implements Serializable {

    private static final long serialVersionUID = 1L;

    private enum Type { DOUBLE, FLOAT, LONG, INTEGER, SHORT, BYTE, BOOLEAN, OTHER }

    private final int[] at;
    private final Type[] types;
    private final DataType[] dataTypes;
    private transient Function1<Object, Object>[] converters;
    private transient Function2<SpecializedGetters, Object, Object>[] accessors;

    /** @param names of the columns that are read, which then go by their number in this list */
    RowCells(StructType schema, List<String> names) {
        this.at = names.stream().mapToInt(List.of(schema.fieldNames())::indexOf).toArray();
        this.types = new Type[at.length];
        this.dataTypes = new DataType[at.length];
        for (int i = 0; i < at.length; i++) {
            dataTypes[i] = schema.fields()[at[i]].dataType();
            types[i] = type(dataTypes[i]);
        }
    }

    private static Type type(DataType type) {
        return type instanceof DoubleType ? Type.DOUBLE : type instanceof FloatType ? Type.FLOAT
                : type instanceof LongType ? Type.LONG : type instanceof IntegerType ? Type.INTEGER
                : type instanceof ShortType ? Type.SHORT : type instanceof ByteType ? Type.BYTE
                : type instanceof BooleanType ? Type.BOOLEAN : Type.OTHER;
    }

    int columns() {
        return at.length;
    }

    DataType type(int column) {
        return dataTypes[column];
    }

    /** Whether {@link #number} reads the column; decimals are read by {@link #decimal}. */
    boolean isNumber(int column) {
        return types[column] != Type.OTHER && types[column] != Type.BOOLEAN;
    }

    boolean isBoolean(int column) {
        return types[column] == Type.BOOLEAN;
    }

    boolean isMissing(InternalRow row, int column) {
        return row.isNullAt(at[column]);
    }

    /** A number, or 0 or 1 for a boolean; it must not be missing. */
    double number(InternalRow row, int column) {
        int i = at[column];
        return switch (types[column]) {
            case DOUBLE -> row.getDouble(i);
            case FLOAT -> row.getFloat(i);
            case LONG -> row.getLong(i);
            case INTEGER -> row.getInt(i);
            case SHORT -> row.getShort(i);
            case BYTE -> row.getByte(i);
            case BOOLEAN -> row.getBoolean(i) ? 1 : 0;
            case OTHER -> throw new IllegalStateException("Column %d holds no numbers".formatted(column));
        };
    }

    /** A decimal as the nearest double; it must not be missing. */
    double decimal(InternalRow row, int column) {
        DecimalType type = (DecimalType) dataTypes[column];
        return row.getDecimal(at[column], type.precision(), type.scale()).toDouble();
    }

    /** What Spark holds, whatever it is; {@code null} if it is missing. */
    Object raw(InternalRow row, int column) {
        return accessor(column).apply(row, at[column]);
    }

    /** As in a {@link org.apache.spark.sql.Row}; {@code null} if it is missing. */
    Object cell(InternalRow row, int column) {
        int i = at[column];
        if (row.isNullAt(i)) {
            return null;
        }
        return switch (types[column]) {
            case DOUBLE -> row.getDouble(i);
            case FLOAT -> row.getFloat(i);
            case LONG -> row.getLong(i);
            case INTEGER -> row.getInt(i);
            case SHORT -> row.getShort(i);
            case BYTE -> row.getByte(i);
            case BOOLEAN -> row.getBoolean(i);
            case OTHER -> converter(column).apply(raw(row, column));
        };
    }

    /** A batch's rows refuse types that are kept as others; the accessor knows those. */
    @SuppressWarnings("unchecked")
    private Function2<SpecializedGetters, Object, Object> accessor(int column) {
        if (accessors == null) {
            accessors = new Function2[at.length];
        }
        if (accessors[column] == null) {
            accessors[column] = InternalRow.getAccessor(dataTypes[column], true);
        }
        return accessors[column];
    }

    @SuppressWarnings("unchecked")
    private Function1<Object, Object> converter(int column) {
        if (converters == null) {
            converters = new Function1[at.length];
        }
        if (converters[column] == null) {
            converters[column] = CatalystTypeConverters.createToScalaConverter(dataTypes[column]);
        }
        return converters[column];
    }
}
