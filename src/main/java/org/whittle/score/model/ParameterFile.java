package org.whittle.score.model;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.Layer;
import org.whittle.net.ParameterLayout;

/**
 * The numbers in a parameter file of DJL's ({@code ai.djl.BaseModel}, {@code ai.djl.ndarray.NDSerializer}), read
 * without DJL: its reader allocates whatever sizes a file claims. Here the architecture says which arrays there must
 * be, and nothing is allocated before the file is known to be large enough to hold them.
 *
 * @param trained as {@link ParameterLayout#trained} lays them out
 * @param statistics as {@link ParameterLayout#statistics} lays them out
 */
record ParameterFile(float[] trained, float[] statistics) {

    /** Begins an array: the text NDAR, with its length before it. */
    private static final byte[] ARRAY = {0, 4, 'N', 'D', 'A', 'R'};
    private static final int VERSION = 3;
    /** Between two arrays stand shapes and names only. */
    private static final int MOST_BETWEEN = 4096;

    /**
     * @param name of the file, for messages
     * @throws DamagedModelException if it is no such file, or that of another network
     */
    static ParameterFile read(byte[] file, Architecture network, String name) throws DamagedModelException {
        ParameterLayout trained;
        ParameterLayout statistics;
        try {
            trained = ParameterLayout.trained(network);
            statistics = ParameterLayout.statistics(network);
        } catch (IllegalArgumentException e) {
            throw damaged(name, e.getMessage());
        }
        if ((long) Float.BYTES * ((long) trained.size() + statistics.size()) > file.length) {
            throw damaged(name, "it is too short for the network of %s".formatted(ModelDescription.FILE));
        }
        if (file.length < 4 || !"DJL@".equals(new String(file, 0, 4, StandardCharsets.US_ASCII))) {
            throw damaged(name, "it is no parameter file of DJL's");
        }
        ParameterFile numbers = new ParameterFile(new float[trained.size()], new float[statistics.size()]);
        ByteBuffer buffer = ByteBuffer.wrap(file);
        try {
            Iterator<ParameterLayout.Tensor> parameters = trained.tensors().iterator();
            Iterator<ParameterLayout.Tensor> kept = statistics.tensors().iterator();
            for (Layer layer : ParameterLayout.order(network)) {
                if (layer instanceof Layer.Brought brought) {
                    brought(buffer, brought.network(), parameters, kept, numbers);
                    continue;
                }
                boolean normalizes = layer instanceof Layer.Normalize;
                int learnt = normalizes ? ((Layer.Normalize) layer).by().trained().size() : 2;
                for (int i = 0; i < learnt; i++) {
                    array(buffer, parameters.next(), numbers.trained);
                }
                for (int i = 0; normalizes && i < ((Layer.Normalize) layer).by().statistics().size(); i++) {
                    array(buffer, kept.next(), numbers.statistics);
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw damaged(name, "it ends too early");
        } catch (IllegalArgumentException e) {
            throw damaged(name, e.getMessage());
        }
        return numbers;
    }

    private static void brought(ByteBuffer buffer, BroughtNetwork network, Iterator<ParameterLayout.Tensor> parameters,
                                Iterator<ParameterLayout.Tensor> kept, ParameterFile numbers) {
        for (int i = 0; i < network.trained().size(); i++) {
            array(buffer, parameters.next(), numbers.trained);
        }
        for (int i = 0; i < network.statistics().size(); i++) {
            array(buffer, kept.next(), numbers.statistics);
        }
    }

    private static void array(ByteBuffer buffer, ParameterLayout.Tensor tensor, float[] flat) {
        find(buffer);
        require(buffer.getInt() == VERSION, "an array of it is of an unknown version");
        if (buffer.get() == 1) {
            text(buffer);
        }
        require(
                text(buffer).equals("DENSE") && text(buffer).equals("FLOAT32"),
                "an array of it is not one of 32-bit floats");
        List<Integer> shape = tensor.shape();
        require(buffer.getInt() == shape.size(), shapeOf(tensor));
        for (int extent : shape) {
            require(buffer.getLong() == extent, shapeOf(tensor));
        }
        int layout = buffer.getInt();
        require(layout >= 0 && layout <= shape.size(), shapeOf(tensor));
        buffer.position(buffer.position() + Character.BYTES * layout);
        ByteOrder order = buffer.get() == '<' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        require(buffer.getInt() == Float.BYTES * (long) tensor.size(), shapeOf(tensor));
        buffer.slice().order(order).asFloatBuffer().get(flat, tensor.offset(), tensor.size());
        buffer.position(buffer.position() + Float.BYTES * tensor.size());
    }

    private static void find(ByteBuffer buffer) {
        int from = buffer.position();
        for (int at = from; at < from + MOST_BETWEEN; at++) {
            if (buffer.slice(at, ARRAY.length).equals(ByteBuffer.wrap(ARRAY))) {
                buffer.position(at + ARRAY.length);
                return;
            }
        }
        throw new IllegalArgumentException("an array of it is missing");
    }

    private static String text(ByteBuffer buffer) {
        byte[] text = new byte[Short.toUnsignedInt(buffer.getShort())];
        buffer.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static String shapeOf(ParameterLayout.Tensor tensor) {
        return "its %s has not the shape %s that %s asks for"
                .formatted(tensor.name(), tensor.shape(), ModelDescription.FILE);
    }

    private static void require(boolean sound, String otherwise) {
        if (!sound) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static DamagedModelException damaged(String name, String why) {
        return new DamagedModelException("%s is damaged: %s.".formatted(name, why));
    }
}
