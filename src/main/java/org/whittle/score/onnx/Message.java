package org.whittle.score.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A message of Protocol Buffers, field by field in the order in which they are put. */
final class Message {

    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message put(int field, long value) {
        // A varint's wire type is 0.
        varint((long) field << 3);
        varint(value);
        return this;
    }

    Message put(int field, float value) {
        varint((long) field << 3 | FIXED_32);
        int bits = Float.floatToIntBits(value);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes.write(bits >>> shift);
        }
        return this;
    }

    Message put(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    Message put(int field, String value) {
        return put(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message put(int field, Message value) {
        return put(field, value.encode());
    }

    byte[] encode() {
        return bytes.toByteArray();
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
    }
}
