package org.whittle.score.proto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message of protocol buffers, written field by field in the order in which they are added: the few kinds of
 * fields that ONNX files and TensorBoard's event files have.
 *
 * <p>See <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>: a field begins with its number
 * and its wire type, {@code number << 3 | type}.
 */
public final class ProtoBytes {

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_FIRST = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A whole number, an enumeration's constant or a truth value; not negative. */
    public ProtoBytes whole(int field, long value) {
        return begin(field, VARINT).varint(value);
    }

    public ProtoBytes real(int field, double value) {
        return begin(field, EIGHT_BYTES).add(littleEndian(8).putDouble(value).array());
    }

    public ProtoBytes real(int field, float value) {
        return begin(field, FOUR_BYTES).add(littleEndian(4).putFloat(value).array());
    }

    public ProtoBytes text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public ProtoBytes message(int field, ProtoBytes value) {
        return bytes(field, value.toBytes());
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    public static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    public ProtoBytes bytes(int field, byte[] value) {
        return begin(field, LENGTH_FIRST).varint(value.length).add(value);
    }

    private ProtoBytes begin(int field, int type) {
        return varint((long) field << 3 | type);
    }

    private ProtoBytes varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        bytes.write((int) left);
        return this;
    }

    private ProtoBytes add(byte[] more) {
        bytes.write(more, 0, more.length);
        return this;
    }
}
