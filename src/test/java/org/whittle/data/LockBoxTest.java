package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.study.DataSpec.Split;
import org.whittle.work.TrainingData;

/** Test rows influence nothing. */
class LockBoxTest extends SparkTest {

    private static final List<String> LINES = lines("id,x,city,part,label", 60,
            i -> "%d,%s,%s,%s,%s".formatted(i, i % 9 == 4 ? "" : i % 7, "ABC".charAt(i % 4 % 3), "aaabc".charAt(i % 5),
                    i % 2 == 0 ? "no" : "yes"));

    /** A real number among whole ones, a new and a missing category, missing and extreme numbers, other labels. */
    private static List<String> withOtherTestRows() {
        List<String> lines = new ArrayList<>();
        for (String line : LINES) {
            String[] values = line.split(",");
            lines.add(!values[3].equals("c") ? line : switch (lines.size() % 3) {
                case 0 -> "0.5,,Z,c,no";
                case 1 -> ",1e30,,c,yes";
                default -> "-12345,-7,A,c,no";
            });
        }
        return lines;
    }

    private void assertUntouched(Settings one, Settings other) throws IOException {
        PreparedData first = prepare(one, "one");
        PreparedData second = prepare(other, "other");
        assertThat(tensors(study("other"), "lockbox")).isNotEqualTo(tensors(study("one"), "lockbox"));
        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(tensors(study("other"), "training", "validation")).hasSize(4)
                .isEqualTo(tensors(study("one"), "training", "validation"));
        assertThat(second.summary().features()).isEqualTo(first.summary().features());
        // What a column's cells are may hang on test rows, but no number.
        assertThat(preprocessing("other").replace("\"int\"", "\"double\"")).contains("numbers", "missing", "one-hot")
                .isEqualTo(preprocessing("one").replace("\"int\"", "\"double\""));
    }

    /** All that was fitted. */
    private String preprocessing(String study) throws IOException {
        return new String(study(study).read(PreprocessingFile.OF_STUDY), StandardCharsets.UTF_8);
    }

    @Test
    void testRowsOfAColumnInfluenceNothing() throws IOException {
        assertUntouched(Settings.of("csv", file("one.csv", LINES), "label").byPart(),
                Settings.of("csv", file("other.csv", withOtherTestRows()), "label").byPart());
    }

    @Test
    void testRowsOfAnotherPathInfluenceNothing() throws IOException {
        String all = file("all.csv", LINES).toString();
        String test = file("test.csv", withOtherTestRows()).toString();
        Settings settings = Settings.of("csv", all, "label").ignore("part");
        assertUntouched(settings.split(new Split.ByPath(all, all)),
                Settings.of("csv", all, "label").ignore("part").split(new Split.ByPath(all, test)));
    }

    @Test
    void trainingDataDoNotKnowWhereTestRowsLie() throws IOException {
        TrainingData data = prepare(Settings.of("csv", file("one.csv", LINES), "label").byPart()).training();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(data);
        assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).contains("data/validation")
                .doesNotContain("lockbox");
    }
}
