package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.whittle.data.source.TableReader;

/** One table in every format: the same rows, in the same order and splits. */
class FormatsTest extends SparkTest {

    private static final List<String> LINES = lines("x,y z,kind,label", 20,
            i -> "%d,%s,%s,%s".formatted(i, i % 7 / 4.0, i % 3 == 0 ? "red" : "blue", i % 2 == 0 ? "no" : "yes"));

    private Dataset<Row> table() throws IOException {
        return TableReader.read(spark, "csv", file("rows.csv", LINES).toString(), Map.of());
    }

    private void assertSameAsCsv(Settings settings) throws IOException {
        List<Row> expected = divide(Settings.of("csv", file("rows.csv", LINES), "label"));
        assertThat(expected).hasSize(20);
        assertThat(divide(settings)).isEqualTo(expected);
    }

    private String write(String format) throws IOException {
        Path path = directory.resolve("rows." + format);
        table().repartition(3).write().format(format).save(path.toString());
        return path.toString();
    }

    @Test
    void readsParquet() throws IOException {
        assertSameAsCsv(Settings.of("parquet", write("parquet"), "label"));
    }

    @Test
    void readsOrc() throws IOException {
        assertSameAsCsv(Settings.of("orc", write("orc"), "label"));
    }

    /** JSON's columns are in the order of their names. */
    @Test
    void readsJson() throws IOException {
        assertSameAsCsv(Settings.of("json", write("json"), "label").features("x", "y z", "kind"));
    }

    @Test
    void readsATable() throws IOException {
        table().createOrReplaceTempView("formats_test");
        assertSameAsCsv(Settings.of("table", "formats_test", "label"));
        spark.catalog().dropTempView("formats_test");
    }

    @Test
    void readsADirectoryOfCompressedCsvWithOtherSeparators() throws IOException {
        Path path = directory.resolve("many");
        table().repartition(2).write().option("header", "true").option("sep", ";").option("compression", "gzip")
                .csv(path.toString());
        assertSameAsCsv(Settings.of("csv", path.toUri(), "label").options(Map.of("sep", ";")));
    }

    @Test
    void readsCsvWithBlanksAroundValues() throws IOException {
        assertSameAsCsv(Settings.of(
                "csv",
                file("blanks.csv", LINES.stream().map(l -> l.replace(",", ", ")).toList()),
                "label"));
    }

    @Test
    void readsCsvWithoutAHeader() throws IOException {
        Settings settings = Settings.of("csv", file("bare.csv", LINES.subList(1, 21)), "_c3")
                .options(Map.of("HEADER", "false"));
        assertThat(divide(settings)).hasSize(20);
    }

    @Test
    void readsLibsvm() throws IOException {
        Path path = file("rows.libsvm", lines("", 20, i -> "%d 1:%d 3:%s".formatted(i % 2, i, i / 4.0)).subList(1, 21));
        List<Row> rows = divide(Settings.of("libsvm", path, "label"));
        assertThat(rows).hasSize(20);
        assertThat(rows).extracting(row -> row.<Vector>getAs("features").size()).containsOnly(3);
    }

    @Test
    void readsArraysAsVectors() throws IOException {
        Dataset<Row> numbers = table().withColumnRenamed("y z", "y").drop("kind");
        new VectorAssembler().setInputCols(new String[] {"x", "y"}).setOutputCol("v").transform(numbers).drop("x", "y")
                .write().parquet(directory.resolve("vectors").toString());
        numbers.selectExpr("label", "array(x, y) as v").write().parquet(directory.resolve("arrays").toString());
        numbers.selectExpr("label", "array(cast(x as float), cast(y as float)) as v").write()
                .parquet(directory.resolve("floats").toString());
        for (String name : List.of("vectors", "arrays", "floats")) {
            List<Row> rows = divide(Settings.of("parquet", directory.resolve(name), "label"));
            assertThat(rows).as(name).extracting(row -> Vectors.dense(row.<Vector>getAs("v").toArray()))
                    .hasSize(20).contains(Vectors.dense(9, 0.5), Vectors.dense(19, 1.25));
        }
    }
}
