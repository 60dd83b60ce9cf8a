package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.data.step.StoredPreprocessing;
import org.whittle.net.LearningTask;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Step;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.InputSpec;
import org.whittle.study.InvalidInputException;
import org.whittle.study.SelectionSpec;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;

/** Cross-validation: who is in which fold, and that no validation row of a fold has a part in its preprocessing. */
class FoldsTest extends SparkTest {

    private static final int K = 5;

    /** 40 rows of class a, 20 of b, with an own number each; one lies far from all others, and has a rare word. */
    private static final List<String> LINES = lines("id,x,word,label", 60, i -> "%d,%s,%s,%s".formatted(i,
            i == 17 ? "1000000.0" : String.valueOf(i * 7 % 11 / 4.0), i == 17 ? "rare" : i % 2 == 0 ? "even" : "odd",
            i < 40 ? "a" : "b"));

    private Settings settings() throws IOException {
        return Settings.of("csv", file("rows.csv", LINES), "label").numbers("id");
    }

    private PreparedData unscaled(int repeats, String study) throws IOException {
        return prepare(settings().ignore("word").scaling(Scaling.NONE).folds(K, repeats), study);
    }

    private static List<Integer> ids(PreparedData prepared, Rows rows) {
        List<Integer> ids = new ArrayList<>();
        for (float id : feature(prepared, rows, "id")) {
            ids.add((int) id);
        }
        return ids;
    }

    @Test
    void eachRowThatIsNoTestRowIsOnceInEachRepetitionAValidationRow() throws IOException {
        PreparedData prepared = unscaled(2, "study");
        TrainingData all = prepared.training();
        assertThat(all.training().count()).isEqualTo(48);
        assertThat(all.validation().count()).isZero();
        assertThat(prepared.lockBox().open().count()).isEqualTo(12);
        assertThat(all.folds()).hasSize(2 * K);
        List<List<Integer>> repetitions = new ArrayList<>();
        for (int repeat = 0; repeat < 2; repeat++) {
            List<Integer> seen = new ArrayList<>();
            for (TrainingData fold : all.folds().subList(repeat * K, (repeat + 1) * K)) {
                List<Integer> validation = ids(prepared, fold.validation());
                List<Integer> both = new ArrayList<>(ids(prepared, fold.training()));
                assertThat(both).doesNotContainAnyElementsOf(validation);
                both.addAll(validation);
                assertThat(both).containsExactlyInAnyOrderElementsOf(ids(prepared, all.training()));
                // 32 rows of a and 16 of b for five folds: 6 or 7, and 3 or 4.
                assertThat(Arrays.stream(fold.validation().targets()).filter(target -> target == 0).count())
                        .isBetween(6L, 7L);
                assertThat(Arrays.stream(fold.validation().targets()).filter(target -> target == 1).count())
                        .isBetween(3L, 4L);
                seen.addAll(validation);
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(ids(prepared, all.training()));
            repetitions.add(seen);
        }
        assertThat(repetitions.get(0)).as("divided in another way").isNotEqualTo(repetitions.get(1));
    }

    @Test
    void theSameRowsAreTestRowsAndTheSameFoldsComeFromTheSameSeed() throws IOException {
        PreparedData one = unscaled(1, "one");
        PreparedData other = unscaled(1, "other");
        assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
        assertThat(PreparedData.load(study("other")).training()).isEqualTo(other.training());
        PreparedData without = prepare(settings().ignore("word").scaling(Scaling.NONE), "without");
        assertThat(ids(one, one.lockBox().open())).isEqualTo(ids(without, without.lockBox().open()));
    }

    /** Row 17 is far from all others: where it is a validation row, nobody who trains may have noticed. */
    @Test
    void noValidationRowHasAPartInTheNumbersOfItsFold() throws IOException {
        PreparedData plain = unscaled(1, "plain");
        prepare(settings().folds(K, 1), "scaled");
        Preprocessing leaking = preprocessing("data/preprocessing.json");
        int validated = 0;
        for (int fold = 0; fold < K; fold++) {
            List<Integer> training = ids(plain, plain.training().folds().get(fold).training());
            Preprocessing own = preprocessing("data/fold=%d/preprocessing.json".formatted(fold));
            requireNoLeak(own, training);
            if (!training.contains(17)) {
                validated++;
                List<Integer> ofFold = training;
                assertThatThrownBy(() -> requireNoLeak(leaking, ofFold))
                        .as("what was fitted to validation rows too is found").isInstanceOf(AssertionError.class);
            }
        }
        assertThat(validated).as("with this seed it is no test row").isEqualTo(1);
    }

    private Preprocessing preprocessing(String path) throws IOException {
        return StoredPreprocessing.decode(study("scaled").read(path), path);
    }

    /** Centers of numbers are the training rows' means, and categories those of training rows. */
    private static void requireNoLeak(Preprocessing fitted, List<Integer> training) {
        List<Step> steps = fitted.folds().get(0).steps();
        Step.Numbers numbers = (Step.Numbers) steps.stream().filter(Step.Numbers.class::isInstance).findFirst()
                .orElseThrow();
        double mean = training.stream().mapToDouble(id -> id == 17 ? 1_000_000 : id * 7 % 11 / 4.0).average()
                .orElseThrow();
        // Sums of 48 doubles of up to 10⁶.
        assertThat(numbers.scaled().center()[1]).isCloseTo(mean, within(1e-8 * Math.max(1, mean)));
        assertThat(steps.stream().filter(Step.OneHot.class::isInstance).map(Step.OneHot.class::cast)
                .flatMap(step -> step.categories().stream()).anyMatch("rare"::equals)).isEqualTo(training.contains(17));
    }

    @Test
    void targetsAndSelectionsAreEachFoldsOwn() throws IOException {
        Settings ranked = Settings.of("csv", file("numbers.csv", lines("id,x,y,z", 60, i -> "%d,%s,%s,%s".formatted(i,
                i * 7 % 11, i * 5 % 13, i * 3 % 7))), "z").numbers("id").task(Task.REGRESSION).folds(K, 1)
                .inputs(new InputSpec(List.of(), new SelectionSpec(SelectionSpec.Method.ANOVA, 0), new TreeMap<>()));
        PreparedData prepared = prepare(ranked);
        List<Double> means = new ArrayList<>();
        for (TrainingData fold : prepared.training().folds()) {
            LearningTask.Regression task = (LearningTask.Regression) fold.task();
            assertThat(task.mean()).isCloseTo(Arrays.stream(fold.training().targets()).average().orElseThrow(),
                    within(1e-12));
            means.add(task.mean());
        }
        assertThat(means).doesNotHaveDuplicates();
        List<List<Double>> scores = new ArrayList<>();
        for (int fold = 0; fold < K; fold++) {
            String path = "data/fold=%d/preprocessing.json".formatted(fold);
            scores.add(Arrays.stream(StoredPreprocessing.decode(study("study").read(path), path).folds().get(0)
                    .selection().scores()).boxed().toList());
        }
        assertThat(scores).doesNotHaveDuplicates();
    }

    @Test
    void aClassOrATableWithTooFewRowsIsOneLine() throws IOException {
        List<String> few = lines("x,label", 34, i -> "%s,%s".formatted(i * 7 % 31, i < 29 ? "a" : "b"));
        assertThatThrownBy(() -> prepare(Settings.of("csv", file("few.csv", few), "label").folds(K, 1)))
                .isInstanceOfSatisfying(InvalidInputException.class, refused -> assertThat(refused.problems())
                        .singleElement().asString().contains("The class 'b' of label column 'label' has 4 rows that "
                                + "are not test rows, too few for 5 folds", "data.split.folds.k = 4"));
        List<String> fewer = lines("x,y", 10, i -> "%s,%s".formatted(i * 7 % 31, i * 3.5));
        assertThatThrownBy(() -> prepare(Settings.of("csv", file("fewer.csv", fewer), "y").task(Task.REGRESSION)
                .folds(K, 1)))
                .isInstanceOfSatisfying(InvalidInputException.class, refused -> assertThat(refused.problems())
                        .singleElement().asString().contains("There are 8 rows that are not test rows, too few for 5 "
                                + "folds of two; set data.split.folds.k = 4"));
    }

    /** Twenty patients of 1 to 9 rows each: no patient's rows are anywhere else than its others. */
    @Test
    void groupsAreNeitherInTwoPartsNorInTwoFolds() throws IOException {
        List<String> rows = new ArrayList<>(List.of("id,patient,label"));
        for (int patient = 0; patient < 20; patient++) {
            for (int visit = 0; visit <= patient % 9; visit++) {
                rows.add("%d,p%d,%s".formatted(100 * patient + visit, patient, visit % 3 == 0 ? "ill" : "well"));
            }
        }
        Settings settings = Settings.of("csv", file("patients.csv", rows), "label").numbers("id")
                .scaling(Scaling.NONE).group("patient");
        PreparedData single = prepare(settings, "single");
        assertThat(single.summary().features()).containsExactly("id");
        List<List<Integer>> parts = List.of(patients(single, single.training().training()),
                patients(single, single.training().validation()), patients(single, single.lockBox().open()));
        assertThat(parts.stream().flatMap(List::stream).toList()).hasSize(20).doesNotHaveDuplicates();
        // 90 rows, of which a group has at most 9: within a group of each share.
        assertThat(single.training().training().count()).isBetween(45, 63);
        assertThat(single.lockBox().open().count()).isBetween(9, 27);

        PreparedData folded = prepare(settings.folds(4, 2), "folded");
        assertThat(patients(folded, folded.lockBox().open())).isEqualTo(parts.get(2));
        List<List<Integer>> validated = new ArrayList<>();
        for (TrainingData fold : folded.training().folds()) {
            List<Integer> own = patients(folded, fold.validation());
            assertThat(own).isNotEmpty().doesNotContainAnyElementsOf(patients(folded, fold.training()));
            validated.add(own);
        }
        assertThat(validated.subList(0, 4).stream().flatMap(List::stream).toList()).doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(patients(folded, folded.training().training()));
        assertThat(validated.subList(4, 8)).as("divided in another way").isNotEqualTo(validated.subList(0, 4));

        assertThatThrownBy(() -> prepare(Settings.of("csv", file("few.csv", lines("id,patient,label", 40,
                i -> "%d,p%d,%s".formatted(i, i % 4, i % 8 < 4 ? "a" : "b"))), "label").numbers("id").group("patient")
                .folds(5, 1)))
                .isInstanceOfSatisfying(InvalidInputException.class, refused -> assertThat(refused.problems())
                        .singleElement().asString().contains("in column 'patient' of data.split.group, and 5 folds "
                                + "need one each; set data.split.folds.k = "));
    }

    private static List<Integer> patients(PreparedData prepared, Rows rows) {
        return ids(prepared, rows).stream().map(id -> id / 100).distinct().sorted().toList();
    }

    @Test
    void rowsThatAColumnDividesAreDividedFurther() throws IOException {
        List<String> parted = lines("id,part,label", 60, i -> "%d,%s,%s".formatted(i, i % 5 == 0 ? "c"
                : i % 5 == 1 ? "b" : "a", i % 2 == 0 ? "even" : "odd"));
        PreparedData prepared = prepare(Settings.of("csv", file("parted.csv", parted), "label").numbers("id")
                .scaling(Scaling.NONE).split(new Split.ByColumn("part", "a", "b", "c")).folds(3, 1));
        assertThat(prepared.training().training().count()).isEqualTo(48);
        assertThat(ids(prepared, prepared.lockBox().open())).allMatch(id -> id % 5 == 0);
        assertThat(prepared.training().folds()).extracting(fold -> fold.validation().count())
                .containsExactly(16, 16, 16);
    }
}
