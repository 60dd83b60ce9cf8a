package org.whittle.data;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.random.RandomStream;

/**
 * The used columns of all rows in one canonical order, with their split.
 *
 * <p>Rows are ordered by split, then by a hash of their content keyed with the study's seed, so that neither the files'
 * order nor Spark's partitions matter. Rows of one content are interchangeable. All lie in one partition: MLlib sums in
 * the order of partitions, and floating-point sums hang on their order.
 *
 * <p>The columns have names of their own here, {@code label}, {@code c0}, {@code c1}, … and {@code part}: whatever names
 * the user's have, they meet none of ours.
 *
 * <p>Numbers are hashed as doubles: a column is read as whole or real numbers depending on all its rows, and test rows
 * must not reorder training rows.
 */
final class CanonicalRows {

    /** Column with the number of the row's {@link SplitPart}, the last. */
    static final String PART = "part";

    /** The one stratum of rows that are not divided by class. A class of this name does not occur: it is no label's text. */
    static final String ALL = "\u0000";

    private static final String KEY = "key";
    private static final String TIE = "tie";
    private static final String LABEL = "label";

    private final Columns columns;
    private final RandomStream random;

    CanonicalRows(Columns columns, long seed) {
        this.columns = columns;
        this.random = RandomStream.ofSeed(seed).child("split");
    }

    /**
     * Divides one table by the rank of the row's hash.
     *
     * @param quotas by class, or one by {@link #ALL} for all rows
     */
    Dataset<Row> byHash(Dataset<Row> table, Map<String, SplitQuota> quotas) {
        boolean stratified = !quotas.containsKey(ALL);
        UDF2<Object, Integer, Integer> part = (label, rank) ->
                quotas.get(stratified ? (String) label : ALL).at(rank).ordinal();
        Column label = col(LABEL);
        Dataset<Row> keyed = table.select(selected(table, keys(table))).repartition(1);
        Column rank = row_number().over(Window.partitionBy(stratified ? label : lit(0)).orderBy(KEY, TIE));
        return ordered(keyed.withColumn(PART, udf(part, DataTypes.IntegerType).apply(label, rank)));
    }

    /**
     * Divides one table by the values of its split column.
     *
     * @param parts by the column's values
     */
    Dataset<Row> byColumn(Dataset<Row> table, Map<String, SplitPart> parts) {
        UDF1<Object, Integer> part = value -> parts.get(Cell.text(value)).ordinal();
        Column value = InputColumn.column(columns.split().orElseThrow());
        List<Column> more = keys(table);
        more.add(udf(part, DataTypes.IntegerType).apply(value).as(PART));
        return ordered(table.select(selected(table, more)).repartition(1));
    }

    /** Puts tables together, each of one split. */
    Dataset<Row> bySource(List<Source> sources) {
        Optional<Dataset<Row>> all = sources.stream().map(source -> {
            Dataset<Row> used = source.table().select(columns.selection());
            List<Column> more = keys(used);
            more.add(lit(source.part().orElseThrow().ordinal()).as(PART));
            return used.select(selected(used, more));
        }).reduce(Dataset::union);
        return ordered(all.orElseThrow().repartition(1));
    }

    private Dataset<Row> ordered(Dataset<Row> rows) {
        Stream<String> kept = Stream.of(Stream.of(LABEL), IntStream.range(0, columns.features().size())
                .mapToObj(CanonicalRows::name), Stream.of(PART)).flatMap(each -> each);
        return rows.sortWithinPartitions(PART, KEY, TIE).select(kept.map(functions::col).toArray(Column[]::new));
    }

    /** Label (a class's text, or a number) and features, each in its kind's type, and more. */
    private Column[] selected(Dataset<Row> table, List<Column> more) {
        StructType schema = table.schema();
        UDF1<Object, String> text = Cell::text;
        InputColumn label = columns.label();
        Column target = label.kind() == InputColumn.Kind.TEXT ? udf(text, DataTypes.StringType).apply(label.column())
                : label.column().cast("double");
        Stream<Column> features = IntStream.range(0, columns.features().size()).mapToObj(i -> {
            InputColumn column = columns.features().get(i);
            return column.normalised(Columns.type(schema, column.name())).as(name(i));
        });
        return Stream.of(Stream.of(target.as(LABEL)), features, more.stream()).flatMap(all -> all)
                .toArray(Column[]::new);
    }

    private static String name(int feature) {
        return "c" + feature;
    }

    /** Two hashes: the order, and what decides it in the rare case that the first is the same. */
    private List<Column> keys(Dataset<Row> table) {
        return new ArrayList<>(List.of(hash(table, random.child("key").seed()).as(KEY),
                hash(table, random.child("tie").seed()).as(TIE)));
    }

    /** Of all columns, so that leaving one out of a study leaves the splits as they are; whatever the columns' order. */
    private static Column hash(Dataset<Row> table, long seed) {
        StructField[] fields = table.schema().fields().clone();
        Arrays.sort(fields, Comparator.comparing(StructField::name));
        List<Column> numbers = new ArrayList<>();
        List<Column> values = new ArrayList<>(List.of(lit(seed)));
        for (int i = 0; i < fields.length; i++) {
            Column value = InputColumn.column(fields[i].name());
            // Spark's hash passes over a missing value; something in its place tells which one is missing.
            if (fields[i].dataType() instanceof NumericType) {
                numbers.add(coalesce(value.cast("double"), lit(Double.NaN)));
            } else if (!fields[i].dataType().existsRecursively(MapType.class::isInstance)) {
                values.add(value);
                values.add(when(value.isNull(), lit(i)));
            }
        }
        // One array is much faster to compile than a thousand hashes.
        values.add(array(numbers.toArray(Column[]::new)));
        return xxhash64(values.toArray(Column[]::new));
    }
}
