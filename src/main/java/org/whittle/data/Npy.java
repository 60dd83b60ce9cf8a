package org.whittle.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NumPy's file format, version 1.0, for 32-bit floats in row-major order ({@code <f4}): what {@code numpy.load} and DJL
 * read. See "The NPY format" in NumPy's reference ({@code numpy.lib.format}).
 */
final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    /** NumPy aligns the values to this many bytes. */
    private static final int ALIGNMENT = 64;
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d+(?:, \\d+)*),?\\), \\}");

    private Npy() {
    }

    /** A whole file but for its values, positioned where they begin: put as many floats as the shape holds. */
    static ByteBuffer allocate(int... shape) {
        String sizes = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }"
                .formatted(shape.length == 1 ? sizes + "," : sizes);
        int prefix = MAGIC.length + Short.BYTES;
        int offset = (prefix + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long size = offset + Float.BYTES * Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        file.put(MAGIC).putShort((short) (offset - prefix)).put(header.getBytes(StandardCharsets.US_ASCII));
        while (file.position() < offset - 1) {
            file.put((byte) ' ');
        }
        return file.put((byte) '\n');
    }

    /**
     * Copies a file's values.
     *
     * @param name of the file, for errors
     * @param values takes them, from {@code at} on
     * @param shape that the file must have
     * @throws IOException if the file is damaged, is of another kind or has another shape
     */
    static void read(String name, byte[] content, float[] values, int at, int... shape) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int prefix = MAGIC.length + Short.BYTES;
        if (content.length < prefix || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("%s is no NumPy file of version 1.0".formatted(name));
        }
        int headerSize = Short.toUnsignedInt(file.position(MAGIC.length).getShort());
        if (content.length < prefix + headerSize) {
            throw new IOException("%s is cut off within its header".formatted(name));
        }
        String header = new String(content, prefix, headerSize, StandardCharsets.US_ASCII).strip();
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new IOException("%s does not hold row-major 32-bit floats: %s".formatted(name, header));
        }
        String wanted = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        if (!matcher.group(1).equals(wanted)) {
            throw new IOException("%s has shape (%s) where (%s) is needed".formatted(name, matcher.group(1), wanted));
        }
        int count = Math.toIntExact(Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact));
        long size = prefix + headerSize + (long) Float.BYTES * count;
        if (content.length != size) {
            throw new IOException("%s has %d bytes where %d are needed".formatted(name, content.length, size));
        }
        file.position(prefix + headerSize).asFloatBuffer().get(values, at, count);
    }
}
