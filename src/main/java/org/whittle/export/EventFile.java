package org.whittle.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.whittle.score.proto.ProtoBytes;

/**
 * The bytes of an event file of TensorBoard: records of TFRecord's form, each an {@code Event} of
 * {@code tensorflow/core/util/event.proto}.
 *
 * <p>A record is its length (eight bytes), that length's sum (four), the event, and the event's sum. Sums are CRC-32C,
 * turned and shifted so that a sum of sums says something too ({@code tensorflow/core/lib/hash/crc32c.h}).
 */
final class EventFile {

    // Of Event: wall_time = 1, step = 2, file_version = 3, summary = 5. Of Summary: value = 1. Of Summary.Value:
    // tag = 1, simple_value = 2, tensor = 8, metadata = 9. Of SummaryMetadata: plugin_data = 1. Of its PluginData:
    // plugin_name = 1, content = 2.
    private static final int MASK_DELTA = 0xa282ead8;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    EventFile(Instant at) {
        record(new ProtoBytes().real(1, seconds(at)).text(3, "brain.Event:2"));
    }

    /** A point of a curve. */
    EventFile scalar(Instant at, long step, String tag, double value) {
        ProtoBytes summary = new ProtoBytes().message(1, new ProtoBytes().text(1, tag).real(2, (float) value));
        return record(new ProtoBytes().real(1, seconds(at)).whole(2, step).message(5, summary));
    }

    /** What a plugin of TensorBoard's is told: a message of its own beside a tensor that says nothing. */
    EventFile plugin(Instant at, String tag, String plugin, ProtoBytes content) {
        // TensorProto: dtype = 1 (1 is float), tensor_shape = 2, float_val = 5. TensorShapeProto: dim = 2, its size =
        // 1.
        ProtoBytes tensor = new ProtoBytes().whole(1, 1)
                .message(2, new ProtoBytes().message(2, new ProtoBytes().whole(1, 1))).real(5, 0f);
        ProtoBytes metadata = new ProtoBytes().message(1, new ProtoBytes().text(1, plugin).message(2, content));
        ProtoBytes value = new ProtoBytes().text(1, tag).message(8, tensor).message(9, metadata);
        return record(new ProtoBytes().real(1, seconds(at)).message(5, new ProtoBytes().message(1, value)));
    }

    byte[] toBytes() {
        return file.toByteArray();
    }

    /** Seconds since 1970, as all times of events are. */
    static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    private EventFile record(ProtoBytes event) {
        byte[] bytes = event.toBytes();
        byte[] length = ProtoBytes.littleEndian(Long.BYTES).putLong(bytes.length).array();
        ByteBuffer record = ProtoBytes.littleEndian(Long.BYTES + 2 * Integer.BYTES + bytes.length)
                .put(length).putInt(sum(length)).put(bytes).putInt(sum(bytes));
        file.write(record.array(), 0, record.capacity());
        return this;
    }

    private static int sum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int value = (int) crc.getValue();
        return (value >>> 15 | value << 17) + MASK_DELTA;
    }
}
