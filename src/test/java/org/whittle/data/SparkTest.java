package org.whittle.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.trial.Rows;

/** A test with Spark, a directory for the user's files, and study directories. */
abstract class SparkTest {

    static final long SEED = 42;

    @TempDir
    Path directory;

    final SparkSession spark = TestSpark.session();

    /** A file of the user's. */
    Path file(String name, List<String> lines) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, lines);
    }

    Path file(String name, String... lines) throws IOException {
        return file(name, List.of(lines));
    }

    /** Lines of a table: a header and so many rows. */
    static List<String> lines(String header, int rows, IntFunction<String> row) {
        return Stream.concat(Stream.of(header), IntStream.range(0, rows).mapToObj(row)).toList();
    }

    LocalFiles study(String name) {
        return new LocalFiles(directory.resolve(name));
    }

    PreparedData prepare(Settings settings) {
        return prepare(settings, "study");
    }

    PreparedData prepare(Settings settings, String study) {
        return new DataPreparer(spark, study(study)).prepare(settings.spec(), SEED, step -> { }, () -> { });
    }

    /** Label, features and number of the split of all rows, in order, but nothing fitted or written. */
    List<Row> divide(Settings settings, long seed) {
        CheckedTable table = CheckedTable.check(Source.open(spark, settings.spec()), settings.spec());
        Stream<String> names = Stream.concat(table.columns().used().map(InputColumn::name), Stream.of("the part"));
        return table.divide(seed).toDF(names.toArray(String[]::new)).collectAsList();
    }

    List<Row> divide(Settings settings) {
        return divide(settings, SEED);
    }

    /** The rows of a split, without its number. */
    static List<Row> part(List<Row> divided, SplitPart part) {
        return divided.stream().filter(row -> row.getInt(row.size() - 1) == part.ordinal()).toList();
    }

    /** A column of the features, by name. */
    static float[] feature(PreparedData prepared, Rows rows, String name) {
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
                digests.put(split + "/" + name, TensorFile.digest(files.read("data/" + split + "/" + name)));
            }
        }
        return digests;
    }
}
