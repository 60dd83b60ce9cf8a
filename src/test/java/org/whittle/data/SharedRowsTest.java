package org.whittle.data;

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
import org.whittle.trial.LearningTask;
import org.whittle.trial.Rows;
import org.whittle.trial.TrainingData;

class SharedRowsTest {

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
        return new SplitTensors(count, 2, features, TensorFile.write(files, name + "/targets.npy", count, targets.array()));
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
    void travelsWithoutRowsAndSharesThemWithinAJvm() throws Exception {
        TrainingData wide = new StoredTrainingData(files, TASK, tensors("wide", new float[200_000]), tensors("other", 7, 8));
        Rows rows = wide.training();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(wide);
        // The rows take 1.2 MB; names and digests of six files do not.
        assertThat(bytes.size()).isLessThan(10_000);

        TrainingData copy = (TrainingData) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        assertThat(copy.training()).isSameAs(rows);
        assertThat(copy.width()).isEqualTo(2);
        assertThat(copy.task()).isEqualTo(TASK);
    }

    @Test
    void readsOnceWhateverTheNumberOfTasks() {
        List<Rows> seen = IntStream.range(0, 16).parallel().mapToObj(i -> data.training()).toList();
        assertThat(seen).allSatisfy(rows -> assertThat(rows).isSameAs(seen.get(0)));
    }

    @Test
    void keepsStudiesApart() throws IOException {
        Rows before = data.training();
        TrainingData anew = new StoredTrainingData(files, TASK, tensors("training", 9, 9), tensors("validation", 9, 9));
        assertThat(anew.training().features()).containsExactly(9, 9);
        assertThat(before.features()).hasSize(6);
    }

    @Test
    void refusesRowsThatAreNotAsTheyWerePrepared() throws IOException {
        Path file = files.path("training/0.npy");
        byte[] content = Files.readAllBytes(file);
        content[content.length - 1] ^= 1;
        Files.write(file, content);
        assertThatThrownBy(data::training).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("training/0.npy is not as it was prepared");
        assertThat(data.validation().count()).isEqualTo(1);
        Files.delete(file);
        assertThatThrownBy(data::training).isInstanceOf(UncheckedIOException.class);
    }
}
