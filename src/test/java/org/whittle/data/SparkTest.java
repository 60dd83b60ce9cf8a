package org.whittle.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SplitPart;
import org.whittle.data.row.RowBlock;
import org.whittle.data.row.RowLayout;
import org.whittle.data.source.Source;
import org.whittle.score.column.InputColumn;
import org.whittle.score.step.Digest;
import org.whittle.score.step.Features;
import org.whittle.work.Rows;

/** A test with Spark, a directory for the user's files, and study directories. */
public abstract class SparkTest {

    static final long SEED = 42;

    @TempDir
    public Path directory;

    public final SparkSession spark = TestSpark.session();

    /** A file of the user's. */
    public Path file(String name, List<String> lines) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, lines);
    }

    public Path file(String name, String... lines) throws IOException {
        return file(name, List.of(lines));
    }

    /** Lines of a table: a header and so many rows. */
    public static List<String> lines(String header, int rows, IntFunction<String> row) {
        return Stream.concat(Stream.of(header), IntStream.range(0, rows).mapToObj(row)).toList();
    }

    public LocalFiles study(String name) {
        return new LocalFiles(directory.resolve(name));
    }

    PreparedData prepare(Settings settings) {
        return prepare(settings, "study");
    }

    PreparedData prepare(Settings settings, String study) {
        return new DataPreparer(spark, study(study)).prepare(settings.spec(), SEED, step -> { }, () -> { });
    }

    /** Label, features and number of the split of all rows, in order, but nothing fitted or written. */
    public List<Row> divide(Settings settings, long seed) {
        CheckedTable table = CheckedTable.check(Source.open(spark, settings.spec()), settings.spec());
        return rows(table, table.divided(table.canonical(seed)));
    }

    static DividedRows divided(CheckedTable table) {
        return DividedRows.check(table, table.divided(table.canonical(SEED)), Set.of(), new Findings());
    }

    /** Label, features and number of the split, in canonical order within each split. */
    public static List<Row> rows(CheckedTable table, JavaRDD<RowBlock> blocks) {
        StructType schema = schema(table);
        return rows(blocks, (block, row) -> {
            RowLayout layout = block.layout();
            RowBlock.Cursor cursor = block.cursor().at(row);
            List<Object> cells = new ArrayList<>();
            cells.add(label(block, row));
            for (int column = 0; column < layout.columns().size(); column++) {
                cells.add(cursor.isMissing(column) ? null : switch (layout.kind(column)) {
                    case NUMBER -> cursor.number(column);
                    case BOOLEAN -> cursor.number(column) == 1;
                    case TEXT, CODE -> cursor.category(column);
                    case VECTOR -> Vectors.dense(cursor.vector(column));
                });
            }
            cells.add(block.part(row).ordinal());
            return new GenericRowWithSchema(cells.toArray(), schema);
        });
    }

    public static StructType schema(CheckedTable table) {
        StructType schema = new StructType();
        for (InputColumn column : table.columns().used().toList()) {
            schema = schema.add(column.name(), switch (column.kind()) {
                case NUMBER -> DataTypes.DoubleType;
                case BOOLEAN -> DataTypes.BooleanType;
                case TEXT, CODE -> DataTypes.StringType;
                case VECTOR -> SQLDataTypes.VectorType();
            });
        }
        return schema.add("__whittle_part", DataTypes.IntegerType);
    }

    /** Number of the split, label and vector of features, in the same order. */
    static List<Row> transformed(DividedRows divided, Features features) {
        return rows(divided.blocks(), (block, row) -> RowFactory.create(block.part(row).ordinal(), label(block, row),
                Vectors.dense(features.of(block.cursor().at(row)))));
    }

    private static Object label(RowBlock block, int row) {
        return block.layout().classes() ? block.label(row) : (Object) block.target(row);
    }

    private static List<Row> rows(JavaRDD<RowBlock> blocks, BiFunction<RowBlock, Integer, Row> made) {
        List<RowBlock> collected = blocks.collect();
        List<Row> rows = new ArrayList<>();
        for (SplitPart part : SplitPart.ALL) {
            for (RowBlock block : collected) {
                IntStream.range(0, block.rows()).filter(row -> block.part(row) == part)
                        .forEach(row -> rows.add(made.apply(block, row)));
            }
        }
        return rows;
    }

    public List<Row> divide(Settings settings) {
        return divide(settings, SEED);
    }

    /** The rows of a split, without its number. */
    public static List<Row> part(List<Row> divided, SplitPart part) {
        return divided.stream().filter(row -> row.getInt(row.size() - 1) == part.ordinal()).toList();
    }

    /** A column of the features, by name. */
    public static float[] feature(PreparedData prepared, Rows rows, String name) {
        int column = prepared.summary().features().indexOf(name);
        if (column < 0) {
            throw new AssertionError("No feature '%s' among %s".formatted(name, prepared.summary().features()));
        }
        float[] features = rows.features();
        float[] values = new float[rows.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = features[i * rows.width() + column];
        }
        return values;
    }

    /** Digests of all files in these directories of a study's data, by path. */
    static SortedMap<String, String> tensors(LocalFiles files, String... splits) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        for (String split : splits) {
            for (String name : files.list("data/" + split)) {
                digests.put(split + "/" + name, Digest.of(files.read("data/" + split + "/" + name)));
            }
        }
        return digests;
    }
}
