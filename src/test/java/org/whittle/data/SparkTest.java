package org.whittle.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.trial.Rows;

/** A test with Spark, a directory for the user's files, and a study directory. */
abstract class SparkTest {

    static final long SEED = 42;

    @TempDir
    Path directory;

    final SparkSession spark = TestSpark.session();

    /** A file of the user's. */
    Path file(String name, List<String> lines) throws IOException {
        return Files.write(directory.resolve(name), lines);
    }

    Path file(String name, String... lines) throws IOException {
        return file(name, List.of(lines));
    }

    /** A study directory; the same one for the same name. */
    LocalFiles study(String name) {
        return new LocalFiles(directory.resolve(name));
    }

    PreparedData prepare(Settings settings) {
        return prepare(settings, "study");
    }

    PreparedData prepare(Settings settings, String study) {
        return new DataPreparer(spark, study(study)).prepare(settings.spec(), SEED, () -> { });
    }

    /** Lines of a table with a header and so many rows. */
    static List<String> lines(String header, int rows, java.util.function.IntFunction<String> row) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(header), IntStream.range(0, rows).mapToObj(row))
                .toList();
    }

    /** A column of the features, by name. */
    static float[] feature(PreparedData prepared, Rows rows, String name) {
        int column = prepared.summary().features().indexOf(name);
        if (column < 0) {
            throw new AssertionError("No feature '%s' among %s".formatted(name, prepared.summary().features()));
        }
        float[] values = new float[rows.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.features()[i * rows.width() + column];
        }
        return values;
    }

    /** All files of a study's tensors, by path, to be compared byte by byte. */
    static List<byte[]> tensors(LocalFiles files, String... splits) throws IOException {
        List<byte[]> all = new java.util.ArrayList<>();
        for (String split : splits) {
            for (String name : files.list("data/" + split)) {
                all.add(files.read("data/" + split + "/" + name));
            }
        }
        return all;
    }
}
