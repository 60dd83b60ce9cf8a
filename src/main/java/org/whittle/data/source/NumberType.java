package org.whittle.data.source;

import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * Types of Spark whose values are numbers as they are; a boolean is 0 or 1. Decimals are not: they may have more
 * digits.
 */
enum NumberType {
    DOUBLE(DataTypes.DoubleType) {
        @Override
        double read(InternalRow row, int column) {
            return row.getDouble(column);
        }

        @Override
        double read(ColumnVector column, int row) {
            return column.getDouble(row);
        }

        @Override
        void read(ColumnVector column, int from, int rows, double[] into) {
            System.arraycopy(column.getDoubles(from, rows), 0, into, 0, rows);
        }
    },
    FLOAT(DataTypes.FloatType) {
        @Override
        double read(InternalRow row, int column) {
            return row.getFloat(column);
        }

        @Override
        double read(ColumnVector column, int row) {
            return column.getFloat(row);
        }
    },
    LONG(DataTypes.LongType) {
        @Override
        double read(InternalRow row, int column) {
            return row.getLong(column);
        }

        @Override
        double read(ColumnVector column, int row) {
            return column.getLong(row);
        }
    },
    INTEGER(DataTypes.IntegerType) {
        @Override
        double read(InternalRow row, int column) {
            return row.getInt(column);
        }

        @Override
        double read(ColumnVector column, int row) {
            return column.getInt(row);
        }

        @Override
        void read(ColumnVector column, int from, int rows, double[] into) {
            int[] values = column.getInts(from, rows);
            for (int i = 0; i < rows; i++) {
                into[i] = values[i];
            }
        }
    },
    SHORT(DataTypes.ShortType) {
        @Override
        double read(InternalRow row, int column) {
            return row.getShort(column);
        }

        @Override
        double read(ColumnVector column, int row) {
            return column.getShort(row);
        }
    },
    BYTE(DataTypes.ByteType) {
        @Override
        double read(InternalRow row, int column) {
            return row.getByte(column);
        }

        @Override
        double read(ColumnVector column, int row) {
            return column.getByte(row);
        }
    },
    BOOLEAN(DataTypes.BooleanType) {
        @Override
        double read(InternalRow row, int column) {
            return row.getBoolean(column) ? 1 : 0;
        }

        @Override
        double read(ColumnVector column, int row) {
            return column.getBoolean(row) ? 1 : 0;
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // Spark's types do not change
    private final DataType type;

    NumberType(DataType type) {
        this.type = type;
    }

    /** Empty if values of the type are no numbers as they are. */
    static Optional<NumberType> of(DataType type) {
        for (NumberType one : values()) {
            if (one.type.equals(type)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** A number that is not missing. */
    abstract double read(InternalRow row, int column);

    /** A number that is not missing. */
    abstract double read(ColumnVector column, int row);

    /** Numbers of consecutive rows, of which none is missing. */
    void read(ColumnVector column, int from, int rows, double[] into) {
        for (int i = 0; i < rows; i++) {
            into[i] = read(column, from + i);
        }
    }
}
