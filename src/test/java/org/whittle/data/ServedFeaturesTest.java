package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.data.source.Source;
import org.whittle.random.RandomStream;
import org.whittle.score.column.NamedCells;
import org.whittle.score.step.Features;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.Scaling;
import org.whittle.study.DataSpec.Task;

/**
 * Features that plain Java makes of raw rows are those of MLlib's stages, fitted to the same table, bit for bit: 10,000
 * rows with missing values, categories that training rows had not, dates and quoted text. The sign of zeros aside, of
 * which MLlib keeps some and drops others, and days, which are counted from another one.
 */
class ServedFeaturesTest extends SparkTest {

    private static final int ROWS = 10_000;
    private static final List<String> COLUMNS =
            List.of("n", "income, net", "active", "plan", "zip", "since", "at", "part", "y");
    private static final List<String> PLANS = List.of("basic", "gold", "a \"quoted\", plan", "two\nlines", " blanks ");

    /** Texts as a CSV file has them; the label is the row's number. */
    private static List<Map<String, String>> rows() {
        RandomStream random = RandomStream.ofSeed(12);
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            boolean later = i % 5 > 2;
            Map<String, String> row = new HashMap<>();
            row.put("n", i % 7 == 0 ? null : Double.toString(random.nextGaussian() * 1e3));
            row.put("income, net", i % 19 == 0 ? null : Double.toString(1e6 + 1e4 * random.nextGaussian()));
            row.put("active", i % 11 == 0 ? null : Boolean.toString(random.nextInt(2) == 0));
            row.put("plan", i % 13 == 0 ? null : later && i % 3 == 0 ? "never seen, \"" + i + "\""
                    : PLANS.get(random.nextInt(PLANS.size())));
            row.put("zip", i % 17 == 0 ? null : Integer.toString(10_000 + random.nextInt(later ? 40 : 20)));
            LocalDate day = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(2000));
            row.put("since", i % 23 == 0 ? null : day.toString());
            row.put("at", i % 29 == 0 ? null : "%sT%02d:%02d:%02d".formatted(day, random.nextInt(24),
                    random.nextInt(60), random.nextInt(60)));
            row.put("part", List.of("a", "a", "a", "b", "c").get(i % 5));
            row.put("y", Integer.toString(i));
            rows.add(row);
        }
        return rows;
    }

    private static String line(Map<String, String> row) {
        return COLUMNS.stream().map(row::get)
                .map(cell -> cell == null ? "" : "\"" + cell.replace("\"", "\"\"") + "\"")
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfMapsHaveMLlibsFeatures(Scaling scaling) throws IOException {
        List<Map<String, String>> raw = rows();
        List<String> lines = new ArrayList<>(List.of(COLUMNS.stream().map(name -> "\"" + name + "\"")
                .collect(Collectors.joining(","))));
        raw.forEach(row -> lines.add(line(row)));
        Settings settings = Settings.of("csv", file("rows.csv", lines), "y").options(Map.of("multiLine", "true",
                "escape", "\"")).task(Task.REGRESSION).byPart().categorical("zip").scaling(scaling).oneHotLimit(12);
        CheckedTable table = CheckedTable.check(Source.open(spark, settings.spec()), settings.spec());
        DividedRows divided = divided(table);
        Dataset<Row> named = spark.createDataFrame(rows(table, divided.blocks()), schema(table)).coalesce(1);
        MLlibReference.Fitted theirs = MLlibReference.fit(named.filter(functions.col("__whittle_part").equalTo(0)),
                table.columns().features(), divided.profile(), scaling, 12);

        Preprocessing preprocessing = divided.fit();
        Features ours = preprocessing.features(0);
        // A date's missing parts have one indicator; the stages give each part one, of which the first is taken.
        List<String> names = theirs.names().stream().map(name -> name.replace(" (year) (missing)", " (missing)"))
                .toList();
        int[] places = ours.names().stream().mapToInt(names::indexOf).toArray();
        assertThat(ours.names()).contains("n (missing)", "since (missing)", "at (hour)", "zip=(other)",
                "plan=a \"quoted\", plan", "plan=two\nlines").isSubsetOf(names);
        NamedCells cells = new NamedCells(preprocessing.columns());
        List<Row> scored = theirs.model().transform(named).collectAsList();
        assertThat(scored).hasSize(ROWS);
        double first = Double.NaN;
        for (Row row : scored) {
            int number = (int) row.getDouble(0);
            List<String> problems = new ArrayList<>();
            cells.read(raw.get(number), problems);
            assertThat(problems).isEmpty();
            double[] our = ours.of(cells);
            double[] their = row.<Vector>getAs(FeaturePipeline.FEATURES).toArray();
            for (int j = 0; j < our.length; j++) {
                double same = their[places[j]];
                if (ours.names().get(j).endsWith(" (days)")) {
                    // Days are counted from a first one, so that they lose no digits; MLlib is given them as they are.
                    first = Double.isNaN(first) && scaling == Scaling.NONE ? same - our[j] : first;
                    assertThat(our[j]).isCloseTo(scaling == Scaling.NONE ? same - first : same, within(1e-9));
                    continue;
                }
                if (Double.doubleToLongBits(our[j] + 0.0) != Double.doubleToLongBits(same + 0.0)) {
                    assertThat(our[j]).as("%s of row %d", ours.names().get(j), number).isEqualTo(same);
                }
            }
        }
    }
}
