package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.data.tensor.DataSummary;
import org.whittle.net.LearningTask;
import org.whittle.work.Rows;

/** The sample data that Whittle ships, as the sample study prepares them. */
@Tag("cluster")
class DigitsTest {

    @TempDir
    private static Path home;
    private static LocalFiles other;
    private static LocalFiles files;
    private static Process process;
    private static PreparedData prepared;

    @BeforeAll
    static void prepareHereAndInAnotherProcess() throws Exception {
        other = new LocalFiles(home.resolve("other"));
        files = new LocalFiles(home.resolve("study"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-D")
                        || argument.startsWith("-XX")).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PreparationRun.class.getName(),
                other.path("").toString(), "local[1]"));
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile()).start();
        prepared = new DataPreparer(TestSpark.session(), files).prepare(Settings.digits().spec(), SparkTest.SEED,
                step -> { }, () -> { });
    }

    /** Tests that start processes share a JVM, and some start a Spark of their own. */
    @AfterAll
    static void stop() {
        TestSpark.session().stop();
    }

    @Test
    void areTheSameToTheBitOnOneCoreInAnotherProcess() throws Exception {
        assertThat(process.waitFor()).as(() -> read(home.resolve("output"))).isZero();
        assertThat(PreparedData.load(other).fingerprint()).isEqualTo(prepared.fingerprint());
        assertThat(SparkTest.tensors(other, "training", "validation", "lockbox")).hasSize(6)
                .isEqualTo(SparkTest.tensors(files, "training", "validation", "lockbox"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void areDividedByClassAndScaled() throws Exception {
        DataSummary summary = prepared.summary();
        assertThat(summary.features()).hasSize(64).startsWith("pixel_0_0", "pixel_0_1").endsWith("pixel_7_7");
        assertThat(prepared.training().task()).isEqualTo(new LearningTask.Classification(
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")));
        // Of the digit 3 there are 183: 0.2 of them, rounded, are 37, and 109 are left.
        assertThat(summary.training()).isEqualTo(new DataSummary.Part(1079,
                List.of(106, 110, 107, 109, 109, 110, 109, 107, 104, 108)));
        assertThat(summary.validation()).isEqualTo(new DataSummary.Part(359,
                List.of(36, 36, 35, 37, 36, 36, 36, 36, 35, 36)));
        assertThat(summary.test()).isEqualTo(summary.validation());

        Rows training = prepared.training().training();
        assertThat(prepared.lockBox().open().count()).isEqualTo(359);
        assertThat(SparkTest.feature(prepared, training, "pixel_0_0")).as("never inked").containsOnly(0);
        float[] pixel = SparkTest.feature(prepared, training, "pixel_3_3");
        double mean = 0;
        double squares = 0;
        for (float value : pixel) {
            mean += value / (double) pixel.length;
            squares += value * value / (pixel.length - 1.0);
        }
        // Rounding to float adds about 6e-8 a value.
        assertThat(mean).isCloseTo(0, within(1e-6));
        assertThat(squares).isCloseTo(1, within(1e-6));
    }
}
