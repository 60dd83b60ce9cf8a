package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.whittle.data.source.TableReader;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.InvalidInputException;

/** What is wrong is said in one line, with its place, before anything is written. */
class InvalidDataTest extends SparkTest {

    /** A sound table: two features, two classes, a column that divides it. */
    private static List<String> sound() {
        return new ArrayList<>(lines("age,city,part,label", 30, i -> "%d,%s,%s,%s".formatted(20 + i % 9,
                i % 2 == 0 ? "Rome" : "Oslo", "abc".charAt(i % 3), i % 4 < 2 ? "no" : "yes")));
    }

    private Path sound(int line, String instead) throws IOException {
        List<String> lines = sound();
        lines.set(line - 1, instead);
        return file("rows.csv", lines);
    }

    private Settings settings(Path path) {
        return Settings.of("csv", path, "label").ignore("part");
    }

    private Settings settings(List<String> lines) throws IOException {
        return settings(file("rows.csv", lines));
    }

    private void assertRefused(Settings settings, String... parts) {
        InvalidInputException e = catchThrowableOfType(InvalidInputException.class, () -> prepare(settings));
        assertThat(e).as("nothing was wrong").isNotNull();
        assertThat(e.problems()).hasSize(1);
        assertThat(e.problems().get(0)).contains(parts).doesNotContain("\n").doesNotContain("org.apache");
        assertThat(study("study").exists("")).as("something was written").isFalse();
    }

    @Test
    void takesTheSoundTable() throws IOException {
        assertThat(prepare(settings(sound())).summary().training().rows()).isEqualTo(18);
    }

    @Test
    void noSuchFile() {
        assertRefused(settings(directory.resolve("rows.csv")), "rows.csv: no such file or directory; write a path");
        assertRefused(Settings.of("parquet", directory.resolve("rows"), "label"), "rows: no such file or directory");
        assertRefused(
                Settings.of("csv", "classpath:sample/digit.csv", "label"), "ships no such file", "sample/digits.csv");
        assertRefused(Settings.of("table", "nobody.knows", "label"), "nobody.knows: no such table");
    }

    @Test
    void unreadableFile() throws IOException {
        Path csv = file("rows.csv", sound());
        assertRefused(Settings.of("parquet", csv, "label"), "rows.csv cannot be read", "set data.format");
        assertRefused(Settings.of("orc", csv, "label"), "rows.csv cannot be read", "set data.format");
        assertRefused(Settings.of("json", csv, "label"), "rows.csv cannot be read", "set data.format");
        assertRefused(Settings.of("libsvm", csv, "label"), "rows.csv cannot be read", "set data.format");
    }

    @Test
    void emptyFiles() throws IOException {
        Files.createDirectories(directory.resolve("none"));
        assertRefused(settings(directory.resolve("none")), "none holds no files of this format");
        assertRefused(settings(file("rows.csv")), "rows.csv is empty");
        assertRefused(settings(sound().subList(0, 1)), "rows.csv has no rows");
    }

    @Test
    void linesWithMoreOrFewerValues() throws IOException {
        assertRefused(settings(sound(5, "20,Rome,a")), "rows.csv:5 has 3 values where the header has 4");
        assertRefused(settings(sound(5, "20,Rome,a,no,1")), "rows.csv:5 has 5 values where the header has 4");
    }

    @Test
    void filesWithOtherHeaders() throws IOException {
        Files.createDirectories(directory.resolve("rows"));
        file("rows/1.csv", sound());
        List<String> other = sound();
        other.set(0, "city,age,part,label");
        file("rows/2.csv", other);
        assertRefused(settings(directory.resolve("rows")), "2.csv has the header city,age,part,label, unlike 1.csv");
    }

    @Test
    void unknownColumns() throws IOException {
        Path path = file("rows.csv", sound());
        assertRefused(
                Settings.of("csv", path, "lable"),
                "data.label: the table has no column 'lable'; did you mean 'label'?");
        assertRefused(Settings.of("csv", path, "Label"), "no column 'Label'; did you mean 'label'?");
        assertRefused(Settings.of("csv", path, "temperature"), "there are age, city, part, label");
        assertRefused(settings(path).features("age", "town"), "data.features: the table has no column 'town'");
        assertRefused(
                settings(path).ignore("parts"), "data.ignore: the table has no column 'parts'; did you mean 'part'?");
        assertRefused(settings(path).categorical("ages"), "data.categorical: the table has no column 'ages'");
        assertRefused(settings(path).split(new Split.ByColumn("fold", "a", "b", "c")),
                "data.split.column.name: the table has no column 'fold'");
    }

    @Test
    void severalUnknownColumnsAreToldTogether() throws IOException {
        Settings settings = settings(file("rows.csv", sound())).features("aje").ignore("zone");
        InvalidInputException e = catchThrowableOfType(InvalidInputException.class, () -> prepare(settings));
        assertThat(e.problems()).hasSize(2);
    }

    @Test
    void noColumnLeft() throws IOException {
        assertRefused(settings(sound()).ignore("part", "age", "city"), "No column is left to learn from");
    }

    @Test
    void columnsOfTypesThatANetworkCannotTake() throws IOException {
        spark.sql("select label, named_struct('a', label) as s from values 'x', 'y' as t(label)").write()
                .parquet(directory.resolve("structs").toString());
        assertRefused(Settings.of("parquet", directory.resolve("structs"), "label"),
                "Column 's' holds values of type struct<a:string>", "add it to data.ignore");
        assertRefused(
                Settings.of("parquet", directory.resolve("structs"), "s"), "The label column 's' holds values of type");
        spark.sql("select array(1, 2) as v, label from values 'x', 'y' as t(label)").write()
                .parquet(directory.resolve("arrays").toString());
        assertRefused(Settings.of("parquet", directory.resolve("arrays"), "label").categorical("v"),
                "Column 'v' holds values of type array<int>, which cannot be categories");
    }

    @Test
    void missingLabels() throws IOException {
        assertRefused(
                settings(sound(7, "20,Rome,a,")), "rows.csv:7, label column 'label': the label is missing; write one");
    }

    @Test
    void nonFiniteLabels() throws IOException {
        List<String> lines = lines("x,y", 40, i -> i + "," + i * 0.5);
        lines = new ArrayList<>(lines);
        lines.set(12, "1,NaN");
        assertRefused(
                Settings.of("csv", file("rows.csv", lines), "y"), "rows.csv:13, label column 'y': the label 'NaN'");
        lines.set(12, "1,-Infinity");
        assertRefused(Settings.of("csv", file("rows.csv", lines), "y"), "rows.csv:13", "the label '-Infinity'");
        lines.set(12, "1,1e39");
        assertRefused(Settings.of("csv", file("rows.csv", lines), "y"), "rows.csv:13", "is no finite 32-bit number");
    }

    @Test
    void nonFiniteFeatures() throws IOException {
        assertRefused(settings(sound(9, "NaN,Rome,a,no")), "rows.csv:9, column 'age': the value NaN is not finite",
                "leave the cell empty if the value is missing");
        assertRefused(settings(sound(9, "Inf,Rome,a,no")), "rows.csv:9, column 'age': the value Infinity");
        assertRefused(settings(sound(9, "-1e40,Rome,a,no")), "rows.csv:9, column 'age': the value -1.0E40");
    }

    @Test
    void linesAreCountedAsAnEditorDoes() throws IOException {
        List<String> lines = sound();
        lines.set(8, "NaN,Rome,a,no");
        lines.add(3, "");
        lines.add(5, "# a remark");
        assertRefused(settings(lines).options(Map.of("comment", "#")), "rows.csv:11, column 'age'");
    }

    @Test
    void rowsAreCountedWhereThereAreNoLines() throws IOException {
        TableReader.read(spark, "csv", sound(9, "NaN,Rome,a,no").toString(), Map.of()).coalesce(1).write()
                .parquet(directory.resolve("rows").toString());
        assertRefused(
                Settings.of("parquet", directory.resolve("rows"), "label"), "row 8 of part-00000", "column 'age'");
    }

    @Test
    void textAmongNumbers() throws IOException {
        assertRefused(
                settings(sound(9, "none,Rome,a,no")),
                "rows.csv:9, column 'age': 'none' is no number, but 29 of 30 values are",
                "data.columns.age.missing += none",
                "data.columns.age.type = category");
        prepare(settings(sound(9, "none,Rome,a,no")).options(Map.of("nullValue", "none")));
    }

    @Test
    void textAmongNumbersMayBeMeant() throws IOException {
        PreparedData prepared = prepare(settings(sound(9, "none,Rome,a,no")).categorical("age"));
        assertThat(prepared.summary().features()).contains("age=21");
    }

    @Test
    void vectorsOfAnotherLength() throws IOException {
        List<String> rows =
                new ArrayList<>(lines("", 20, i -> "{\"v\": [1, 2, %d], \"label\": %d}".formatted(i, i % 2)));
        rows.remove(0);
        rows.set(4, "{\"v\": [1, 2], \"label\": 1}");
        assertRefused(Settings.of("json", file("rows.json", rows), "label"),
                "row 5 of rows.json, column 'v': a vector of 2 elements where others have 3");
        rows.set(4, "{\"v\": [1, 2, null], \"label\": 1}");
        assertRefused(
                Settings.of("json", file("rows.json", rows), "label"), "row 5 of rows.json, column 'v': an element");
        rows.set(4, "{\"label\": 1}");
        assertRefused(
                Settings.of("json", file("rows.json", rows), "label"), "row 5 of rows.json, column 'v': the vector is");
        rows.set(4, "{\"v\": [1, 1e39, 1], \"label\": 1}");
        assertRefused(Settings.of("json", file("rows.json", rows), "label"), "row 5", "an element that is not finite");
    }

    @Test
    void classesThatCannotBeLearned() throws IOException {
        assertRefused(
                settings(sound(9, "20,Rome,a,maybe")),
                "rows.csv:9, label column 'label': the class 'maybe' has this one "
                        + "row; add rows of it, or leave the row out");
        List<String> two = sound();
        two.set(8, "20,Rome,a,maybe");
        two.set(9, "20,Oslo,a,maybe");
        assertRefused(
                settings(two), "The class 'maybe' of label column 'label' has 2 rows, too few", "stratified = false");
        assertRefused(Settings.of("csv", file("one.csv", lines("x,y", 9, i -> i + ",1")), "y"),
                "The label column 'y' holds nothing but '1'; a classification needs two classes");
    }

    @Test
    void regressionTakenForAClassification() throws IOException {
        Path path = file("prices.csv", lines("x,y", 50, i -> i + "," + i * 1.5));
        assertRefused(
                Settings.of("csv", path, "y").task(Task.CLASSIFICATION),
                "The label column 'y' has 50 different labels in 50 rows",
                "looks like a regression: set data.task = regression");
        List<String> words = new ArrayList<>(lines("x,y", 50, i -> i + "," + i * 1.5));
        words.set(30, "1,ten");
        assertRefused(Settings.of("csv", file("prices.csv", words), "y"),
                "prices.csv:31, label column 'y': the label 'ten' is no finite 32-bit number; the others are");
    }

    @Test
    void textWhereARegressionIsAskedFor() throws IOException {
        assertRefused(
                settings(sound()).task(Task.REGRESSION),
                "rows.csv:2, label column 'label': the label 'no' is no finite",
                "set data.task = classification");
        assertRefused(Settings.of("csv", file("flags.csv", lines("x,y", 20, i -> i + "," + (i % 2 == 0))), "y")
                .task(Task.REGRESSION), "'y' holds booleans; set data.task = classification");
    }

    @Test
    void regressionOfAConstant() throws IOException {
        assertRefused(Settings.of("csv", file("flat.csv", lines("x,y", 20, i -> i + ",2.5")), "y"),
                "The label column 'y' is 2.5 in all training rows");
    }

    @Test
    void tooFewRows() throws IOException {
        assertRefused(Settings.of("csv", file("few.csv", "x,y", "1,0.5", "2,1.5"), "y"), "few.csv has 2 rows, too few");
    }

    @Test
    void sharesOfNothing() throws IOException {
        assertRefused(settings(sound()).split(new Split.ByHash(0.8, 0.2, 0, true)),
                "data.split.hash.test = 0.0 leaves that split without rows");
    }

    @Test
    void splitColumnsWithOtherValues() throws IOException {
        Path path = sound(9, "20,Rome,d,no");
        assertRefused(
                Settings.of("csv", path, "label").byPart(),
                "rows.csv:9, split column 'part': 'd' is none of 'a', 'b', 'c'");
        path = sound(9, "20,Rome,,no");
        assertRefused(
                Settings.of("csv", path, "label").byPart(),
                "rows.csv:9, split column 'part': a missing value is none of");
        assertRefused(
                Settings.of(
                                "csv",
                                file(
                                        "rows.csv",
                                        sound().stream()
                                                .map(l -> l.replace(",c,", ",b,"))
                                                .toList()),
                                "label")
                        .byPart(),
                "No row of",
                "has 'c' in its split column 'part', so there are no test rows");
    }

    @Test
    void classesThatTrainingRowsLack() throws IOException {
        List<String> lines = sound();
        lines.set(3, "20,Rome,c,maybe");
        lines.set(6, "20,Oslo,c,maybe");
        assertRefused(Settings.of("csv", file("rows.csv", lines), "label").byPart(),
                "The class 'maybe' of label column 'label' occurs in test rows, but in no training row");
    }

    @Test
    void columnsThatAreEmptyInTrainingRowsAreLeftOutUnlessTheyAreAskedFor() throws IOException {
        List<String> lines = sound().stream().map(l -> l.contains(",a,") ? l.replaceFirst("^\\d+", "") : l).toList();
        Path path = file("rows.csv", lines);
        assertRefused(Settings.of("csv", path, "label").byPart().numbers("age"),
                "Column 'age' is empty in all training rows; add it to data.ignore");
        assertThat(prepare(Settings.of("csv", path, "label").byPart()).summary().features()).doesNotContain("age");
    }

    @Test
    void otherPathsWithOtherColumns() throws IOException {
        Path training = file("training.csv", sound());
        Path other = file("other.csv", sound().stream().map(l -> l.replace("city", "town")).toList());
        Path absent = directory.resolve("absent.csv");
        assertRefused(settings(training).split(new Split.ByPath(training.toString(), other.toString())),
                "data.split.path.test = ", "other.csv has no column 'city', which the training rows have");
        assertRefused(settings(training).split(new Split.ByPath(absent.toString(), training.toString())),
                "absent.csv: no such file or directory");
        assertRefused(settings(training).split(new Split.ByPath(file("no.csv", "age,city,label").toString(),
                training.toString())), "data.split.path.validation = ", "no.csv has no rows");
        List<String> text = sound();
        text.set(8, "old,Rome,a,no");
        assertRefused(
                settings(training)
                        .split(new Split.ByPath(
                                training.toString(), file("text.csv", text).toString())),
                "text.csv:9, column 'age': 'old' is no number");
        List<String> label = sound();
        label.set(8, "20,Rome,a,never");
        assertRefused(
                settings(training)
                        .split(new Split.ByPath(
                                training.toString(), file("label.csv", label).toString())),
                "The class 'never' of label column 'label' occurs in test rows, but in no training row");
    }
}
