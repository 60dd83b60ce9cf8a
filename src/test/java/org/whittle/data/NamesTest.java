package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.data.source.TableReader;
import org.whittle.data.tensor.DataSummary;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.InvalidInputException;

/** Columns may be called whatever a table can call them. */
class NamesTest extends SparkTest {

    private static final List<String> NAMES = List.of(
            "a",
            "A",
            "__THIS__",
            "${a}",
            "a.b",
            "a.B",
            "c d",
            "e`f",
            "`g`",
            "h-i",
            "j,k",
            "ümlaut",
            "select",
            "\"q\"",
            "'s'",
            " ",
            "*",
            "a.*",
            "%s",
            "\\",
            "\n",
            "#1",
            "null",
            "true",
            "__whittle_part",
            "__whittle_key",
            "__whittle_tie",
            "__whittle_value_0",
            "__whittle_features",
            "features",
            "prediction",
            "probability",
            "rawPrediction",
            "label",
            "Label",
            "part",
            "key",
            "tie",
            "c0",
            "C0",
            "value",
            "y");

    @AfterEach
    void forgetLetterCase() {
        spark.conf().unset("spark.sql.caseSensitive");
    }

    /** Every second column is of text, the others of numbers; the last is the label. */
    private Dataset<Row> table(List<String> names, int rows) {
        List<Row> cells = IntStream.range(0, rows).mapToObj(i -> RowFactory.create(IntStream.range(0, names.size())
                .mapToObj(c -> c < names.size() - 1 && c % 2 == 1 ? "t" + (i + c) % 3 : (Object) number(i, c))
                .toArray())).toList();
        StructField[] fields = IntStream.range(0, names.size())
                .mapToObj(c -> new StructField(
                        names.get(c),
                        c < names.size() - 1 && c % 2 == 1 ? DataTypes.StringType : DataTypes.DoubleType,
                        true,
                        Metadata.empty()))
                .toArray(StructField[]::new);
        return spark.createDataFrame(cells, new StructType(fields));
    }

    /** No two columns tell each other. */
    private static double number(int i, int c) {
        return (i * i * (c % 7 + 1) + i * (c + 3) + i / 17 * (c * c % 13)) % 17;
    }

    private static List<double[]> features(LocalFiles study, Dataset<Row> table) {
        return FeaturePipeline.load(study).of(LaterTable.of(table)).features().collect();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "json"})
    void allNamesCanBeLearntFromAndScored(String format) throws IOException {
        // ORC's types are text in which a name may not hold everything.
        List<String> names = NAMES.stream().filter(name -> !format.equals("orc")
                || name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_')).toList();
        spark.conf().set("spark.sql.caseSensitive", "true");
        String path = directory.resolve("rows").toString();
        table(names, 60).coalesce(1).write().format(format).save(path);
        spark.conf().unset("spark.sql.caseSensitive");

        PreparedData prepared = prepare(Settings.of(format, path, "y").task(Task.REGRESSION));
        List<String> plain = IntStream.range(0, names.size()).mapToObj(i -> "n" + i).toList();
        // The same table under plain names gives the same features, name by name.
        table(plain, 60).createOrReplaceTempView("plain_names");
        Settings settings = Settings.of("table", "plain_names", plain.get(names.size() - 1)).task(Task.REGRESSION);
        assertThat(prepared.summary().features()).hasSameSizeAs(prepare(settings, "plain").summary().features());
        for (String name : names.subList(0, names.size() - 1)) {
            assertThat(prepared.summary().features().stream().filter(f -> f.equals(name) || f.startsWith(name + "=t")))
                    .as(name).hasSize(names.indexOf(name) % 2 == 1 ? 3 : 1);
        }
        List<double[]> scored = features(study("study"), TableReader.read(spark, format, path, Map.of()));
        List<double[]> same = features(study("plain"), spark.table("plain_names"));
        assertThat(scored).hasSize(60);
        FeaturePipeline made = FeaturePipeline.load(study("study"));
        FeaturePipeline known = FeaturePipeline.load(study("plain"));
        for (String name : names.subList(0, names.size() - 1)) {
            int column = names.indexOf(name);
            String feature = column % 2 == 1 ? name + "=t1" : name;
            String plainFeature = column % 2 == 1 ? "n" + column + "=t1" : "n" + column;
            int ours = made.names().indexOf(feature);
            int theirs = known.names().indexOf(plainFeature);
            for (int i = 0; i < 60; i++) {
                if (column % 2 == 1) {
                    assertThat(scored.get(i)[ours]).as("%s of row %d", name, i).isEqualTo(same.get(i)[theirs]);
                } else {
                    // Scaled by other training rows: another division.
                    assertThat(Double.isFinite(scored.get(i)[ours])).as(name).isTrue();
                }
            }
        }
        spark.catalog().dropTempView("plain_names");
    }

    @Test
    void csvTellsLetterCasesApart() throws IOException {
        PreparedData prepared = prepare(Settings.of("csv", file("rows.csv", lines("a,A,Y,y", 40,
                i -> "%d,%d,%d,%s".formatted(i * 3 % 11, i * i % 7, i % 5, i % 2 == 0 ? "no" : "yes"))), "y"));
        assertThat(prepared.summary().features()).containsExactly("a", "A", "Y");
    }

    @Test
    void aNameThatIsThereTwiceIsOneLine() throws IOException {
        String path = file("rows.json", "{\"a\": 1, \"a\": 2, \"y\": 1}").toString();
        assertThatThrownBy(() -> TableReader.read(spark, "json", path, Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("%s has two columns of the name 'a'; rename one".formatted(path));
        List<String> names = new ArrayList<>(List.of("a", "a", "y"));
        table(names, 3).createOrReplaceTempView("twice");
        assertThatThrownBy(() -> TableReader.read(spark, "table", "twice", Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("twice has two columns of the name 'a'; rename one");
        spark.catalog().dropTempView("twice");
    }

    /** Tables of a metastore know small letters only: nothing may ask them for others. */
    @Test
    void letterCasesAreToldApartOnlyWhereTheyHaveToBe() throws IOException {
        TableReader.read(spark, "csv", file("rows.csv", "a,B,y", "1,2,3").toString(), Map.of());
        assertThat(spark.conf().get("spark.sql.caseSensitive")).isEqualTo("false");
    }

    /** Spark hashes no maps, however deep they lie in a column that is left out. */
    @Test
    void columnsThatAreLeftOutMayHoldMaps() {
        spark.sql("select id as x, id % 2 = 0 as y, map('k', id) as m, array(map('k', id)) as deep, "
                + "struct(array(struct(map('k', id) as inner)) as middle) as deeper, map('k', map('l', id)) as maps "
                + "from range(40)").createOrReplaceTempView("with_maps");
        PreparedData prepared = prepare(Settings.of("table", "with_maps", "y").ignore("m", "deep", "deeper", "maps"));
        assertThat(prepared.summary().features()).containsExactly("x");
        assertThat(Stream.of(prepared.summary().training(), prepared.summary().validation(), prepared.summary().test())
                .mapToInt(DataSummary.Part::rows).sum()).isEqualTo(40);
        spark.catalog().dropTempView("with_maps");
    }
}
