package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.InvalidInputException;

/** What is taken of a directory that others may have written, when a study goes on by it. */
class RecordedStudyTest {

    @TempDir
    private Path directory;

    @Test
    void settingsThatMayLoadCodeAreLeftAsideUnlessTheDirectoryIsTrusted() {
        made(Specification.text("""
                data { path = "rows.csv", label = kind }
                space.units { low = 4, high = 128 }
                spark { executor.memory = 2g, plugins = evil.Plugin }
                notify.command = [page, me]
                """));
        RecordedStudy careful = RecordedStudy.of(directory.toString(), false);
        RecordedStudy trusting = RecordedStudy.of(directory.toString(), true);

        assertThat(careful.notes()).singleElement().asString().contains("spark.plugins", "notify", "--trust");
        assertThat(careful.specification().begun().spec().orElseThrow().spark())
                .containsEntry("spark.executor.memory", "2g").doesNotContainKey("spark.plugins");
        assertThat(careful.specification().begun().spec().orElseThrow().notified().command()).isEmpty();
        assertThat(trusting.notes()).isEmpty();
        assertThat(trusting.specification().begun().spec().orElseThrow().spark())
                .containsEntry("spark.plugins", "evil.Plugin");
        assertThat(trusting.specification().begun().spec().orElseThrow().notified().command())
                .containsExactly("page", "me");
    }

    @Test
    void aCommandIsRunOnlyIfTheDirectoryIsTrusted() {
        made(Specification.text("""
                trainer { command = [rm, -rf, /], metrics { accuracy = maximize } }
                space.x { low = 0.0, high = 1.0 }
                search.max-epochs = 3
                """));

        assertThatThrownBy(() -> RecordedStudy.of(directory.toString(), false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("trains by the command rm -rf /", "--trust", "whittle tune FILE --study DIR");
        assertThat(RecordedStudy.of(directory.toString(), true).specification().begun().problems()).isEmpty();
    }

    @Test
    void whatTheStudyHasNotKeptIsAskedFor() {
        made(Specification.text("""
                data { path = "rows.csv", label = kind }
                space.units { low = 4, high = 128 }
                spark.hadoop.fs.s3a.secret.key = sesame
                """));

        assertThat(RecordedStudy.of(directory.toString(), false).notes()).singleElement().asString()
                .contains("spark.hadoop.fs.s3a.secret.key is secret", "--set").doesNotContain("sesame");
    }

    @Test
    void whereThereIsNoStudyThereIsNothingToResume() {
        assertThatThrownBy(() -> RecordedStudy.of(directory.toString(), false))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("There is no study");
    }

    private void made(Specification specification) {
        StudyDirectory.create(
                        new HadoopFileStore(directory.toString(), Map.of()), specification.read(), new TreeMap<>())
                .close();
    }
}
