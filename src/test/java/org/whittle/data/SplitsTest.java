package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.whittle.data.column.SplitPart;
import org.whittle.data.source.TableReader;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.DataSpec.Task;

class SplitsTest extends SparkTest {

    /** 40 rows of class a, 20 of b, with an own number each, and a column that divides them. */
    private static final List<String> LINES = lines("id,x,part,label", 60,
            i -> "%d,%s,%s,%s".formatted(i, i * 7 % 11 / 4.0, i % 5 + 1, i < 40 ? "a" : "b"));

    private Settings settings() throws IOException {
        return Settings.of("csv", file("rows.csv", LINES), "label").ignore("part").numbers("id");
    }

    private static long count(List<Row> divided, SplitPart part, String label) {
        return part(divided, part).stream().filter(row -> row.getString(0).equals(label)).count();
    }

    private static Set<Object> ids(List<Row> divided, SplitPart part) {
        return part(divided, part).stream().map(row -> row.getAs("id")).collect(Collectors.toSet());
    }

    @Test
    void everyClassHasItsExactShares() throws IOException {
        List<Row> rows = divide(settings());
        assertThat(count(rows, SplitPart.TRAINING, "a")).isEqualTo(24);
        assertThat(count(rows, SplitPart.VALIDATION, "a")).isEqualTo(8);
        assertThat(count(rows, SplitPart.TEST, "a")).isEqualTo(8);
        assertThat(count(rows, SplitPart.TRAINING, "b")).isEqualTo(12);
        assertThat(count(rows, SplitPart.VALIDATION, "b")).isEqualTo(4);
        assertThat(count(rows, SplitPart.TEST, "b")).isEqualTo(4);
    }

    @Test
    void withoutStrataTheTableHasItsExactShares() throws IOException {
        List<Row> rows = divide(settings().split(new Split.ByHash(0.7, 0.2, 0.1, false)));
        assertThat(part(rows, SplitPart.TRAINING)).hasSize(42);
        assertThat(part(rows, SplitPart.VALIDATION)).hasSize(12);
        assertThat(part(rows, SplitPart.TEST)).hasSize(6);
        assertThat(count(rows, SplitPart.TEST, "a")).as("by chance exactly the share").isNotEqualTo(4);
    }

    @Test
    void aRegressionHasNoStrata() throws IOException {
        List<Row> rows = divide(Settings.of("csv", file("rows.csv", LINES), "x")
                .ignore("part")
                .numbers("id")
                .task(Task.REGRESSION));
        assertThat(part(rows, SplitPart.TRAINING)).hasSize(36);
    }

    @Test
    void everyRowIsInOneSplit() throws IOException {
        assertThat(divide(settings())).extracting(row -> row.getAs("id")).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void neitherFileOrderNorPartitionsMatter() throws IOException {
        List<Row> expected = divide(settings());
        List<String> shuffled = new ArrayList<>(LINES.subList(1, LINES.size()));
        Collections.shuffle(shuffled, new Random(1));
        shuffled.add(0, LINES.get(0));
        assertThat(divide(Settings.of("csv", file("shuffled.csv", shuffled), "label")
                        .ignore("part")
                        .numbers("id")))
                .isEqualTo(expected);

        Path many = directory.resolve("many");
        TableReader.read(spark, "csv", settings().spec().path(), java.util.Map.of()).repartition(7).write()
                .option("header", "true").csv(many.toString());
        assertThat(divide(Settings.of("csv", many, "label").ignore("part").numbers("id"))).isEqualTo(expected);
    }

    @Test
    void theOrderOfColumnsDoesNotMatter() throws IOException {
        List<String> turned = LINES.stream().map(line -> {
            List<String> values = new ArrayList<>(List.of(line.split(",")));
            Collections.reverse(values);
            return String.join(",", values);
        }).toList();
        List<Row> rows = divide(Settings.of("csv", file("turned.csv", turned), "label").ignore("part").numbers("id"));
        assertThat(rows).extracting(row -> row.getAs("id"))
                .isEqualTo(divide(settings()).stream().map(row -> row.getAs("id")).toList());
    }

    @Test
    void leavingAColumnOutOfTheStudyLeavesTheSplits() throws IOException {
        List<Row> rows = divide(settings());
        assertThat(ids(divide(settings().ignore("part", "x")), SplitPart.TEST)).isEqualTo(ids(rows, SplitPart.TEST));
    }

    @Test
    void anotherSeedDividesOtherwise() throws IOException {
        Set<Object> test = ids(divide(settings(), 1), SplitPart.TEST);
        assertThat(ids(divide(settings(), 2), SplitPart.TEST)).hasSameSizeAs(test).isNotEqualTo(test);
    }

    @Test
    void orderHasNothingToDoWithTheSplit() throws IOException {
        List<Row> rows = divide(settings());
        List<Integer> ids = part(rows, SplitPart.TRAINING).stream()
                .map(row -> (int) (double) row.<Double>getAs("id"))
                .toList();
        assertThat(ids).isNotEqualTo(ids.stream().sorted().toList());
        assertThat(new HashSet<>(ids.subList(0, 12)))
                .as("labels are mixed")
                .anyMatch(id -> id < 40)
                .anyMatch(id -> id >= 40);
    }

    /** Rows of one content are interchangeable, but each is counted. */
    @Test
    void duplicatesKeepTheShares() throws IOException {
        List<Row> rows = divide(Settings.of("csv", file("same.csv", lines("x,label", 50, i -> "1," + i % 2)), "label"));
        assertThat(part(rows, SplitPart.TRAINING)).hasSize(30);
        assertThat(part(rows, SplitPart.TEST)).hasSize(10);
    }

    @Test
    void aMissingValueIsNotAnother() throws IOException {
        List<String> lines = lines("u,v,label", 40, i -> (i % 4 < 2 ? "1,," : ",1,") + i % 2);
        List<Row> rows = divide(Settings.of("csv", file("holes.csv", lines), "label"));
        // Were the rows (1, –) and (–, 1) one, the file's order would show: here each comes in one piece.
        List<Row> training = part(rows, SplitPart.TRAINING);
        long changes = 0;
        for (int i = 1; i < training.size(); i++) {
            changes += training.get(i).equals(training.get(i - 1)) ? 0 : 1;
        }
        assertThat(changes).isLessThanOrEqualTo(3);
    }

    @Test
    void aColumnDividesRows() throws IOException {
        List<String> lines = LINES.stream().map(line -> line.replaceFirst(",[45],", ",3,")).toList();
        List<Row> rows = divide(Settings.of("csv", file("rows.csv", lines), "label").numbers("id")
                .split(new Split.ByColumn("part", "3", "1", "2")));
        assertThat(ids(rows, SplitPart.VALIDATION)).hasSize(12).allMatch(id -> (double) id % 5 == 0);
        assertThat(ids(rows, SplitPart.TEST)).hasSize(12).allMatch(id -> (double) id % 5 == 1);
        assertThat(ids(rows, SplitPart.TRAINING)).hasSize(36);
        assertThat(rows.get(0).schema().fieldNames()).doesNotContain("part");
    }

    @Test
    void pathsDivideRows() throws IOException {
        List<String> tail = new ArrayList<>(LINES.subList(30, 50));
        tail.add(0, LINES.get(0));
        Path validation = file("validation.csv", tail);
        // Columns in another order, and one that is not used.
        Path test = file("test.csv", "label,more,x,id,part", "b,0,0.5,100,1", "a,0,1.5,101,1");
        List<Row> rows = divide(settings().split(new Split.ByPath(validation.toString(), test.toString())));
        assertThat(part(rows, SplitPart.TRAINING)).hasSize(60);
        assertThat(part(rows, SplitPart.VALIDATION)).hasSize(20);
        assertThat(ids(rows, SplitPart.TEST)).containsExactlyInAnyOrder(100.0, 101.0);
    }
}
