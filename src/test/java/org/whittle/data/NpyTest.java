package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NpyTest {

    /** Made with NumPy 2: {@code numpy.save(f, numpy.array([[1, -2.5], [0.1, 3e38]], '<f4'))}, in hexadecimal. */
    private static final String BY_NUMPY = "934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f72"
            + "646572273a2046616c73652c20277368617065273a2028322c2032292c207d" + "20".repeat(58) + "0a"
            + "0000803f000020c0cdcccc3de6b1617f";

    @Test
    void writesWhatNumPyWrites() {
        ByteBuffer file = Npy.allocate(2, 2);
        file.putFloat(1).putFloat(-2.5f).putFloat(0.1f).putFloat(3e38f);
        assertThat(java.util.HexFormat.of().formatHex(file.array())).isEqualTo(BY_NUMPY);
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        ByteBuffer file = Npy.allocate(3);
        file.putFloat(1).putFloat(Float.MIN_VALUE).putFloat(-0f);
        float[] values = new float[5];
        Npy.read("file", file.array(), values, 1, 3);
        assertThat(values).containsExactly(0, 1, Float.MIN_VALUE, -0f, 0);
    }

    @Test
    void alignsValuesWhateverTheShape() {
        assertThat(Npy.allocate(1).position() % 64).isZero();
        assertThat(Npy.allocate(123456789, 0).position() % 64).isZero();
    }

    @Test
    void refusesADamagedFile() {
        byte[] whole = Npy.allocate(2, 2).array();
        assertRefused(new byte[0], "no NumPy file");
        assertRefused("{\"version\": 1}".getBytes(StandardCharsets.UTF_8), "no NumPy file");
        assertRefused(Arrays.copyOf(whole, 50), "cut off within its header");
        assertRefused(Arrays.copyOf(whole, whole.length - 1), "143 bytes where 144 are needed");
        assertRefused(Arrays.copyOf(whole, whole.length + 4), "148 bytes where 144 are needed");
    }

    @Test
    void refusesOtherTypesAndShapes() {
        byte[] doubles = new String(Npy.allocate(2, 2).array(), StandardCharsets.ISO_8859_1).replace("<f4", "<f8")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(doubles, "does not hold row-major 32-bit floats");
        assertRefused(Npy.allocate(4).array(), "has shape (4) where (2, 2) is needed");
    }

    private static void assertRefused(byte[] content, String why) {
        assertThatThrownBy(() -> Npy.read("data/x.npy", content, new float[4], 0, 2, 2))
                .isInstanceOf(IOException.class).hasMessageContaining("data/x.npy").hasMessageContaining(why);
    }
}
