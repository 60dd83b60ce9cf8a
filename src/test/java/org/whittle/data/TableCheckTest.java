package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.InputProblem;

/** Everything that is wrong with a table is told at once, each with its place and the line that mends it. */
class TableCheckTest extends SparkTest {

    private List<InputProblem> problems(Settings settings, String... measured) {
        return TableCheck.of(spark, settings.spec(), Set.of(measured), SEED).problems();
    }

    @Test
    void tellsOfCellsLabelsAndClassesTogether() throws IOException {
        List<String> lines = new ArrayList<>(lines("age,size,city,label", 60, i -> "%d,%s,%s,%s".formatted(20 + i % 9,
                i * 0.25, i % 2 == 0 ? "Rome" : "Oslo", i % 4 < 2 ? "no" : "yes")));
        lines.set(9, "abc,1.5,Rome,no");
        lines.set(11, "25,NaN,Rome,no");
        lines.set(12, "25,1.5,Rome,");
        lines.set(13, "25,1.5,Rome,maybe");
        List<InputProblem> problems = problems(Settings.of("csv", file("rows.csv", lines), "label"));

        assertThat(problems)
                .extracting(InputProblem::column)
                .containsExactlyInAnyOrder("age", "size", "label", "label");
        assertThat(problems).extracting(InputProblem::row).containsExactlyInAnyOrder(10L, 12L, 13L, 14L);
        assertThat(problems).extracting(InputProblem::write).containsExactlyInAnyOrder(
                "data.columns.age.missing += abc", "data.columns.size.missing += NaN", "data.unlabelled = leave-out",
                "data.columns.label.missing += maybe, data.unlabelled = leave-out");
    }

    @Test
    void tellsOfEveryColumnOfATypeThatANetworkCannotTake() throws IOException {
        Path path = directory.resolve("types");
        spark.sql(
                        "select id as x, named_struct('a', id) as s, array('t') as tags, map('k', id) as m, "
                                + "binary('b') as b, "
                                + "id % 2 as y from range(40)")
                .write()
                .parquet(path.toString());
        assertThat(problems(Settings.of("parquet", path, "y").ignore("none"))).extracting(InputProblem::write)
                .containsExactly("data.ignore = []", "data.ignore += s", "data.ignore += tags", "data.ignore += m",
                        "data.ignore += b");
    }

    @Test
    void refusesAMetricThatValidationRowsDoNotDefine() throws IOException {
        List<String> lines = lines("x,part,y", 60, i -> "%s,%s,%s".formatted(i * 0.5, "abc".charAt(i % 3),
                i % 3 == 1 || i % 2 == 0 ? "no" : "yes"));
        Settings settings = Settings.of("csv", file("rows.csv", lines), "y").byPart();

        assertThat(problems(settings, "accuracy")).isEmpty();
        assertThat(notes(settings)).extracting(InputProblem::text).containsExactly("All validation rows are of class "
                + "'no' of label column 'y': trials are compared without any other");
        for (String metric : List.of("roc-auc", "pr-auc", "mcc")) {
            assertThat(problems(settings, "accuracy", metric)).singleElement().satisfies(problem -> {
                assertThat(problem.text()).contains("All validation rows are of class 'no'", metric + " is undefined");
                assertThat(problem.write()).isEqualTo("objective.metric = accuracy");
            });
        }
    }

    @Test
    void notesTestMetricsThatWillSayNothing() throws IOException {
        List<String> lines = lines("x,part,y", 60, i -> "%s,%s,%s".formatted(i * 0.5, "abc".charAt(i % 3),
                i % 3 == 2 || i % 2 == 0 ? "no" : "yes"));
        Settings settings = Settings.of("csv", file("rows.csv", lines), "y").byPart();

        assertThat(problems(settings, "roc-auc")).isEmpty();
        assertThat(notes(settings)).extracting(InputProblem::text).containsExactly("All test rows are of class 'no' of "
                + "label column 'y': of the winner's test metrics, roc-auc, mcc, pr-auc will say nothing");
    }

    @Test
    void refusesToExplainTheSpreadOfValidationRowsThatHaveNone() throws IOException {
        List<String> lines = lines("x,part,y", 60, i -> "%s,%s,%s".formatted(i * 0.5, "abc".charAt(i % 3),
                i % 3 == 1 ? 7.25 : i * 0.3));
        Settings settings = Settings.of("csv", file("rows.csv", lines), "y").byPart();

        assertThat(problems(settings, "rmse")).isEmpty();
        assertThat(problems(settings, "r2")).singleElement().satisfies(problem -> {
            assertThat(problem.text()).contains("All validation rows have the target 7.25", "r2 is undefined");
            assertThat(problem.write()).isEqualTo("objective.metric = rmse");
        });
    }

    @Test
    void countsRowsOfSeveralFilesEachFromItsOwnBeginning() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            file("rows/%s.csv".formatted(name), lines("x,w,y", 30, i -> "%s,%d,%d".formatted(
                    name.equals("b") && i == 20 ? "NaN" : i * 0.5, i % 7, i % 2)));
        }
        assertThat(problems(Settings.of("csv", directory.resolve("rows"), "y"))).singleElement().satisfies(problem -> {
            assertThat(problem.text()).startsWith("b.csv:22, column 'x': the value NaN");
            assertThat(problem.row()).isEqualTo(22);
        });
    }

    @Test
    void tablesThatAreTooSmallSaySo() throws IOException {
        for (int rows : new int[] {2, 3, 4, 6}) {
            Path path = file("few%d.csv".formatted(rows), lines("x,y", rows, i -> i + ".0," + "ab".charAt(i % 2)));
            Settings settings = Settings.of("csv", path, "y").task(Task.CLASSIFICATION);
            assertThat(problems(settings).isEmpty()).as("%d rows", rows).isEqualTo(rows == 6);
            assertThat(problems(settings)).allSatisfy(problem -> assertThat(problem.text()).contains("row"));
        }
        assertThat(problems(Settings.of("csv", file("two.csv", "x,y", "0.0,0.0", "1.0,2.5"), "y")
                        .task(Task.REGRESSION)))
                .singleElement()
                .extracting(InputProblem::text)
                .asString()
                .contains("two.csv has 2 rows, too few");
        assertThat(problems(Settings.of("csv", file("none.csv", "x,y"), "y"))).singleElement()
                .extracting(InputProblem::text).asString().contains("has no rows");
    }

    @Test
    void aColumnThatWasGivenANameIsNotedUntilTheStudyFileNamesIt() throws IOException {
        Settings settings = Settings.of(
                "csv",
                file("twice.csv", lines("x,x,y", 60, i -> "%d,%d,%s".formatted(i % 7, i % 5, "ab".charAt(i % 2)))),
                "y");
        assertThat(notes(settings)).singleElement().satisfies(note -> {
            assertThat(note.text()).contains("column 2 has a name that is there already; it is called 'x_2'");
            assertThat(note.write()).isEqualTo("data.columns.x_2.type = auto");
        });
        assertThat(notes(settings.ignore("x_2"))).isEmpty();
    }

    private List<InputProblem> notes(Settings settings) {
        return TableCheck.of(spark, settings.spec(), Set.of(), 42).notes();
    }

    @Test
    void aSplitColumnWithOtherValuesIsTold() throws IOException {
        List<String> lines =
                lines("x,part,y", 30, i -> "%s,%s,%d".formatted(i * 0.5, i == 7 ? "d" : "ab".charAt(i % 2), i % 2));
        assertThat(problems(Settings.of("csv", file("rows.csv", lines), "y")
                        .split(new Split.ByColumn("part", "a", "b", "c"))))
                .extracting(InputProblem::text)
                .anySatisfy(text -> assertThat(text).startsWith("rows.csv:9, split column 'part'"))
                .anySatisfy(text -> assertThat(text).contains("so there are no test rows"));
    }
}
