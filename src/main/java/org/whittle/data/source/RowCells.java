package org.whittle.data.source;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.Function2;

/**
 * Reads cells of {@link SourceRows}: numbers as they are, a column of a block at a time, anything else as
 * {@link org.apache.spark.sql.Row#get} has it.
 */
public final class RowCells implements Serializable {

    private static final long serialVersionUID = 1L;

    private final int[] at;
    /** {@code null} where a column holds something else. */
    private final NumberType[] numbers;
    private final DataType[] types;
    private transient Function1<Object, Object>[] converters;
    private transient Function2<SpecializedGetters, Object, Object>[] accessors;

    /** @param names of the columns that are read, which then go by their number in this list */
    public RowCells(StructType schema, List<String> names) {
        Map<String, Integer> positions = new HashMap<>();
        for (String name : schema.fieldNames()) {
            positions.putIfAbsent(name, positions.size());
        }
        this.at = names.stream().mapToInt(positions::get).toArray();
        this.types = new DataType[at.length];
        this.numbers = new NumberType[at.length];
        for (int i = 0; i < at.length; i++) {
            types[i] = schema.fields()[at[i]].dataType();
            numbers[i] = NumberType.of(types[i]).orElse(null);
        }
    }

    public int columns() {
        return at.length;
    }

    public DataType type(int column) {
        return types[column];
    }

    /** Whether a column holds numbers; decimals are read by {@link #decimal}. */
    public boolean isNumber(int column) {
        return numbers[column] != null && numbers[column] != NumberType.BOOLEAN;
    }

    /**
     * Reads a column of numbers.
     *
     * @param values filled, with NaN where one is missing
     * @param missing filled
     * @return whether any is missing; if not, {@code missing} is as it was
     */
    public boolean numbers(SourceBlock block, int column, double[] values, boolean[] missing) {
        return block.numbers(at[column], numbers[column], values, missing);
    }

    public boolean isMissing(SourceBlock block, int row, int column) {
        return block.isMissing(row, at[column]);
    }

    /** A decimal as the nearest double; it must not be missing. */
    public double decimal(SourceBlock block, int row, int column) {
        DecimalType type = (DecimalType) types[column];
        return block.row(row).getDecimal(at[column], type.precision(), type.scale()).toDouble();
    }

    /** What Spark holds, whatever it is; {@code null} if it is missing. */
    public Object raw(SourceBlock block, int row, int column) {
        return accessor(column).apply(block.row(row), at[column]);
    }

    /** As in a {@link org.apache.spark.sql.Row}; {@code null} if it is missing. */
    public Object cell(SourceBlock block, int row, int column) {
        if (block.isMissing(row, at[column])) {
            return null;
        }
        return numbers[column] != null ? block.row(row).get(at[column], types[column])
                : converter(column).apply(raw(block, row, column));
    }

    /** A batch's rows refuse types that are kept as others; the accessor knows those. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private Function2<SpecializedGetters, Object, Object> accessor(int column) {
        if (accessors == null) {
            accessors = new Function2[at.length];
        }
        if (accessors[column] == null) {
            accessors[column] = InternalRow.getAccessor(types[column], true);
        }
        return accessors[column];
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Function1<Object, Object> converter(int column) {
        if (converters == null) {
            converters = new Function1[at.length];
        }
        if (converters[column] == null) {
            converters[column] = CatalystTypeConverters.createToScalaConverter(types[column]);
        }
        return converters[column];
    }
}
