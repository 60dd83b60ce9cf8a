package org.whittle.data.row;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.whittle.work.Undeclared;
import scala.reflect.ClassTag;

/**
 * How encoded rows travel between Spark's tasks: the number of a range, a length, and so many bytes. Spark's own
 * serializers know every kind of object there is, which takes each task longer than its rows do.
 */
final class SentRows extends Serializer implements Serializable {

    private static final long serialVersionUID = 1L;

    @Override
    public SerializerInstance newInstance() {
        return new Streams();
    }

    /** Records stand for themselves: Spark may bring them together by their ranges as they are. */
    @Override
    public boolean supportsRelocationOfSerializedObjects() {
        return true;
    }

    /** Spark sends pairs in streams only. */
    private static final class Streams extends SerializerInstance {

        @Override
        public SerializationStream serializeStream(OutputStream to) {
            return new Out(new DataOutputStream(to));
        }

        @Override
        public DeserializationStream deserializeStream(InputStream from) {
            return new In(new DataInputStream(from));
        }

        @Override
        public <T> ByteBuffer serialize(T object, ClassTag<T> type) {
            throw new UnsupportedOperationException("Rows travel in streams");
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassTag<T> type) {
            throw new UnsupportedOperationException("Rows travel in streams");
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> type) {
            throw new UnsupportedOperationException("Rows travel in streams");
        }
    }

    private static final class Out extends SerializationStream {

        private final DataOutputStream to;

        Out(DataOutputStream to) {
            this.to = to;
        }

        @Override
        public <T> SerializationStream writeObject(T part, ClassTag<T> type) {
            try {
                if (part instanceof Integer range) {
                    to.writeInt(range);
                } else {
                    byte[] rows = (byte[]) part;
                    to.writeInt(rows.length);
                    to.write(rows);
                }
                return this;
            } catch (IOException e) {
                throw Undeclared.asIs(e);
            }
        }

        @Override
        public void flush() {
            try {
                to.flush();
            } catch (IOException e) {
                throw Undeclared.asIs(e);
            }
        }

        @Override
        public void close() {
            try {
                to.close();
            } catch (IOException e) {
                throw Undeclared.asIs(e);
            }
        }
    }

    /**
     * Spark takes an {@link java.io.EOFException} where a pair would begin for the end, as its own streams throw it.
     */
    private static final class In extends DeserializationStream {

        private final DataInputStream from;

        In(DataInputStream from) {
            this.from = from;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T readKey(ClassTag<T> type) {
            try {
                return (T) (Object) from.readInt();
            } catch (IOException e) {
                throw Undeclared.asIs(e);
            }
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T readValue(ClassTag<T> type) {
            try {
                byte[] rows = new byte[from.readInt()];
                from.readFully(rows);
                return (T) rows;
            } catch (IOException e) {
                throw Undeclared.asIs(e);
            }
        }

        @Override
        public <T> T readObject(ClassTag<T> type) {
            throw new UnsupportedOperationException("Rows are read as pairs");
        }

        @Override
        public void close() {
            try {
                from.close();
            } catch (IOException e) {
                throw Undeclared.asIs(e);
            }
        }
    }
}
