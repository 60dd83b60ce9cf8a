package org.whittle.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * Values as bytes, for the way between driver and executors.
 *
 * <p>Spark would serialize partitions and results with {@code spark.serializer}, often set to Kryo for a whole cluster;
 * Spark's Kryo cannot read records. Bytes pass through every serializer unharmed.
 */
final class Wire {

    private Wire() {
    }

    static byte[] write(Serializable value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    /** What {@link #write} was given; the caller knows its type. */
    @SuppressWarnings("unchecked")
    static <T> T read(byte[] bytes) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (T) in.readObject();
        } catch (ClassNotFoundException e) {
            throw new InvalidClassException("Driver and executors have different job jars: no class " + e.getMessage());
        }
    }
}
