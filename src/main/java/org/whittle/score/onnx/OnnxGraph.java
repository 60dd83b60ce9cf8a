package org.whittle.score.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.whittle.score.proto.ProtoBytes;

/**
 * A graph under construction. A value is known by its name. Numbers of messages' fields are those of onnx.proto; opset
 * 17 of ONNX and 3 of ONNX-ML, which every runtime since 2022 has.
 */
final class OnnxGraph {

    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int STRING = 8;
    static final int DOUBLE = 11;

    /** The domain of operators on texts. */
    static final String ML = "ai.onnx.ml";

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final int OPSET_ML = 3;
    private static final String ROWS = "rows";

    private final List<ProtoBytes> nodes = new ArrayList<>();
    private final List<ProtoBytes> constants = new ArrayList<>();
    private final List<ProtoBytes> inputs = new ArrayList<>();
    private final List<ProtoBytes> outputs = new ArrayList<>();
    private int values;

    /** An attribute of a node. */
    record Attribute(ProtoBytes message) {

        static Attribute of(String name, long value) {
            return new Attribute(new ProtoBytes().text(1, name).whole(3, value).whole(20, 2));
        }

        static Attribute of(String name, float value) {
            return new Attribute(new ProtoBytes().text(1, name).real(2, value).whole(20, 1));
        }

        static Attribute of(String name, long... values) {
            ProtoBytes message = new ProtoBytes().text(1, name);
            for (long value : values) {
                message.whole(8, value);
            }
            return new Attribute(message.whole(20, 7));
        }

        static Attribute of(String name, List<String> values) {
            ProtoBytes message = new ProtoBytes().text(1, name);
            values.forEach(value -> message.text(9, value));
            return new Attribute(message.whole(20, 8));
        }
    }

    /** A column of each row: {@code rows × width}. */
    String input(String name, int type, int width) {
        inputs.add(described(name, type, width));
        return name;
    }

    /**
     * Gives a value a name of its own.
     *
     * @param width of a row; 0: one value a row, and no second axis
     */
    void output(String name, String value, int type, int width) {
        nodes.add(node("Identity", "", List.of(value), List.of(name), List.of()));
        outputs.add(described(name, type, width));
    }

    /** The value that an operator gives. */
    String add(String operator, List<String> of, Attribute... attributes) {
        return add("", operator, of, attributes);
    }

    /** The same of another domain. */
    String add(String domain, String operator, List<String> of, Attribute... attributes) {
        String value = fresh();
        nodes.add(node(operator, domain, of, List.of(value), List.of(attributes)));
        return value;
    }

    String cast(String value, int type) {
        return add("Cast", List.of(value), Attribute.of("to", (long) type));
    }

    /** Side by side. */
    String concat(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : add("Concat", parts, Attribute.of("axis", 1L));
    }

    String reshape(String value, long... shape) {
        return add("Reshape", List.of(value, longs(shape)));
    }

    String floats(float[] data, List<Integer> shape) {
        return constant(FLOAT, shape, Float.BYTES * data.length, buffer -> buffer.asFloatBuffer().put(data));
    }

    String real(double value) {
        return constant(FLOAT, List.of(), Float.BYTES, buffer -> buffer.putFloat((float) value));
    }

    String scalar(double value) {
        return constant(DOUBLE, List.of(), Double.BYTES, buffer -> buffer.putDouble(value));
    }

    /** A row of numbers. */
    String doubles(double... row) {
        return constant(DOUBLE, List.of(1, row.length), Double.BYTES * row.length,
                buffer -> buffer.asDoubleBuffer().put(row));
    }

    String longs(long... data) {
        return constant(INT64, List.of(data.length), Long.BYTES * data.length,
                buffer -> buffer.asLongBuffer().put(data));
    }

    String texts(List<String> data) {
        ProtoBytes tensor = new ProtoBytes().whole(1, data.size()).whole(2, STRING);
        data.forEach(text -> tensor.text(6, text));
        return constant(tensor);
    }

    private String constant(int type, List<Integer> shape, int bytes, Consumer<ByteBuffer> fill) {
        ProtoBytes tensor = new ProtoBytes();
        shape.forEach(extent -> tensor.whole(1, extent));
        ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        fill.accept(data);
        return constant(tensor.whole(2, type).bytes(9, data.array()));
    }

    private String constant(ProtoBytes tensor) {
        String name = fresh();
        constants.add(tensor.text(8, name));
        return name;
    }

    /** Inputs are called by the table's columns, which may be called anything: what is between them as nothing else. */
    private String fresh() {
        return "\u00b7" + values++;
    }

    private static ProtoBytes node(String operator, String domain, List<String> of, List<String> gives,
                                List<Attribute> attributes) {
        ProtoBytes node = new ProtoBytes();
        of.forEach(name -> node.text(1, name));
        gives.forEach(name -> node.text(2, name));
        node.text(4, operator);
        attributes.forEach(attribute -> node.message(5, attribute.message));
        return domain.isEmpty() ? node : node.text(7, domain);
    }

    private static ProtoBytes described(String name, int type, int width) {
        ProtoBytes shape = new ProtoBytes().message(1, new ProtoBytes().text(2, ROWS));
        if (width > 0) {
            shape.message(1, new ProtoBytes().whole(1, width));
        }
        ProtoBytes tensor = new ProtoBytes().whole(1, type).message(2, shape);
        return new ProtoBytes().text(1, name).message(2, new ProtoBytes().message(1, tensor));
    }

    /** @param notes by key, for whoever looks into the file */
    byte[] encode(String producer, Map<String, String> notes) {
        ProtoBytes graph = new ProtoBytes();
        nodes.forEach(node -> graph.message(1, node));
        graph.text(2, "model");
        constants.forEach(constant -> graph.message(5, constant));
        inputs.forEach(input -> graph.message(11, input));
        outputs.forEach(output -> graph.message(12, output));
        ProtoBytes model = new ProtoBytes().whole(1, IR_VERSION).text(2, producer).message(7, graph)
                .message(8, new ProtoBytes().text(1, "").whole(2, OPSET))
                .message(8, new ProtoBytes().text(1, ML).whole(2, OPSET_ML));
        notes.forEach((key, value) -> model.message(14, new ProtoBytes().text(1, key).text(2, value)));
        return model.toBytes();
    }
}
