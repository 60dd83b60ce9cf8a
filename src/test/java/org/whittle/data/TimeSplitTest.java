package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.score.step.Scaling;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.InvalidInputException;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;

/** Rows divided by time: what a network is measured on came after all that it was trained on. */
class TimeSplitTest extends SparkTest {

    private static final int ROWS = 60;

    /** A row a day, not in their order; {@code id} is the day's number. */
    private static List<String> days() {
        List<Integer> order = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
        Collections.shuffle(order, new Random(7));
        return lines("id,day,label", ROWS, i -> "%d,%s,%s".formatted(order.get(i),
                LocalDate.of(2024, 1, 1).plusDays(order.get(i)), order.get(i) % 3 == 0 ? "a" : "b"));
    }

    private Settings settings(List<String> lines, String column, double gap) throws IOException {
        return Settings.of("csv", file("rows.csv", lines), "label").numbers("id").scaling(Scaling.NONE)
                .split(new Split.ByTime(column, gap, 0.6, 0.2, 0.2));
    }

    private static List<Integer> ids(PreparedData prepared, Rows rows) {
        List<Integer> ids = new ArrayList<>();
        for (float id : feature(prepared, rows, "id")) {
            ids.add((int) id);
        }
        return ids;
    }

    private static List<Integer> days(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void theEarliestRowsAreTrainedOnAndTheLatestAreTestRows() throws IOException {
        PreparedData prepared = prepare(settings(days(), "day", 0), "study");
        assertThat(ids(prepared, prepared.training().training())).isEqualTo(days(0, 36));
        assertThat(ids(prepared, prepared.training().validation())).isEqualTo(days(36, 48));
        assertThat(ids(prepared, prepared.lockBox().open())).isEqualTo(days(48, 60));
        assertThat(prepared.training().training().width()).as("the day is no feature").isEqualTo(1);
    }

    @Test
    void rowsBeforeABoundaryAreLeftOutAsFarAsTheGapReaches() throws IOException {
        PreparedData prepared = prepare(settings(days(), "day", 5), "study");
        assertThat(ids(prepared, prepared.training().training())).isEqualTo(days(0, 31));
        assertThat(ids(prepared, prepared.training().validation())).isEqualTo(days(36, 43));
        assertThat(ids(prepared, prepared.lockBox().open())).isEqualTo(days(48, 60));
    }

    @Test
    void eachFoldIsMeasuredOnTheBlockBehindThoseItTrainsOn() throws IOException {
        PreparedData prepared = prepare(settings(days(), "day", 2).folds(3, 1), "study");
        TrainingData all = prepared.training();
        assertThat(ids(prepared, all.training())).isEqualTo(days(0, 46));
        assertThat(ids(prepared, prepared.lockBox().open())).isEqualTo(days(48, 60));
        // 46 rows in four blocks, which begin with rows 12, 23 and 35 (of 11.5, 23 and 34.5, rounded).
        assertThat(all.folds()).hasSize(3);
        assertThat(ids(prepared, all.folds().get(0).training())).isEqualTo(days(0, 10));
        assertThat(ids(prepared, all.folds().get(0).validation())).isEqualTo(days(12, 23));
        assertThat(ids(prepared, all.folds().get(1).training())).isEqualTo(days(0, 21));
        assertThat(ids(prepared, all.folds().get(1).validation())).isEqualTo(days(23, 35));
        assertThat(ids(prepared, all.folds().get(2).training())).isEqualTo(days(0, 33));
        assertThat(ids(prepared, all.folds().get(2).validation())).isEqualTo(days(35, 46));
    }

    @Test
    void rowsOfOneTimeStayTogetherInTheLaterPart() throws IOException {
        // Ten rows a year.
        List<String> lines = lines("id,year,label", ROWS, i -> "%d,%d,%s".formatted(i, 2000 + i / 10,
                i % 2 == 0 ? "a" : "b"));
        PreparedData prepared = prepare(settings(lines, "year", 0), "study");
        assertThat(ids(prepared, prepared.training().training())).containsExactlyInAnyOrderElementsOf(days(0, 30));
        assertThat(ids(prepared, prepared.training().validation())).containsExactlyInAnyOrderElementsOf(days(30, 40));
        assertThat(ids(prepared, prepared.lockBox().open())).containsExactlyInAnyOrderElementsOf(days(40, 60));
    }

    @Test
    void theOrderOfFilesAndPartitionsDoesNotMatter() throws IOException {
        List<String> turned = new ArrayList<>(days());
        Collections.reverse(turned.subList(1, turned.size()));
        PreparedData one = prepare(settings(days(), "day", 1).folds(2, 1), "one");
        PreparedData other = prepare(settings(turned, "day", 1).folds(2, 1), "other");
        assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
    }

    @Test
    void whatTellsNoTimeIsOneLine() throws IOException {
        List<String> lines = new ArrayList<>(days());
        lines.set(5, "77,soon,a");
        assertRefused(settings(lines, "day", 0), "rows.csv:6, column 'day' of data.split.time: 'soon' is neither a "
                + "number nor a date");
        lines.set(5, "77,,a");
        assertRefused(settings(lines, "day", 0), "rows.csv:6, column 'day' of data.split.time: a missing value is "
                + "neither a number nor a date");
    }

    @Test
    void tooFewTimesAreOneLine() throws IOException {
        List<String> lines = lines("id,year,label", ROWS, i -> "%d,%d,%s".formatted(i, 2000 + i / 30,
                i % 2 == 0 ? "a" : "b"));
        assertRefused(
                settings(lines, "year", 0),
                "The rows have too few different times in column 'year' for training, "
                        + "validation and test rows; name a column that tells more of them apart");
        assertRefused(
                settings(days(), "day", 30),
                "too few different times in column 'day' for training, validation and "
                        + "test rows with data.split.time.gap = 30.0");
        assertRefused(settings(days(), "dya", 0), "dya");
    }

    private void assertRefused(Settings settings, String text) {
        assertThatThrownBy(() -> prepare(settings, "refused"))
                .isInstanceOfSatisfying(InvalidInputException.class, refused -> assertThat(refused.problems())
                        .singleElement().asString().contains(text));
    }
}
