package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.data.column.SplitPart;
import org.whittle.data.source.Source;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.DataSpec.Task;

/**
 * Texts of a CSV file that look like numbers keep their form where they are names: of classes, categories and parts.
 */
class CodesTest extends SparkTest {

    /** Values, as a file has them; whether classes are asked for; what the classes are called. */
    static Stream<Arguments> labels() {
        return Stream.of(
                Arguments.of(List.of("007", "010", "123"), false, List.of("007", "010", "123")),
                Arguments.of(List.of("00", "0", "1"), false, List.of("0", "00", "1")),
                Arguments.of(List.of("+1", "-1"), false, List.of("-1", "+1")),
                Arguments.of(List.of("1.10", "1.1", "1.2"), true, List.of("1.1", "1.10", "1.2")),
                Arguments.of(List.of("1E5", "2E1"), true, List.of("2E1", "1E5")),
                // Numbers and truth values, which are what they are however they are written.
                Arguments.of(List.of("1.0", "2.0", "1"), false, List.of("1", "2")),
                Arguments.of(List.of("1.0", "0.0"), true, List.of("0", "1")),
                Arguments.of(List.of("True", "false", "TRUE"), false, List.of("false", "true")),
                Arguments.of(List.of("-7", "7"), false, List.of("-7", "7")));
    }

    @ParameterizedTest
    @MethodSource("labels")
    void classesAreCalledWhatTheFileCallsThem(List<String> values, boolean asked, List<String> classes)
            throws IOException {
        String path = file("rows.csv", lines("x,y", 60, i -> i * i % 17 + "," + values.get(i % values.size())))
                .toString();
        Settings settings = Settings.of("csv", path, "y").task(asked ? Task.CLASSIFICATION : Task.AUTO);
        assertThat(CheckedTable.check(Source.open(spark, settings.spec()), settings.spec()).classes())
                .containsExactlyElementsOf(classes);
        assertThat(prepare(settings).summary().task()).hasToString(
                "Classification[classes=[%s]]".formatted(String.join(", ", classes)));
    }

    /** A target is a number, with as many zeros before it as there may be. */
    @Test
    void aTargetOfARegressionIsANumber() throws IOException {
        String path = file("rows.csv", lines("x,y", 60, i -> "%d,%04d".formatted(i * i % 17, i))).toString();
        for (Task task : List.of(Task.AUTO, Task.REGRESSION)) {
            List<Row> rows = divide(Settings.of("csv", path, "y").task(task));
            assertThat(rows).extracting(row -> row.getDouble(0)).contains(0.0, 7.0, 59.0);
        }
    }

    @Test
    void categoriesAndPartsAreCodesInEveryFileIfTheyAreInOne() throws IOException {
        String all = file("all.csv", lines("zip,x,part,y", 60, i -> "%s,%d,0%d,%s"
                        .formatted(
                                List.of("01067", "80331", "1E5", "1.10").get(i % 4),
                                i * i % 17,
                                i % 3,
                                i % 2 == 0 ? "a" : "b")))
                .toString();
        List<Row> rows = divide(
                Settings.of("csv", all, "y").categorical("zip").split(new Split.ByColumn("part", "00", "01", "02")));
        assertThat(part(rows, SplitPart.TEST)).hasSize(20);
        assertThat(rows).extracting(row -> row.<String>getAs("zip")).contains("01067", "80331", "1E5", "1.10");

        String later = file("later.csv", lines("zip,x,part,y", 20, i -> "80331,%d,1,%s"
                        .formatted(i, i % 2 == 0 ? "a" : "b")))
                .toString();
        assertThat(divide(Settings.of("csv", all, "y")
                        .categorical("zip")
                        .ignore("part")
                        .split(new Split.ByPath(later, later))))
                .extracting(row -> row.<String>getAs("zip"))
                .contains("01067", "80331", "1.10");
    }
}
