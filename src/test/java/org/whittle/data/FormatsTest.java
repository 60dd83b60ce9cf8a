package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.ml.feature.VectorAssembler;
import org.junit.jupiter.api.Test;
import org.whittle.trial.LearningTask;
import org.whittle.trial.Rows;

/** One table, in every format: the same rows, to the bit. */
class FormatsTest extends SparkTest {

    private static final List<String> LINES = lines("x,y z,kind,label", 20,
            i -> "%d,%s,%s,%s".formatted(i, i % 7 / 4.0, i % 3 == 0 ? "red" : "blue", i % 2 == 0 ? "no" : "yes"));

    private Dataset<Row> table() throws IOException {
        return TableReader.read(spark, "csv", file("rows.csv", LINES).toString(), Map.of());
    }

    private void assertSameAsCsv(Settings settings) throws IOException {
        PreparedData expected = prepare(Settings.of("csv", file("rows.csv", LINES), "label"), "expected");
        PreparedData actual = prepare(settings, "actual");
        assertThat(actual.fingerprint()).isEqualTo(expected.fingerprint());
        assertThat(actual.training().training().features()).isEqualTo(expected.training().training().features());
    }

    private String write(String format) throws IOException {
        Path path = directory.resolve("rows." + format);
        table().repartition(3).write().format(format).mode(SaveMode.Overwrite).save(path.toString());
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

    /** JSON has its columns in the order of their names. */
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
        table().repartition(2).write().option("header", "true").option("sep", ";").option("compression", "gzip").csv(
                path.toString());
        assertSameAsCsv(Settings.of("csv", path.toUri(), "label").options(Map.of("sep", ";")));
    }

    @Test
    void readsLibsvm() throws IOException {
        Path path = file("rows.libsvm", lines("", 20, i -> "%d 1:%d 3:%s".formatted(i % 2, i, i / 4.0)).subList(1, 21));
        PreparedData prepared = prepare(Settings.of("libsvm", path, "label"));
        assertThat(prepared.summary().features()).containsExactly("features[0]", "features[1]", "features[2]");
        assertThat(prepared.training().task()).isEqualTo(new LearningTask.Classification(List.of("0", "1")));
        // The second element is always 0: constant, so 0 after scaling.
        assertThat(feature(prepared, prepared.training().training(), "features[1]")).containsOnly(0);
    }

    @Test
    void readsVectorsAndArraysAlike() throws IOException {
        Dataset<Row> numbers = table().withColumnRenamed("y z", "y").drop("kind");
        new VectorAssembler().setInputCols(new String[] {"x", "y"}).setOutputCol("v").transform(numbers).drop("x", "y")
                .write().parquet(directory.resolve("vectors").toString());
        numbers.selectExpr("label", "array(x, y) as v").write().parquet(directory.resolve("arrays").toString());
        numbers.selectExpr("label", "array(cast(x as float), cast(y as float)) as v").write()
                .parquet(directory.resolve("floats").toString());

        Rows vectors = prepare(Settings.of("parquet", directory.resolve("vectors"), "label"), "1").training().training();
        Rows arrays = prepare(Settings.of("parquet", directory.resolve("arrays"), "label"), "2").training().training();
        Rows floats = prepare(Settings.of("parquet", directory.resolve("floats"), "label"), "3").training().training();
        assertThat(vectors.width()).isEqualTo(2);
        // Same rows in another order: a vector's hash is not an array's. So are their sums, but for the last digits.
        assertThat(vectors.count()).isEqualTo(arrays.count()).isEqualTo(floats.count()).isEqualTo(12);
        assertThat(arrays.width()).isEqualTo(2);
    }

    @Test
    void readsTheSampleOfTheJar() {
        PreparedData prepared = prepare(Settings.digits());
        DataSummary summary = prepared.summary();
        assertThat(summary.features()).hasSize(64).startsWith("pixel_0_0", "pixel_0_1").endsWith("pixel_7_7");
        assertThat(prepared.training().task()).isEqualTo(new LearningTask.Classification(
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")));
        assertThat(List.of(summary.training().rows(), summary.validation().rows(), summary.test().rows()))
                .containsExactly(1076, 361, 360);
        // 182 images of a 1: 0.2 of them, rounded, are 36, and 110 are left.
        assertThat(summary.training().classRows().get(1)).isEqualTo(110);
        assertThat(summary.validation().classRows().get(1)).isEqualTo(36);
        assertThat(summary.test().classRows().get(1)).isEqualTo(36);
    }
}
