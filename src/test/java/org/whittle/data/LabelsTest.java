package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.whittle.data.check.LabelCheck;
import org.whittle.data.column.SplitPart;
import org.whittle.data.source.Source;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;
import org.whittle.work.Rows;

/** What labels are taken for. */
class LabelsTest extends SparkTest {

    private Settings labels(IntFunction<Object> label) throws IOException {
        return Settings.of("csv", file("rows.csv", lines("x,y", 60, i -> i + "," + label.apply(i))), "y");
    }

    /** Empty for a regression. */
    private List<String> classes(Settings settings) {
        return CheckedTable.check(Source.open(spark, settings.spec()), settings.spec()).classes();
    }

    @Test
    void textsAreClassesInTheirOrder() throws IOException {
        assertThat(classes(labels(i -> List.of("b", "a", "B", "10").get(i % 4)))).containsExactly("10", "B", "a", "b");
    }

    @Test
    void fewWholeNumbersAreClassesInNumericalOrder() throws IOException {
        assertThat(classes(labels(i -> i % 3 * 5))).containsExactly("0", "5", "10");
        assertThat(classes(labels(i -> i % 3 * 5.0))).containsExactly("0", "5", "10");
        assertThat(classes(labels(i -> 1 - i % 3))).containsExactly("-1", "0", "1");
    }

    @Test
    void decimalsKeepAllTheirDigits() {
        String path = directory.resolve("decimals").toString();
        spark.range(0, 60, 1, 1)
                .selectExpr(
                        "id * id % 7 AS x",
                        "CAST(IF(id % 3 = 0, '1', IF(id % 3 = 1, '1.00000000000000000001', '2.5')) AS DECIMAL(30, "
                                + "20)) AS y")
                .write()
                .parquet(path);
        assertThat(classes(Settings.of("parquet", path, "y").task(Task.CLASSIFICATION)))
                .containsExactly("1", "1.00000000000000000001", "2.5");
    }

    @Test
    void booleansAreClasses() throws IOException {
        assertThat(classes(labels(i -> i % 3 == 0))).containsExactly("false", "true");
    }

    @Test
    void otherNumbersAreARegression() throws IOException {
        assertThat(classes(labels(i -> i % 3 * 0.5))).isEmpty();
        assertThat(classes(labels(i -> i % (LabelCheck.AUTO_CLASSES + 1)))).isEmpty();
        assertThat(classes(labels(i -> i % LabelCheck.AUTO_CLASSES))).hasSize(LabelCheck.AUTO_CLASSES);
    }

    @Test
    void theStudyFileHasTheLastWord() throws IOException {
        assertThat(classes(labels(i -> i % 3).task(Task.REGRESSION))).isEmpty();
        assertThat(classes(labels(i -> i % 25).task(Task.CLASSIFICATION)
                .split(new Split.ByHash(0.6, 0.2, 0.2, false)))).hasSize(25);
        assertThat(classes(labels(i -> i % 3 * 0.5).task(Task.CLASSIFICATION))).containsExactly("0", "0.5", "1");
    }

    @Test
    void numbersWrittenAsTextMayBeATarget() throws IOException {
        List<String> lines = lines("", 20, i -> "{\"x\": %d, \"y\": \"%s\"}".formatted(i, i / 2.0)).subList(1, 21);
        List<Row> rows = divide(Settings.of("json", file("rows.json", lines), "y").task(Task.REGRESSION));
        assertThat(rows).allSatisfy(row -> assertThat(row.getDouble(0)).isEqualTo(row.<Double>getAs("x") / 2));
    }

    @Test
    void numbersWithAUnitAreToldOfInOneLineThatReadsThem() throws IOException {
        for (Task task : List.of(Task.AUTO, Task.REGRESSION)) {
            assertThat(problems(labels(i -> i + ".5%").task(task))).singleElement().satisfies(problem -> {
                assertThat(problem.text()).contains("label column 'y' holds numbers written as text, such as '0.5%'",
                        "rows.csv:2", "add data.columns.y { type = number, suffix = \"%\" }, or, for classes, ");
                assertThat(problem.write()).isEqualTo("data.columns.y { type = number, suffix = \"%\" }");
            });
        }
        assertThat(classes(labels(i -> i % 3 + ".5%"))).as("few are classes").hasSize(3);
    }

    @Test
    void numbersThatAreTooLargeAreNoReasonToClassify() throws IOException {
        assertThat(problems(labels(i -> i + "e300").task(Task.REGRESSION))).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.text()).contains("is no finite 32-bit number");
            assertThat(problem.write()).doesNotContain("classification");
        });
    }

    private List<InputProblem> problems(Settings settings) {
        return catchThrowableOfType(InvalidInputException.class, () -> classes(settings)).details();
    }

    @Test
    void targetsAreIndicesOfTheClasses() throws IOException {
        PreparedData prepared = prepare(labels(i -> i < 40 ? "low" : "high"));
        Rows rows = prepared.lockBox().open();
        // High is class 0. Scaling keeps the order of the 60 numbers.
        float[] x = feature(prepared, rows, "x");
        for (int i = 0; i < rows.count(); i++) {
            for (int j = 0; j < rows.count(); j++) {
                if (rows.targets()[i] > rows.targets()[j]) {
                    assertThat(x[i]).isLessThan(x[j]);
                }
            }
        }
        assertThat(rows.targets()).containsOnly(0, 1);
    }

    /** As doubles they would be one. */
    @Test
    void largeNumbersAreToldApart() throws IOException {
        List<Row> rows = divide(labels(i -> i % 2 == 0 ? "9007199254740992" : "9007199254740993")
                .task(Task.CLASSIFICATION));
        assertThat(part(rows, SplitPart.TRAINING)).hasSize(36)
                .extracting(row -> row.getString(0)).contains("9007199254740992", "9007199254740993");
    }

    @Test
    void classesAreThoseOfTrainingRows() throws IOException {
        String all = labels(i -> i % 3).spec().path();
        String two = file("two.csv", "y,x", "1.0,1", "2.0,5").toString();
        List<Row> rows = divide(Settings.of("csv", all, "y").split(new Split.ByPath(two, two)));
        assertThat(part(rows, SplitPart.TEST)).extracting(row -> row.getString(0)).containsExactlyInAnyOrder("1", "2");
    }
}
