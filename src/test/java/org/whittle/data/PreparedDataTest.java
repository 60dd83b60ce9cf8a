package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.data.tensor.Manifest;
import org.whittle.net.LearningTask;
import org.whittle.score.step.Scaling;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.work.FileStore;
import org.whittle.work.Rows;

/** What preparation leaves in the study directory. */
class PreparedDataTest extends SparkTest {

    private static final List<String> LINES = lines("x,kind,y", 50,
            i -> "%d,%s,%s".formatted(i, i % 3 == 0 ? "red" : "blue", i * 0.25));

    @TempDir
    private static Path home;
    private static LocalFiles files;
    private static PreparedData prepared;

    @BeforeAll
    static void prepareOnce() throws IOException {
        files = new LocalFiles(home.resolve("study"));
        Path rows = Files.write(home.resolve("rows.csv"), LINES);
        prepared = new DataPreparer(TestSpark.session(), files)
                .prepare(
                        Settings.of("csv", rows, "y")
                                .numbers("x")
                                .scaling(Scaling.NONE)
                                .spec(),
                        SEED,
                        step -> {},
                        () -> {});
    }

    private LocalFiles copy(String manifest) throws IOException {
        LocalFiles copy = study("copy");
        copy.write(Manifest.PATH, manifest.getBytes(StandardCharsets.UTF_8));
        return copy;
    }

    private static String manifest() throws IOException {
        return new String(files.read(Manifest.PATH), StandardCharsets.UTF_8);
    }

    @Test
    void areLoadedAsTheyWerePrepared() throws IOException {
        PreparedData loaded = PreparedData.load(files);
        assertThat(loaded.fingerprint()).isEqualTo(prepared.fingerprint()).matches("[0-9a-f]{64}");
        assertThat(loaded.summary()).isEqualTo(prepared.summary());
        assertThat(loaded.training().task()).isEqualTo(prepared.training().task());
        assertThat(loaded.training()).isEqualTo(prepared.training());
        assertThat(loaded.lockBox().open().features()).isEqualTo(prepared.lockBox().open().features());
        assertThat(PreparedData.isPrepared(files)).isTrue();
        assertThat(PreparedData.isPrepared(study("nothing"))).isFalse();
    }

    @Test
    void haveTargetsInTheirOwnUnitAndTheirMoments() {
        Rows rows = prepared.training().training();
        assertThat(rows.count()).isEqualTo(30);
        double mean = 0;
        float[] x = feature(prepared, rows, "x");
        for (int i = 0; i < rows.count(); i++) {
            assertThat(rows.targets()[i]).isEqualTo(x[i] * 0.25);
            mean += rows.targets()[i] / (double) rows.count();
        }
        double squares = 0;
        for (double target : rows.targets()) {
            squares += (target - mean) * (target - mean);
        }
        LearningTask.Regression task = (LearningTask.Regression) prepared.training().task();
        // Double arithmetic in another order.
        assertThat(task.mean()).isCloseTo(mean, within(1e-12));
        assertThat(task.deviation()).isCloseTo(Math.sqrt(squares / 29), within(1e-12));
    }

    @Test
    void mayLieInSeveralFiles() throws IOException {
        PreparedData split = new DataPreparer(spark, study("split"), 16)
                .prepare(
                        Settings.of("csv", home.resolve("rows.csv"), "y")
                                .numbers("x")
                                .scaling(Scaling.NONE)
                                .spec(),
                        SEED,
                        step -> {},
                        () -> {});
        // 16 values are 5 rows of 3 features.
        assertThat(study("split").list("data/training")).hasSize(7).contains("features-00005.npy", "targets.npy");
        assertThat(split.training().training().features()).isEqualTo(prepared.training().training().features());
        assertThat(split.lockBox().open().targets()).isEqualTo(prepared.lockBox().open().targets());
    }

    @Test
    void sayHowFarTheyAre() {
        List<String> told = new ArrayList<>();
        new DataPreparer(spark, study("told"))
                .prepare(
                        Settings.of("csv", home.resolve("rows.csv"), "y")
                                .numbers("x")
                                .spec(),
                        SEED,
                        told::add,
                        () -> told.add("approved"));
        assertThat(told).containsExactly("reading and checking the table", "dividing the rows",
                "fitting the preprocessing to the training rows", "approved", "writing the rows as tensors");
    }

    @Test
    void areRefusedIfTheirSummaryIsDamaged() throws IOException {
        assertRefused(manifest().substring(0, 500), "summary.json is damaged");
        assertRefused("", "summary.json is damaged");
        assertRefused("{}", "summary.json is damaged: it does not hold what was written");
        assertRefused(manifest().replace("kind=red", "kind=rad"), "its content does not match its checksum");
        assertRefused(manifest().replace("\"version\" : 2", "\"version\" : 7"), "was written by a later Whittle");
        assertThatThrownBy(() -> PreparedData.load(study("nothing"))).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("summary.json: no such file");
    }

    private void assertRefused(String manifest, String why) throws IOException {
        LocalFiles copy = copy(manifest);
        assertThatThrownBy(() -> PreparedData.load(copy))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(why);
    }

    @Test
    void areNotLeftHalfWritten() throws IOException {
        LocalFiles target = study("full");
        FileStore full = new FullDisk(target);
        assertThatThrownBy(() -> new DataPreparer(spark, full)
                        .prepare(
                                Settings.of("csv", home.resolve("rows.csv"), "y")
                                        .numbers("x")
                                        .spec(),
                                SEED,
                                step -> {},
                                () -> {}))
                .isInstanceOf(InfrastructureException.class)
                .hasMessageContaining("No space left");
        assertThat(target.exists("data")).isFalse();
    }

    @Test
    void areNotWrittenBeforeTheCallerKnows() throws IOException {
        LocalFiles target = study("late");
        RuntimeException late = new IllegalStateException("not now");
        assertThatThrownBy(() -> new DataPreparer(spark, target)
                        .prepare(
                                Settings.of("csv", home.resolve("rows.csv"), "y")
                                        .numbers("x")
                                        .spec(),
                                SEED,
                                step -> {},
                                () -> {
                                    throw late;
                                }))
                .hasMessageContaining("not now");
        assertThat(target.exists("")).isFalse();
    }

    /** Has room for training and validation rows. */
    private record FullDisk(LocalFiles files) implements FileStore {

        @Override
        public void write(String path, byte[] content) throws IOException {
            if (path.contains("lockbox")) {
                throw new IOException("No space left on device");
            }
            files.write(path, content);
        }

        @Override
        public boolean writeNew(String path, byte[] content) throws IOException {
            return files.writeNew(path, content);
        }

        @Override
        public byte[] read(String path) throws IOException {
            return files.read(path);
        }

        @Override
        public boolean exists(String path) {
            return files.exists(path);
        }

        @Override
        public List<String> list(String directory) throws IOException {
            return files.list(directory);
        }

        @Override
        public void delete(String path) throws IOException {
            files.delete(path);
        }

        @Override
        public String locate(String path) {
            return files.locate(path);
        }
    }
}
