package org.whittle.data.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NpyTest {

    /** Made with NumPy 2: {@code numpy.save(f, numpy.array([[1, -2.5], [0.1, 3e38]], '<f4'))}, in hexadecimal. */
    private static final String BY_NUMPY =
            "934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f72"
                    + "646572273a2046616c73652c20277368617065273a2028322c2032292c207d" + "20".repeat(58) + "0a"
                    + "0000803f000020c0cdcccc3de6b1617f";

    @Test
    void writesWhatNumPyWrites() {
        ByteBuffer file = Npy.allocate(Npy.Type.FLOAT, 2, 2);
        file.putFloat(1).putFloat(-2.5f).putFloat(0.1f).putFloat(3e38f);
        assertThat(java.util.HexFormat.of().formatHex(file.array())).isEqualTo(BY_NUMPY);
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        ByteBuffer file = Npy.allocate(Npy.Type.FLOAT, 3);
        file.putFloat(1).putFloat(Float.MIN_VALUE).putFloat(-0f);
        FloatBuffer values = Npy.values("file", file.array(), Npy.Type.FLOAT, 3).asFloatBuffer();
        assertThat(new float[] {values.get(0), values.get(1), values.get(2)}).containsExactly(1, Float.MIN_VALUE, -0f);
        assertThat(values.remaining()).isEqualTo(3);
        ByteBuffer doubles = Npy.allocate(Npy.Type.DOUBLE, 2).putDouble(1.7e15 + 0.25).putDouble(Double.MIN_VALUE);
        DoubleBuffer wide = Npy.values("file", doubles.array(), Npy.Type.DOUBLE, 2).asDoubleBuffer();
        assertThat(new double[] {wide.get(0), wide.get(1)}).containsExactly(1.7e15 + 0.25, Double.MIN_VALUE);
    }

    @Test
    void knowsAFilesSizeBeforeItIsMade() {
        assertThat(Npy.size(Npy.Type.FLOAT, 3, 7)).isEqualTo(Npy.allocate(Npy.Type.FLOAT, 3, 7).capacity());
        assertThat(Npy.size(Npy.Type.DOUBLE, 5)).isEqualTo(Npy.allocate(Npy.Type.DOUBLE, 5).capacity());
        assertThat(Npy.size(Npy.Type.FLOAT, 1_000_000, 1_000_000)).isEqualTo(128 + 4_000_000_000_000L);
    }

    @Test
    void alignsValuesWhateverTheShape() {
        assertThat(Npy.allocate(Npy.Type.FLOAT, 1).position() % 64).isZero();
        assertThat(Npy.allocate(Npy.Type.FLOAT, 123456789, 0).position() % 64).isZero();
    }

    @Test
    void refusesADamagedFile() {
        byte[] whole = Npy.allocate(Npy.Type.FLOAT, 2, 2).array();
        assertRefused(new byte[0], "no NumPy file");
        assertRefused("{\"version\": 1}".getBytes(StandardCharsets.UTF_8), "no NumPy file");
        assertRefused(Arrays.copyOf(whole, 50), "cut off within its header");
        assertRefused(Arrays.copyOf(whole, whole.length - 1), "143 bytes where 144 are needed");
        assertRefused(Arrays.copyOf(whole, whole.length + 4), "148 bytes where 144 are needed");
    }

    @Test
    void refusesOtherTypesAndShapes() {
        byte[] doubles = new String(Npy.allocate(Npy.Type.FLOAT, 2, 2).array(), StandardCharsets.ISO_8859_1)
                .replace("<f4", "<f8")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(doubles, "does not hold row-major 32-bit floats");
        assertRefused(Npy.allocate(Npy.Type.FLOAT, 4).array(), "has shape (4) where (2, 2) is needed");
    }

    private static void assertRefused(byte[] content, String why) {
        assertThatThrownBy(() -> Npy.values("data/x.npy", content, Npy.Type.FLOAT, 2, 2))
                .isInstanceOf(IOException.class).hasMessageContaining("data/x.npy").hasMessageContaining(why);
    }
}
