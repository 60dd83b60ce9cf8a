package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.config.hocon.ResolvedSettings;
import org.whittle.study.EarlierFormats;
import org.whittle.study.StudySpec;

/** Studies that go on by their own record. */
class RecordedTest {

    private static final String STUDY = """
            data { path = "rows.csv", label = kind }
            space.units { low = 4, high = 128 }
            %s
            """;

    @ParameterizedTest
    @MethodSource("org.whittle.config.StartingFilesTest#files")
    void everyStartingFileGoesOnByItsRecord(Path file) {
        StudySpec spec = StudyFile.read(file.toString(), List.of());
        Draft again = again(spec.resolved(), List.of());

        assertThat(again.problems()).isEmpty();
        assertThat(ResolvedSettings.differences(spec.resolved(), again.spec().orElseThrow().resolved())).isEmpty();
        assertThat(again.resolved()).isEqualTo(spec.resolved());
    }

    @Test
    void settingsThatMayChangeAreReplaced() {
        StudySpec spec = read("");
        Draft again = again(spec.resolved(), List.of("stop.trials=7"));

        assertThat(again.spec().orElseThrow().stop().trials()).hasValue(7);
    }

    @Test
    void whatCameFromOneVariableIsReadFromItAgain() {
        StudySpec spec = read("spark.hadoop.fs.s3a.secret.key = ${PATH}");

        assertThat(spec.resolved().toString()).doesNotContain(System.getenv("PATH"));
        assertThat(again(spec.resolved(), List.of()).spec().orElseThrow().spark())
                .containsEntry("spark.hadoop.fs.s3a.secret.key", System.getenv("PATH"));
    }

    @Test
    void whatWasNotKeptIsLeftOutAndNeverTheTextThatStandsForIt() {
        StudySpec spec = read("spark { hadoop.fs.s3a.secret.key = sesame, \"app.id\" = \"a \"${PATH}\" b\" }");
        SortedMap<String, String> spark = again(spec.resolved(), List.of()).spec().orElseThrow().spark();

        assertThat(spark).doesNotContainKeys("spark.hadoop.fs.s3a.secret.key", "spark.app.id");
        assertThat(again(spec.resolved(), List.of("spark.hadoop.fs.s3a.secret.key=sesame")).spec().orElseThrow()
                .spark()).containsEntry("spark.hadoop.fs.s3a.secret.key", "sesame");
    }

    private static StudySpec read(String more) {
        return StudyFile.read(new StudySource.OfText("study", STUDY.formatted(more)), List.of());
    }

    private static Draft again(SortedMap<String, String> record, List<String> overrides) {
        return StudyFile.begun(
                new StudySource.OfRecord("study.json", EarlierFormats.FORMAT, record),
                overrides,
                EarlierFormats.FORMAT,
                new TreeMap<>());
    }
}
