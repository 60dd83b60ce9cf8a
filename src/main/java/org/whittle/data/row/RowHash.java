package org.whittle.data.row;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.catalyst.expressions.XxHash64Function;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.whittle.data.source.RowCells;
import org.whittle.data.source.SourceBlock;

/**
 * A hash of a row's content, keyed with a seed: the same whatever the order of columns, files and rows. It is Spark's
 * {@code xxhash64} of the seed, the columns that are no numbers, and the numbers, each in the order of their names.
 *
 * <p>Numbers are hashed as doubles: a column is read as whole or real numbers depending on all its rows, and test rows
 * must not reorder training rows. Maps have no order, and Spark hashes none: here they are sums over their entries. A
 * column of maps counts for nothing, as it did before there was this.
 */
final class RowHash implements Serializable {

    private static final long serialVersionUID = 1L;
    /** Where Spark begins. */
    private static final long START = 42;

    /** Takes the numbers of a column, those of a block's rows. */
    interface Numbers {

        /** @param column number among {@link #numbers} */
        void take(int column, double[] values);
    }

    private final long seed;
    private final List<String> names;
    private final RowCells cells;
    private final RowCells others;
    /** Each of the others' number among all columns. */
    private final int[] order;

    /** @param fields the columns that count */
    RowHash(StructType schema, List<StructField> fields, long seed) {
        List<StructField> sorted = fields.stream().sorted(Comparator.comparing(StructField::name)).toList();
        List<String> ofNumbers = new ArrayList<>();
        List<String> ofOthers = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            StructField field = sorted.get(i);
            if (field.dataType() instanceof NumericType) {
                ofNumbers.add(field.name());
            } else if (!(field.dataType() instanceof MapType)) {
                ofOthers.add(field.name());
                at.add(i);
            }
        }
        this.seed = XXH64.hashLong(seed, START);
        this.names = List.copyOf(ofNumbers);
        this.cells = new RowCells(schema, ofNumbers);
        this.others = new RowCells(schema, ofOthers);
        this.order = at.stream().mapToInt(i -> i).toArray();
    }

    /** Names of the columns of numbers. */
    List<String> numbers() {
        return names;
    }

    /**
     * Hashes of a block's rows.
     *
     * @param hashes filled
     * @param numbers told of each column of {@link #numbers}: NaN where one is missing, decimals as the nearest double
     */
    void of(SourceBlock block, long[] hashes, Numbers numbers) {
        int rows = block.rows();
        Arrays.fill(hashes, 0, rows, seed);
        for (int c = 0; c < order.length; c++) {
            for (int i = 0; i < rows; i++) {
                Object value = others.raw(block, i, c);
                // Spark's hash passes over a missing value; something in its place tells which one is missing.
                hashes[i] = value == null ? XXH64.hashInt(order[c], hashes[i]) : hash(value, others.type(c), hashes[i]);
            }
        }
        double[] values = new double[rows];
        boolean[] missing = new boolean[rows];
        long[] bits = new long[rows];
        for (int c = 0; c < names.size(); c++) {
            if (cells.isNumber(c)) {
                cells.numbers(block, c, values, missing);
            } else {
                for (int i = 0; i < rows; i++) {
                    values[i] = cells.isMissing(block, i, c) ? Double.NaN : cells.decimal(block, i, c);
                }
            }
            // One loop for each: a processor takes several of the second's rows at a time.
            for (int i = 0; i < rows; i++) {
                // Adding 0 makes one zero of two.
                bits[i] = Double.doubleToLongBits(values[i] + 0.0);
            }
            for (int i = 0; i < rows; i++) {
                hashes[i] = XXH64.hashLong(bits[i], hashes[i]);
            }
            numbers.take(c, values);
        }
    }

    /** As Spark's hash goes down into arrays and structs, but into maps as well. */
    private static long hash(Object value, DataType type, long seed) {
        if (value == null) {
            return seed;
        }
        if (type instanceof UserDefinedType<?> own) {
            return hash(value, own.sqlType(), seed);
        }
        long hash = seed;
        if (type instanceof ArrayType array) {
            ArrayData elements = (ArrayData) value;
            for (int i = 0; i < elements.numElements(); i++) {
                hash = hash(
                        elements.isNullAt(i) ? null : elements.get(i, array.elementType()), array.elementType(), hash);
            }
            return hash;
        }
        if (type instanceof StructType struct) {
            InternalRow fields = (InternalRow) value;
            for (int i = 0; i < struct.length(); i++) {
                DataType of = struct.fields()[i].dataType();
                hash = hash(fields.isNullAt(i) ? null : fields.get(i, of), of, hash);
            }
            return hash;
        }
        if (!(type instanceof MapType map)) {
            return XxHash64Function.hash(value, type, seed);
        }
        ArrayData keys = ((MapData) value).keyArray();
        ArrayData values = ((MapData) value).valueArray();
        long sum = keys.numElements();
        for (int i = 0; i < keys.numElements(); i++) {
            long key = hash(keys.get(i, map.keyType()), map.keyType(), START);
            sum += XXH64.hashLong(
                    hash(values.isNullAt(i) ? null : values.get(i, map.valueType()), map.valueType(), key), key);
        }
        return XXH64.hashLong(sum, hash);
    }
}
