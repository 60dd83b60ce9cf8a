package org.whittle.data.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.data.LocalFiles;
import org.whittle.net.LearningTask;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;

class StoredTrainingDataTest {

    private static final LearningTask TASK = new LearningTask.Regression(0, 1);

    @TempDir
    Path directory;

    private LocalFiles files;
    private TrainingData data;

    @BeforeEach
    void writeTensors() throws IOException {
        files = new LocalFiles(directory);
        data = new StoredTrainingData(files, TASK, tensors("training", 1, 2, 3, 4, 5, 6), tensors("validation", 7, 8));
    }

    /** Rows of two features in two files; targets 0, 1, … */
    private SplitTensors tensors(String name, float... values) throws IOException {
        int count = values.length / 2;
        List<TensorFile> features = new ArrayList<>();
        int most = Math.max(2, count / 2);
        for (int row = 0; row < count; row += most) {
            int rows = Math.min(most, count - row);
            ByteBuffer file = Npy.allocate(Npy.Type.FLOAT, rows, 2);
            for (int i = 0; i < 2 * rows; i++) {
                file.putFloat(values[2 * row + i]);
            }
            features.add(TensorFile.write(files, name + "/" + row + ".npy", rows, file.array()));
        }
        ByteBuffer targets = Npy.allocate(Npy.Type.FLOAT, count);
        IntStream.range(0, count).forEach(targets::putFloat);
        return new SplitTensors(
                count, 2, features, TensorFile.write(files, name + "/targets.npy", count, targets.array()));
    }

    @Test
    void putsTheFilesOfASplitTogether() {
        Rows rows = data.training();
        assertThat(rows.count()).isEqualTo(3);
        assertThat(rows.features()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(rows.targets()).containsExactly(0, 1, 2);
        assertThat(data.validation().features()).containsExactly(7, 8);
    }

    @Test
    void travelsWithoutRowsAndIsEqualWhereItArrives() throws Exception {
        TrainingData wide =
                new StoredTrainingData(files, TASK, tensors("wide", new float[200_000]), tensors("other", 7, 8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(wide);
        // The rows take 1.2 MB; names and digests of six files do not.
        assertThat(bytes.size()).isLessThan(10_000);

        TrainingData copy =
                (TrainingData) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertThat(copy).isEqualTo(wide).hasSameHashCodeAs(wide);
        assertThat(copy.width()).isEqualTo(2);
        assertThat(copy.task()).isEqualTo(TASK);
    }

    @Test
    void showsAFileAtATime() {
        List<Integer> sizes = new ArrayList<>();
        data.training().blocks().read(block -> sizes.add(block.remaining()));
        assertThat(sizes).containsExactly(4, 2);
    }

    @Test
    void keepsStudiesApart() throws IOException {
        TrainingData anew = new StoredTrainingData(files, TASK, tensors("training", 9, 9), tensors("validation", 9, 9));
        assertThat(anew).isNotEqualTo(data);
        assertThat(anew.training().features()).containsExactly(9, 9);
        assertThatThrownBy(() -> data.training().features()).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void readsTargetsOfEitherWidth() throws IOException {
        ByteBuffer doubles = Npy.allocate(Npy.Type.DOUBLE, 3);
        doubles.putDouble(1.7e9).putDouble(1.7e9 + 0.25).putDouble(-1);
        SplitTensors floats = tensors("training", 1, 2, 3, 4, 5, 6);
        SplitTensors wide = new SplitTensors(3, 2, floats.features(),
                TensorFile.write(files, "training/doubles.npy", 3, doubles.array()));
        assertThat(floats.read(files, null).targets()).containsExactly(0, 1, 2);
        assertThat(wide.read(files, null).targets()).containsExactly(1.7e9, 1.7e9 + 0.25, -1);
    }

    @Test
    void refusesClaimsThatFilesDoNotBearOutBeforeMakingRoom() throws IOException {
        SplitTensors true3 = tensors("training", 1, 2, 3, 4, 5, 6);
        TensorFile first = true3.features().get(0);
        int most = Integer.MAX_VALUE;
        assertClaimRefused(new SplitTensors(most, 2, true3.features(), true3.targets()), "claims 2147483647 rows");
        assertClaimRefused(new SplitTensors(3, most, true3.features(), true3.targets()), "bytes where");
        assertClaimRefused(new SplitTensors(3, 2, true3.features(),
                new TensorFile(true3.targets().path(), most, true3.targets().sha256())), "and 2147483647 targets");
        assertClaimRefused(new SplitTensors(most, most, List.of(new TensorFile(first.path(), most, first.sha256())),
                true3.targets()), "bytes where");
        assertClaimRefused(new SplitTensors(-1, 2, List.of(new TensorFile(first.path(), -1, first.sha256())),
                true3.targets()), "bytes where");
    }

    private void assertClaimRefused(SplitTensors claim, String why) {
        assertThatThrownBy(() -> claim.read(files, null)).isInstanceOf(IOException.class).hasMessageContaining(why);
    }

    /** Every byte of header and values, cut off, put behind, or flipped. */
    @Test
    void refusesEveryFileThatIsNotAsItWasPrepared() throws IOException {
        for (String name : List.of("training/0.npy", "training/targets.npy")) {
            Path file = files.path(name);
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < whole.length; i += 3) {
                Files.write(file, java.util.Arrays.copyOf(whole, i));
                assertUnreadable(name);
                byte[] flipped = whole.clone();
                flipped[i] ^= 1 << i % 8;
                Files.write(file, flipped);
                assertUnreadable(name);
            }
            Files.write(file, java.util.Arrays.copyOf(whole, whole.length + 4));
            assertUnreadable(name);
            Files.write(file, whole);
        }
        assertThat(data.training().features()).hasSize(6);
    }

    private void assertUnreadable(String name) {
        assertThatThrownBy(() -> data.training().features()).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(name).hasMessageContaining("begin the study anew");
    }

    @Test
    void refusesRowsThatAreNotAsTheyWerePrepared() throws IOException {
        Path file = files.path("training/0.npy");
        byte[] content = Files.readAllBytes(file);
        content[content.length - 1] ^= 1;
        Files.write(file, content);
        assertThatThrownBy(() -> data.training().features()).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("training/0.npy is not as it was prepared");
        assertThat(data.validation().count()).isEqualTo(1);
        Files.delete(file);
        assertThatThrownBy(data::training).isInstanceOf(UncheckedIOException.class);
    }
}
