package org.whittle.score.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A float tensor that Java writes: parameters, dropout masks. On a core both see the same memory, which belongs to the
 * engine; to a GPU it is copied.
 *
 * <p>A copy has storage of its own every time ({@link NDArray#set}): a view of the tensor, such as a reshaped or a
 * transposed one, goes on showing the copy before. So views are made where they are used, and none is kept over a
 * {@link #publish}.
 *
 * <p>It must not be used after its manager has been closed.
 */
public final class HostTensor {

    /** Whether a core shares the tensors' memory. A test says no, to have there what a GPU does. */
    public static volatile boolean sharedOnCores = true;

    private final NDArray array;
    private final ByteBuffer memory;
    private final FloatBuffer floats;
    private final IntBuffer bits;
    private final boolean shared;

    /** A tensor of zeros, owned by the manager. */
    public HostTensor(NDManager manager, Shape shape) {
        array = manager.zeros(shape, DataType.FLOAT32);
        shared = sharedOnCores && !manager.getDevice().isGpu();
        memory = (shared ? array.toByteBuffer(true) : manager.allocateDirect(Math.toIntExact(4 * shape.size())))
                .order(ByteOrder.nativeOrder());
        floats = memory.asFloatBuffer();
        bits = memory.asIntBuffer();
    }

    /** Sets rows of a matrix on any device that was made once and for all, from a row on; row-major. */
    public static void writeRows(NDArray matrix, long first, FloatBuffer values) {
        long width = matrix.getShape().get(1);
        long count = values.remaining() / width;
        if (count == 0) {
            return;
        }
        NDIndex rows = new NDIndex("{}:{}", first, first + count);
        if (sharedOnCores && !matrix.getDevice().isGpu()) {
            try (NDArray view = matrix.get(rows)) {
                view.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer().put(values);
            }
            return;
        }
        try (NDArray copy = matrix.getManager().create(values, new Shape(count, width), DataType.FLOAT32)) {
            matrix.set(rows, copy);
        }
    }

    /** Sets all elements of an array on any device that was made once and for all; row-major. */
    public static void fill(NDArray array, float[] values) {
        if (array.getDevice().isGpu()) {
            array.set(values);
            return;
        }
        // NDArray.set would do, but libtorch tells the terminal that the way it does it is deprecated.
        array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer().put(values);
    }

    /** Row numbers on the device, as an array of 64-bit integers owned by the manager. */
    public static NDArray indices(NDManager manager, int[] rows) {
        long[] wide = Arrays.stream(rows).asLongStream().toArray();
        if (manager.getDevice().isGpu()) {
            return manager.create(wide);
        }
        NDArray array = manager.zeros(new Shape(wide.length), DataType.INT64);
        array.toByteBuffer(true).asLongBuffer().put(wide);
        return array;
    }

    /** Sets row numbers that were made before. */
    public static void fillIndices(NDArray array, int[] rows) {
        long[] wide = Arrays.stream(rows).asLongStream().toArray();
        if (array.getDevice().isGpu()) {
            array.set(wide);
            return;
        }
        array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asLongBuffer().put(wide);
    }

    /** The tensor as the engine sees it, for use until its manager is closed. */
    public NDArray array() {
        return array;
    }

    int size() {
        return floats.capacity();
    }

    /** Sets all elements from a part of an array. */
    public void write(float[] source, int offset) {
        floats.put(0, source, offset, floats.capacity());
        publish();
    }

    /** Sets all elements. */
    public void write(FloatBuffer source) {
        floats.put(0, source, source.position(), floats.capacity());
        publish();
    }

    /** Sets a part of the elements; the device sees it after {@link #publish}. */
    public void put(int at, float[] source, int offset, int count) {
        floats.put(at, source, offset, count);
    }

    /** Sets a part of the elements from their bits; the device sees it after {@link #publish}. */
    public void putBits(int at, int[] source, int count) {
        bits.put(at, source, 0, count);
    }

    /** Copies all elements of a tensor on any device to a part of an array. */
    public static void read(NDArray tensor, float[] target, int offset) {
        read(tensor, elements -> elements.get(target, offset, elements.remaining()));
    }

    /** Shows the elements of a tensor on any device, row-major; the buffer is valid only while it is shown. */
    public static void read(NDArray tensor, Consumer<FloatBuffer> reader) {
        readBytes(tensor, bytes -> reader.accept(bytes.asFloatBuffer()));
    }

    /** The same for a tensor of double precision. */
    public static void readDoubles(NDArray tensor, Consumer<DoubleBuffer> reader) {
        readBytes(tensor, bytes -> reader.accept(bytes.asDoubleBuffer()));
    }

    private static void readBytes(NDArray tensor, Consumer<ByteBuffer> reader) {
        if (!tensor.getDevice().isGpu()) {
            reader.accept(tensor.toByteBuffer(true));
            return;
        }
        NDArray onHost = tensor.toDevice(Device.cpu(), false);
        reader.accept(onHost.toByteBuffer(true));
        // DJL makes a manager for the copy alone.
        onHost.getManager().close();
    }

    /** Lets the device see what was {@linkplain #put put}; what was a view of the tensor is none any more. */
    public void publish() {
        if (shared) {
            return;
        }
        ByteBuffer published = memory;
        if (!array.getDevice().isGpu()) {
            // A core would take the buffer itself for its tensor, and not a copy of it.
            published = array.getManager().allocateDirect(memory.capacity()).put(memory.rewind());
        }
        array.set(published.rewind());
    }
}
