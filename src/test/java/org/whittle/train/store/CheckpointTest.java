package org.whittle.train.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.net.Architecture;
import org.whittle.net.Mlp;
import org.whittle.net.ParameterLayout;
import org.whittle.net.activation.Activations;
import org.whittle.train.descent.EarlyStopping;

class CheckpointTest {

    private static final Set<String> ADAM = Set.of("exp_avg", "exp_avg_sq");

    private final Architecture architecture =
            new Mlp(2, List.of(3), 2, Activations.ofKey("tanh"), 0.5, true).architecture();

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        Checkpoint written = sample();
        Checkpoint read = Checkpoint.decode(written.encode(), architecture, ADAM, "file");

        assertThat(read).usingRecursiveComparison().isEqualTo(written);
        assertThat(read.encode()).isEqualTo(written.encode());
    }

    @Test
    void filesOfVersion1AreKeptReadable() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("/org/whittle/train/checkpoint-v1.safetensors")) {
            byte[] bytes = file.readAllBytes();
            assertThat(Checkpoint.decode(bytes, architecture, ADAM, "file")).usingRecursiveComparison()
                    .isEqualTo(sample());
        }
    }

    @Test
    void everyDamagedByteIsFound() {
        byte[] whole = sample().encode();
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            // A space after the header may become another blank that JSON allows: nothing is lost then.
            if (whole[i] != ' ') {
                assertThatThrownBy(() -> Checkpoint.decode(damaged, architecture, ADAM, "study/file"))
                        .as("byte %d", i).isInstanceOf(IOException.class).hasMessageContaining("study/file");
            }
        }
    }

    @Test
    void aFileThatWasCutShortIsFound() {
        byte[] whole = sample().encode();
        for (int length : new int[] {0, 5, 8, 100, whole.length / 2, whole.length - 1}) {
            assertThatThrownBy(() -> Checkpoint.decode(Arrays.copyOf(whole, length), architecture, ADAM, "study/file"))
                    .isInstanceOf(IOException.class).hasMessageContaining("study/file");
        }
    }

    @Test
    void aForeignFileIsRefusedWithWhatDiffers() {
        byte[] file = sample().encode();
        assertThatThrownBy(() -> Checkpoint.decode("no checkpoint at all".getBytes(StandardCharsets.UTF_8),
                architecture, ADAM, "f")).hasMessage("f is no safetensors file, or was cut short.");
        assertThatThrownBy(() -> Checkpoint.decode(new SafeTensors(new TreeMap<>(), new TreeMap<>()).encode(),
                architecture, ADAM, "f")).hasMessage("f is not a checkpoint of a trial.");
        assertThatThrownBy(() -> Checkpoint.decode(file, architecture, Set.of("sum"), "f"))
                .hasMessageContaining("its optimizer.sum.layers.0.weight is missing");
        assertThatThrownBy(() -> Checkpoint.decode(file, architecture, Set.of(), "f"))
                .hasMessageContaining("it also has [optimizer.exp_avg");
        Architecture wider = new Mlp(2, List.of(4), 2, Activations.ofKey("tanh"), 0.5, true).architecture();
        assertThatThrownBy(() -> Checkpoint.decode(file, wider, ADAM, "f"))
                .hasMessageContaining("its model.layers.0.weight is [3, 2] instead of [4, 2]");
    }

    @Test
    void aLaterVersionIsRefused() throws IOException {
        SafeTensors saved = SafeTensors.decode(sample().encode(), "f");
        SortedMap<String, String> metadata = new TreeMap<>(saved.metadata());
        metadata.put("version", "3");
        assertThatThrownBy(() -> Checkpoint.decode(new SafeTensors(metadata, saved.tensors()).encode(), architecture,
                ADAM, "f")).hasMessage("f has format version 3; this release reads up to 2.");
    }

    private Checkpoint sample() {
        int size = ParameterLayout.trained(architecture).size();
        SortedMap<String, float[]> state = new TreeMap<>();
        state.put("exp_avg", numbers(size, 2));
        state.put("exp_avg_sq", numbers(size, 3));
        return new Checkpoint(architecture, 4, 123_456_789_012L, new EarlyStopping(0.1 + 0.2, 2, false),
                numbers(size, 1), numbers(ParameterLayout.statistics(architecture).size(), 4), state);
    }

    private static float[] numbers(int size, int key) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (i + 1) / (float) (key * 7) * (i % 2 == 0 ? 1 : -1);
        }
        numbers[0] = Float.MIN_VALUE;
        return numbers;
    }
}
