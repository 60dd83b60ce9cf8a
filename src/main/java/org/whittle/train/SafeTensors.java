package org.whittle.train;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Named float32 tensors with text beside them, in the safetensors layout: the header's length as 8 bytes, a JSON header,
 * the tensors; little-endian. It holds numbers and text only, so reading a foreign file can run no code, and Python's
 * {@code safetensors.numpy.load_file} reads it.
 *
 * <p>The layout has no checksum of its own; ours is the metadata entry {@code crc32c}, over all other metadata, the
 * tensors' names and shapes, and the data.
 *
 * @param tensors by name, in the order of the file
 */
record SafeTensors(SortedMap<String, String> metadata, Map<String, Tensor> tensors) {

    private static final String METADATA = "__metadata__";
    private static final String CHECKSUM = "crc32c";
    private static final Gson GSON = new Gson();

    /** @param data row-major */
    record Tensor(List<Integer> shape, float[] data) {
        Tensor {
            shape = List.copyOf(shape);
        }
    }

    SafeTensors {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    byte[] encode() {
        int size = 0;
        JsonObject header = new JsonObject();
        JsonObject texts = new JsonObject();
        metadata.forEach(texts::addProperty);
        header.add(METADATA, texts);
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            int end = Math.addExact(size, Math.multiplyExact(4, tensor.getValue().data().length));
            header.add(tensor.getKey(), entry(tensor.getValue().shape(), size, end));
            size = end;
        }
        byte[] data = new byte[size];
        ByteBuffer floats = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        for (Tensor tensor : tensors.values()) {
            floats.asFloatBuffer().put(tensor.data());
            floats.position(floats.position() + 4 * tensor.data().length);
        }
        texts.addProperty(CHECKSUM, checksum(metadata, tensors, data));
        String json = GSON.toJson(header);
        // The data must start at a multiple of 8; the layout allows spaces after the header.
        byte[] head = (json + " ".repeat(Math.floorMod(-utf8(json).length, 8))).getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(Math.addExact(8 + head.length, size)).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(head.length).put(head).put(data).array();
    }

    /**
     * @param name of the file, for messages
     * @throws IOException if this is no such file, or a damaged one
     */
    static SafeTensors decode(byte[] file, String name) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 8 || buffer.getLong(0) < 2 || buffer.getLong(0) > file.length - 8) {
            throw new IOException("%s is no safetensors file, or was cut short.".formatted(name));
        }
        int headLength = (int) buffer.getLong(0);
        byte[] data = java.util.Arrays.copyOfRange(file, 8 + headLength, file.length);
        SortedMap<String, String> metadata = new TreeMap<>();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            JsonObject header = GSON.fromJson(new String(file, 8, headLength, StandardCharsets.UTF_8), JsonObject.class);
            for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
                if (entry.getKey().equals(METADATA)) {
                    entry.getValue().getAsJsonObject().entrySet()
                            .forEach(e -> metadata.put(e.getKey(), e.getValue().getAsString()));
                } else {
                    tensors.put(entry.getKey(), tensor(entry.getValue().getAsJsonObject(), data));
                }
            }
        } catch (JsonParseException | IllegalStateException | IllegalArgumentException | NullPointerException
                | IndexOutOfBoundsException | ClassCastException | UnsupportedOperationException e) {
            throw new IOException("The header of %s cannot be read: %s".formatted(name, e.getMessage()), e);
        }
        String stored = metadata.remove(CHECKSUM);
        if (!checksum(metadata, tensors, data).equals(stored)) {
            throw new IOException("%s is damaged: its checksum does not match its content.".formatted(name));
        }
        return new SafeTensors(metadata, tensors);
    }

    private static JsonObject entry(List<Integer> shape, int begin, int end) {
        JsonArray extents = new JsonArray();
        shape.forEach(extents::add);
        JsonArray offsets = new JsonArray();
        offsets.add(begin);
        offsets.add(end);
        JsonObject entry = new JsonObject();
        entry.addProperty("dtype", "F32");
        entry.add("shape", extents);
        entry.add("data_offsets", offsets);
        return entry;
    }

    private static Tensor tensor(JsonObject entry, byte[] data) {
        if (!entry.get("dtype").getAsString().equals("F32")) {
            throw new IllegalArgumentException("a tensor is " + entry.get("dtype") + ", not F32");
        }
        List<Integer> shape = new ArrayList<>();
        entry.getAsJsonArray("shape").forEach(e -> shape.add(e.getAsInt()));
        JsonArray offsets = entry.getAsJsonArray("data_offsets");
        int begin = offsets.get(0).getAsInt();
        int end = offsets.get(1).getAsInt();
        int count = shape.stream().reduce(1, Math::multiplyExact);
        if (begin < 0 || end > data.length || end - begin != 4L * count) {
            throw new IllegalArgumentException("a tensor does not lie in the file");
        }
        float[] values = new float[count];
        ByteBuffer.wrap(data, begin, end - begin).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return new Tensor(shape, values);
    }

    private static String checksum(Map<String, String> metadata, Map<String, Tensor> tensors, byte[] data) {
        CRC32C crc = new CRC32C();
        metadata.forEach((key, value) -> crc.update(utf8(key + "=" + value + "\n")));
        tensors.forEach((name, tensor) -> crc.update(utf8(name + ":" + tensor.shape() + "\n")));
        crc.update(data);
        return "%08x".formatted(crc.getValue());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
