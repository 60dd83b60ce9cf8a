package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.data.source.TableReader;
import org.whittle.data.tensor.Manifest;
import org.whittle.random.RandomStream;
import org.whittle.score.step.DataJson;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.InvalidInputException;
import org.whittle.work.Rows;

/** One study with columns of every kind, and tables that come after it. */
class FeaturePipelineTest extends SparkTest {

    private static final List<String> LINES = lines(
                    "", 40, i -> ("{\"n\": %s, \"b\": %s, \"text\": \"%s\", \"code\": %d, "
                                    + "\"v\": [%d, %d], \"y\": %d}")
                            .formatted(
                                    i % 5 == 0 ? "null" : i,
                                    i % 2 == 0,
                                    "red blue".split(" ")[i % 3 % 2],
                                    i % 3,
                                    i,
                                    i * i,
                                    i + 1))
            .subList(1, 41);

    @TempDir
    private static Path home;
    private static PreparedData prepared;
    private static FeaturePipeline pipeline;

    @BeforeAll
    static void prepareOnce() throws IOException {
        LocalFiles files = new LocalFiles(home.resolve("study"));
        Path rows = Files.write(home.resolve("rows.json"), LINES);
        prepared = new DataPreparer(TestSpark.session(), files).prepare(
                Settings.of("json", rows, "y").task(Task.REGRESSION).categorical("code").spec(), SEED,
                step -> { }, () -> { });
        pipeline = FeaturePipeline.load(files);
    }

    private Dataset<Row> json(String... lines) throws IOException {
        return TableReader.read(spark, "json", file("later.json", lines).toString(), Map.of());
    }

    private double[] feature(Row row, String name) {
        return new double[] {row.<Vector>getAs(FeaturePipeline.FEATURES).toArray()[pipeline.names().indexOf(name)]};
    }

    @Test
    void givesTheTensorsOfPreparation() throws IOException {
        Map<Double, float[]> byTarget = new HashMap<>();
        for (Rows rows : List.of(
                prepared.training().training(),
                prepared.training().validation(),
                prepared.lockBox().open())) {
            float[] features = rows.features();
            for (int i = 0; i < rows.count(); i++) {
                byTarget.put(rows.targets()[i],
                        Arrays.copyOfRange(features, i * rows.width(), (i + 1) * rows.width()));
            }
        }
        List<Row> rows = pipeline.transform(TableReader.read(
                        spark, "json", home.resolve("rows.json").toString(), Map.of()))
                .collectAsList();
        assertThat(rows).hasSize(40).allSatisfy(row -> {
            double[] features = row.<Vector>getAs(FeaturePipeline.FEATURES).toArray();
            float[] expected = byTarget.get((double) row.<Long>getAs("y"));
            assertThat(features).hasSize(expected.length);
            for (int i = 0; i < features.length; i++) {
                assertThat((float) features[i]).as(pipeline.names().get(i)).isEqualTo(expected[i]);
            }
        });
    }

    @Test
    void keepsAllColumnsAndNeedsNoLabel() throws IOException {
        Dataset<Row> table =
                json("{\"more.of this\": \"x\", \"n\": 1, \"b\": true, \"text\": \"red\", \"code\": 1, \"v\": [1, 2]}");
        Dataset<Row> transformed = pipeline.transform(table);
        List<String> columns = new ArrayList<>(List.of(table.columns()));
        columns.add(FeaturePipeline.FEATURES);
        assertThat(transformed.columns()).containsExactlyElementsOf(columns);
        assertThat(transformed.schema().apply("v").dataType()).isInstanceOf(ArrayType.class);
        Row row = transformed.first();
        assertThat(row.<String>getAs("more.of this")).isEqualTo("x");
        assertThat(row.<Vector>getAs(FeaturePipeline.FEATURES).size()).isEqualTo(pipeline.names().size());
        assertThat(pipeline.names()).isEqualTo(prepared.summary().features());
    }

    @Test
    void takesMissingAndUnseenValues() throws IOException {
        Row row = pipeline.transform(
                        json("{\"n\": null, \"b\": null, \"text\": \"green\", \"code\": 9, \"v\": [1, 2]}"))
                .first();
        assertThat(feature(row, "n (missing)")).containsExactly(1);
        // The mean of training rows, up to rounding, which scaling makes 0.
        assertThat(Math.abs(feature(row, "n")[0])).isLessThan(1e-12);
        assertThat(feature(row, "text=red")).containsExactly(0);
        assertThat(feature(row, "text=blue")).containsExactly(0);
        assertThat(feature(row, "code=1")).containsExactly(0);
    }

    @Test
    void takesNumbersOfOtherTypes() throws IOException {
        Row row = pipeline.transform(
                        json("{\"n\": \"7\", \"b\": \"true\", \"text\": \"red\", \"code\": 1.0, \"v\": [1.5, 2]}"))
                .first();
        Row same = pipeline.transform(json("{\"n\": 7, \"b\": true, \"text\": \"red\", \"code\": 1, \"v\": [1.5, 2]}"))
                .first();
        assertThat(row.<Vector>getAs(FeaturePipeline.FEATURES)).isEqualTo(same.getAs(FeaturePipeline.FEATURES));
        assertThat(feature(row, "code=1")).containsExactly(1);
    }

    @Test
    void refusesWhatItCannotTake() throws IOException {
        String sound = "{\"n\": 1, \"b\": true, \"text\": \"red\", \"code\": 1, \"v\": [1, 2]}";
        assertRefused(
                "no column 'text', which the network needs; did you mean 'texts'?", sound.replace("text", "texts"));
        assertRefused(
                "Column 'v' holds values of type bigint, but vectors in the training rows",
                sound.replace("[1, 2]", "3"));
        assertRefused("row 2 of later.json, column 'v': a vector of 3 elements where others have 2", sound,
                sound.replace("[1, 2]", "[1, 2, 3]"));
        assertRefused("row 2 of later.json, column 'n': the value NaN is not finite", sound.replace("1,", "1.5,"),
                sound.replace("\"n\": 1", "\"n\": NaN"));
        assertRefused(
                "row 1 of later.json, column 'n': 'many' is no number", sound.replace("\"n\": 1", "\"n\": \"many\""));
        assertRefused("has a column 'whittle_features' already", sound.replace("{", "{\"whittle_features\": 1, "));
    }

    /** No expression is made of each column: Spark alone would take minutes to compile them. */
    @Test
    void aWideTableIsScoredAsItWasPrepared() throws IOException {
        int width = 3000;
        List<String> lines = lines(
                "y," + IntStream.range(0, width).mapToObj(c -> "c" + c).collect(Collectors.joining(",")),
                20,
                i -> i + ","
                        + IntStream.range(0, width)
                                .mapToObj(c -> Integer.toString((i * i + 3 * c * i) % 31 + c % 5))
                                .collect(Collectors.joining(",")));
        Path table = file("wide.csv", lines);
        PreparedData wide = prepare(Settings.of("csv", table, "y").task(Task.REGRESSION), "wide");
        FeaturePipeline later = FeaturePipeline.load(study("wide"));
        TableFeatures features = later.of(later.read(spark, "csv", table.toString(), Map.of(), true));
        List<double[]> rows = features.features().collect();
        assertThat(features.width()).isEqualTo(wide.summary().features().size()).isGreaterThan(width / 2);
        Rows training = wide.training().training();
        for (int i = 0; i < training.count(); i++) {
            double[] own = rows.get((int) training.targets()[i]);
            for (int j = 0; j < own.length; j++) {
                assertThat((float) own[j]).isEqualTo(training.features()[i * own.length + j]);
            }
        }
    }

    @Test
    void textsThatLookLikeNumbersStayTexts() throws IOException {
        Path learnt = file("codes.csv", lines("zip,x,y", 40,
                i -> "%s,%d,%d".formatted(i % 4 == 0 ? "A1" : "0" + i % 4, i * 3 % 11, i * i % 7)));
        prepare(Settings.of("csv", learnt, "y").task(Task.REGRESSION), "codes");
        FeaturePipeline codes = FeaturePipeline.load(study("codes"));
        Path later = file("later.csv", "zip,x,more,code", "01,1,2,02", "03,2,3,03");
        Dataset<Row> table = codes.read(spark, "csv", later.toString(), Map.of(), false).values();
        List<Row> rows = codes.transform(table).collectAsList();
        assertThat(rows.get(0)
                        .<Vector>getAs(FeaturePipeline.FEATURES)
                        .toArray()[codes.names().indexOf("zip=01")])
                .isEqualTo(1);
        assertThat(rows.get(1)
                        .<Vector>getAs(FeaturePipeline.FEATURES)
                        .toArray()[codes.names().indexOf("zip=03")])
                .isEqualTo(1);
        // What the network does not take is as Spark reads it.
        assertThat(table.schema().apply("more").dataType().typeName()).isEqualTo("integer");
        assertThat(table.schema().apply("code").dataType().typeName())
                .as("which begins with zeros")
                .isEqualTo("string");
    }

    /** Whatever byte is another, the preprocessing is the same, or that is one line. */
    @Test
    void whateverByteIsAnotherIsFound() throws IOException {
        LocalFiles sound = new LocalFiles(home.resolve("study"));
        LocalFiles files = study("mutated");
        RandomStream random = RandomStream.ofSeed(11);
        for (String path : List.of(Manifest.PATH, PreprocessingFile.OF_STUDY)) {
            files.write(Manifest.PATH, sound.read(Manifest.PATH));
            files.write(PreprocessingFile.OF_STUDY, sound.read(PreprocessingFile.OF_STUDY));
            byte[] content = sound.read(path);
            for (int i = 0; i < 200; i++) {
                byte[] other = content.clone();
                other[random.nextInt(other.length)] = (byte) random.nextInt(256);
                files.write(path, other);
                try {
                    FeaturePipeline.load(files);
                    // White space between fields of the one, or nothing at all.
                    assertThat(DataJson.MAPPER.readTree(other)).isEqualTo(DataJson.MAPPER.readTree(content));
                } catch (InvalidInputException e) {
                    assertThat(e).hasMessageContaining(path);
                }
            }
        }
    }

    @Test
    void needsAPreparedStudy() {
        assertThatThrownBy(() -> FeaturePipeline.load(study("nothing"))).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("data/summary.json: no such file");
    }

    @Test
    void needsItsStages() throws IOException {
        LocalFiles copy = study("copy");
        copy.write(Manifest.PATH, new LocalFiles(home.resolve("study")).read(Manifest.PATH));
        assertThatThrownBy(() -> FeaturePipeline.load(copy)).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("data/preprocessing.json is missing or damaged: there is no such file");
    }

    private void assertRefused(String why, String... lines) {
        assertThatThrownBy(() -> pipeline.transform(json(lines))).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(why);
    }
}
