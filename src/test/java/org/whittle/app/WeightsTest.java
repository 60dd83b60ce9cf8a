package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What classes and rows count, from the study file on. */
@Tag("cluster")
class WeightsTest {

    @TempDir
    Path directory;

    private SmallStudy.Outcome tune(String study, String... settings) throws IOException {
        String[] more = new String[2 * settings.length + 2];
        more[0] = "--set";
        more[1] = "search.max-epochs=3";
        for (int i = 0; i < settings.length; i++) {
            more[2 * i + 2] = "--set";
            more[2 * i + 3] = settings[i];
        }
        return new SmallStudy(directory).tune(directory.resolve(study), "local[1]", more);
    }

    @Test
    void classesCountWhatTheirNamesSayInTuneAndResume() throws IOException {
        SmallStudy.Outcome ended = tune("named", "training.class-weights.kind-1=5");
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        // Its own record is read back as it was written.
        SmallStudy.Outcome again = SmallStudy.run("tune", directory.resolve("small.conf").toString(), "--study",
                directory.resolve("named").toString(), "--resume", "--master", "local[1]", "--set", "search.max-epochs=3",
                "--set", "training.class-weights.kind-1=5");
        assertThat(again.exitCode()).as(again.errors()).isZero();
    }

    @Test
    void classesThatThereAreNotAreRefusedBeforeAnythingIsWritten() throws IOException {
        SmallStudy.Outcome refused = tune("none", "training.class-weights.kind-7=5");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errors()).contains("training.class-weights names kind-7, and the label has no such class");
        assertThat(directory.resolve("none")).doesNotExist();
    }
}
