package org.whittle.data.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NumPy's file format, version 1.0, for numbers in row-major order: what {@code numpy.load} and DJL read. See "The
 * NPY format" in NumPy's reference ({@code numpy.lib.format}).
 */
final class Npy {

    /** What the numbers are. */
    enum Type {
        /** 32-bit floats. */
        FLOAT("<f4", Float.BYTES),
        /** 64-bit floats. */
        DOUBLE("<f8", Double.BYTES),
        /** Whole numbers from 0 to 255. */
        BYTE("|u1", Byte.BYTES);

        private final String descr;
        private final int bytes;

        Type(String descr, int bytes) {
            this.descr = descr;
            this.bytes = bytes;
        }

        /** In words. */
        private String title() {
            return this == BYTE ? "bytes" : "%d-bit floats".formatted(8 * bytes);
        }
    }

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int PREFIX = MAGIC.length + Short.BYTES;
    /** NumPy aligns the values to this many bytes. */
    private static final int ALIGNMENT = 64;
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '(<f[48]|\\|u1)', 'fortran_order': False, 'shape': \\((\\d+(?:, \\d+)*),?\\), \\}");

    private Npy() {
    }

    /** A whole file but for its values, positioned where they begin: put as many of them as the shape holds. */
    static ByteBuffer allocate(Type type, int... shape) {
        String header = header(type, shape);
        int offset = offset(header);
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(size(type, shape))).order(ByteOrder.LITTLE_ENDIAN);
        file.put(MAGIC).putShort((short) (offset - PREFIX)).put(header.getBytes(StandardCharsets.US_ASCII));
        while (file.position() < offset - 1) {
            file.put((byte) ' ');
        }
        return file.put((byte) '\n');
    }

    /**
     * Bytes of a file that was {@linkplain #allocate written} here; the largest number there is if there can be none.
     */
    static long size(Type type, int... shape) {
        long offset = offset(header(type, shape));
        long values = count(shape);
        return values > (Long.MAX_VALUE - offset) / type.bytes ? Long.MAX_VALUE : offset + type.bytes * values;
    }

    /**
     * The values of a file, after everything that it says of itself was compared with what it is.
     *
     * @param name of the file, for errors
     * @param shape that the file must have
     * @return from the first value to behind the last, in the order of bytes that the file has
     * @throws IOException if the file is damaged, is of another kind or has another shape
     */
    static ByteBuffer values(String name, byte[] content, Type type, int... shape) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length < PREFIX || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("%s is no NumPy file of version 1.0".formatted(name));
        }
        int headerSize = Short.toUnsignedInt(file.position(MAGIC.length).getShort());
        if (content.length < PREFIX + headerSize) {
            throw new IOException("%s is cut off within its header".formatted(name));
        }
        String header = new String(content, PREFIX, headerSize, StandardCharsets.US_ASCII).strip();
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches() || !matcher.group(1).equals(type.descr)) {
            throw new IOException(
                    "%s does not hold row-major %s: %s".formatted(name, type.title(), header));
        }
        if (!matcher.group(2).equals(sizes(shape))) {
            throw new IOException(
                    "%s has shape (%s) where (%s) is needed".formatted(name, matcher.group(2), sizes(shape)));
        }
        long size = PREFIX + headerSize + type.bytes * count(shape);
        if (content.length != size) {
            throw new IOException("%s has %d bytes where %d are needed".formatted(name, content.length, size));
        }
        return file.position(PREFIX + headerSize).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String header(Type type, int... shape) {
        return "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type.descr,
                shape.length == 1 ? sizes(shape) + "," : sizes(shape));
    }

    private static String sizes(int... shape) {
        return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    private static int offset(String header) {
        return (PREFIX + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static long count(int... shape) {
        return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    }
}
