package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.data.source.Source;
import org.whittle.score.step.Features;
import org.whittle.score.step.Scaling;
import org.whittle.study.DataSpec.Task;

/** What becomes of each kind of column. Rows are told apart by their label, a regression's target. */
class PreprocessingTest extends SparkTest {

    /** Fits a table's rows marked a, and transforms all: features by label, then by name. */
    private Map<Double, Map<String, Double>> features(Settings settings) {
        CheckedTable table = CheckedTable.check(Source.open(spark, settings.spec()), settings.spec());
        DividedRows divided = divided(table);
        Features fitted = divided.fit().features(0);
        Map<Double, Map<String, Double>> byLabel = new TreeMap<>();
        transformed(divided, fitted).forEach(row -> {
            double[] values = row.<Vector>getAs(2).toArray();
            assertThat(values).hasSameSizeAs(fitted.names());
            Map<String, Double> byName = new TreeMap<>();
            for (int i = 0; i < values.length; i++) {
                byName.put(fitted.names().get(i), values[i]);
            }
            byLabel.put(row.getDouble(1), byName);
        });
        return byLabel;
    }

    /** Rows with label 0, 1, …: training rows, then a validation row, then a test row. */
    private Settings table(String header, String... rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of(header + ",part,y"));
        for (int i = 0; i < rows.length; i++) {
            lines.add("%s,%s,%d".formatted(rows[i], i < rows.length - 2 ? "a" : i < rows.length - 1 ? "b" : "c", i));
        }
        return Settings.of("csv", file("rows.csv", lines), "y").task(Task.REGRESSION).byPart();
    }

    private static double[] column(Map<Double, Map<String, Double>> features, String name) {
        return features.values().stream().mapToDouble(row -> {
            assertThat(row).containsKey(name);
            return row.get(name);
        }).toArray();
    }

    private static void assertColumn(Map<Double, Map<String, Double>> features, String name, double... values) {
        // Double arithmetic of a few operations.
        assertThat(column(features, name)).as(name).containsExactly(values, within(1e-12));
    }

    @Test
    void standardScalingUsesMeanAndDeviationOfTrainingRows() throws IOException {
        Map<Double, Map<String, Double>> features = features(table("x,flat", "1,5", "2,5", "3,5", "7,5", "-1,9"));
        assertColumn(features, "x", -1, 0, 1, 5, -3);
        assertThat(column(features, "flat")).containsOnly(0);
    }

    @Test
    void minMaxScalingUsesTheRangeOfTrainingRows() throws IOException {
        Map<Double, Map<String, Double>> features =
                features(table("x,flat", "1,5", "2,5", "5,5", "7,5", "-1,5").scaling(Scaling.MIN_MAX));
        assertColumn(features, "x", 0, 0.25, 1, 1.5, -0.5);
        assertThat(column(features, "flat")).containsOnly(0.5);
    }

    @Test
    void robustScalingUsesMedianAndQuartiles() throws IOException {
        Map<Double, Map<String, Double>> features = features(table("x,rare,flat", "1,0,5", "2,0,5", "3,0,5", "4,0,5",
                "1000,8,5", "7,4,5", "-1,0,5").scaling(Scaling.ROBUST));
        assertColumn(features, "x", -1, -0.5, 0, 0.5, 498.5, 2, -2);
        // Its quartiles are equal, but it is not constant.
        assertColumn(features, "rare", 0, 0, 0, 0, 8, 4, 0);
        assertThat(column(features, "flat")).containsOnly(0);
    }

    @Test
    void missingNumbersAreImputedByTheMeanAndIndicated() throws IOException {
        Map<Double, Map<String, Double>> features =
                features(table("x,z", "1,1", ",2", "2,3", "9,4", ",", "5,6").scaling(Scaling.NONE));
        assertColumn(features, "x", 1, 4, 2, 9, 4, 5);
        assertColumn(features, "x (missing)", 0, 1, 0, 0, 1, 0);
        // No training row lacks z: there is nothing to learn from an indicator, but the validation row is imputed.
        assertColumn(features, "z", 1, 2, 3, 4, 2.5, 6);
        assertThat(features.get(0.0)).doesNotContainKey("z (missing)");
    }

    @Test
    void booleansAreZeroOrOneAndNotScaled() throws IOException {
        Map<Double, Map<String, Double>> features =
                features(table("x,b", "1,true", "2,false", "3,true", "4,", "5,false", "6,true"));
        // Two of three are true.
        assertColumn(features, "b", 1, 0, 1, 2.0 / 3, 0, 1);
        assertColumn(features, "b (missing)", 0, 0, 0, 1, 0, 0);
    }

    @Test
    void textHasAnIndicatorACategoryAndUnseenOrMissingOnesHaveNone() throws IOException {
        Map<Double, Map<String, Double>> features =
                features(table("c,d", "red,u", "blue,v", "red,", "red,u", "green,", "blue,u"));
        assertThat(features.get(0.0)).containsOnlyKeys("c=red", "c=blue", "d=u", "d=v", "d (missing)");
        assertColumn(features, "c=red", 1, 0, 1, 1, 0, 0);
        assertColumn(features, "c=blue", 0, 1, 0, 0, 0, 1);
        assertColumn(features, "d=u", 1, 0, 0, 1, 0, 1);
        assertColumn(features, "d=v", 0, 1, 0, 0, 0, 0);
        assertColumn(features, "d (missing)", 0, 0, 1, 0, 1, 0);
    }

    @Test
    void categoriesBeyondTheLimitShareAnIndicatorWithUnseenOnes() throws IOException {
        Map<Double, Map<String, Double>> features =
                features(table("c,few", "a,u", "a,v", "a,u", "b,u", "b,u", "d,v", "e,v", "f,w", "a,u")
                        .oneHotLimit(2));
        // As many categories as the limit need no other.
        assertThat(features.get(0.0)).containsOnlyKeys("c=a", "c=b", "c=(other)", "few=u", "few=v");
        assertColumn(features, "c=a", 1, 1, 1, 0, 0, 0, 0, 0, 1);
        assertColumn(features, "c=(other)", 0, 0, 0, 0, 0, 1, 1, 1, 0);
        assertColumn(features, "few=v", 0, 1, 0, 0, 0, 1, 1, 0, 0);
    }

    @Test
    void emptyTextIsACategory() {
        spark.sql(
                        "select c, y, part from values ('', 0.0, 'a'), ('x', 1.0, 'a'), ('', 2.0, 'b'), ('x', 3.0, "
                                + "'c') as t(c, y, part)")
                .createOrReplaceTempView("preprocessing_test");
        Map<Double, Map<String, Double>> features =
                features(Settings.of("table", "preprocessing_test", "y").task(Task.REGRESSION).byPart());
        assertColumn(features, "c=", 1, 0, 1, 0);
        spark.catalog().dropTempView("preprocessing_test");
    }

    @Test
    void numbersMayStandForCategories() throws IOException {
        Map<Double, Map<String, Double>> features =
                features(table("zip,x", "8001,1", "8002,2", "8001,3", "8003,4", "8002,5").categorical("zip"));
        assertThat(features.get(0.0)).containsOnlyKeys("zip=8001", "zip=8002", "x");
        assertColumn(features, "zip=8002", 0, 1, 0, 0, 1);
    }

    /** As doubles, the two whole numbers are one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "9007199254740992L | 9007199254740993L | 9007199254740992 | 9007199254740993",
                "12345678901234567890.1BD | 12345678901234567890.2BD | 12345678901234567890.1 | 12345678901234567890.2",
                "1.50BD | 1.55BD | 1.5 | 1.55",
                "'1' | '01' | 1 | 01",
                "'1' | '1.0' | 1 | 1.0",
                "true | false | true | false",
                "0.1D | 0.2D | 0.1 | 0.2",
                "3.0D | 4.0D | 3 | 4"
            })
    void categoriesKeepTheirColumnsOwnType(String one, String two, String first, String second) {
        spark.sql(
                        ("select c, y, part from values (%1$s, 0.0, 'a'), (%2$s, 1.0, 'a'), (%1$s, 2.0, 'a'), (%2$s, "
                                + "3.0, 'b'), (%1$s, ")
                                        .formatted(one, two)
                                + "4.0, 'c') as t(c, y, part)")
                .createOrReplaceTempView("own_type");
        Map<Double, Map<String, Double>> features =
                features(Settings.of("table", "own_type", "y").task(Task.REGRESSION).byPart().categorical("c"));
        assertThat(features.get(0.0)).containsOnlyKeys("c=" + first, "c=" + second);
        assertColumn(features, "c=" + first, 1, 0, 1, 0, 1);
        assertColumn(features, "c=" + second, 0, 1, 0, 1, 0);
        spark.catalog().dropTempView("own_type");
    }

    @Test
    void vectorsAreScaledElementByElement() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lines.add("{\"v\": [%d, %d], \"y\": %d, \"part\": \"%s\"}"
                    .formatted(i, 10 * i, i, i < 3 ? "a" : i < 4 ? "b" : "c"));
        }
        Map<Double, Map<String, Double>> features =
                features(Settings.of("json", file("rows.json", lines), "y").task(Task.REGRESSION).byPart());
        assertColumn(features, "v[0]", -1, 0, 1, 2, 3);
        assertColumn(features, "v[1]", -1, 0, 1, 2, 3);
    }

    @Test
    void allKindsComeTogetherInTheDocumentedOrder() throws IOException {
        Settings settings = table(
                        "c,b,x,k", "red,true,,1", "blue,false,2,2", "red,true,3,1", "red,true,5,3", "red,true,6,1")
                .categorical("k");
        CheckedTable table = CheckedTable.check(Source.open(spark, settings.spec()), settings.spec());
        assertThat(divided(table).fit().features(0).names())
                .containsExactly("x", "b", "x (missing)", "c=red", "c=blue", "k=1", "k=2");
    }

    @Test
    void namesMayHoldAnything() throws IOException {
        Map<Double, Map<String, Double>> features = features(table("a.b,c d,`e`,select,s.t", "1,1,1,1,u", "2,2,2,2,v",
                "3,3,3,3,u", "2,2,2,2,u", "3,3,3,3,v"));
        assertThat(features.get(0.0)).containsOnlyKeys("a.b", "c d", "`e`", "select", "s.t=u", "s.t=v");
        assertColumn(features, "select", -1, 0, 1, 0, 1);
    }

    @Test
    void manyColumnsAreNoTrouble() throws IOException {
        int width = 150;
        StringBuilder header = new StringBuilder("x0");
        for (int i = 1; i < width; i++) {
            header.append(",x").append(i);
        }
        String[] rows = new String[12];
        for (int i = 0; i < rows.length; i++) {
            int row = i;
            rows[i] = String.join(
                    ",",
                    Arrays.stream(header.toString().split(","))
                            .map(name -> "" + (row % 7))
                            .toList());
        }
        assertThat(features(table(header.toString(), rows)).get(0.0)).hasSize(width);
    }
}
