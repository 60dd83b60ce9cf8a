package org.whittle.train.store;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Named float32 tensors with text beside them, in the safetensors layout: the header's length as 8 bytes, a JSON
 * header, the tensors; little-endian. It holds numbers and text only, so reading a foreign file can run no code, and
 * Python's {@code safetensors.numpy.load_file} reads it.
 *
 * <p>The layout has no checksum of its own; ours is the metadata entry {@code sha256}, of the whole file with zeros in
 * place of its digits. It is looked at before anything that the file says is believed. The first releases had
 * {@code crc32c} instead, over all other metadata, the tensors' names and shapes, and the data.
 *
 * @param tensors by name, in the order of the file
 */
record SafeTensors(SortedMap<String, String> metadata, Map<String, Tensor> tensors) {

    private static final String METADATA = "__metadata__";
    private static final String SUM = "sha256";
    private static final String NO_SUM = "0".repeat(64);
    private static final String SUM_IS = "\"" + SUM + "\":\"";
    private static final Pattern STORED = Pattern.compile(SUM_IS + "([0-9a-f]{64})\"");
    /** Of the first releases. */
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
        texts.addProperty(SUM, NO_SUM);
        String json = GSON.toJson(header);
        // The data must start at a multiple of 8; the layout allows spaces after the header.
        byte[] head = (json + " ".repeat(Math.floorMod(-utf8(json).length, 8))).getBytes(StandardCharsets.UTF_8);
        byte[] file = ByteBuffer.allocate(Math.addExact(8 + head.length, size)).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(head.length).put(head).put(data).array();
        int at = 8 + utf8(json.substring(0, json.indexOf(SUM_IS + NO_SUM) + SUM_IS.length())).length;
        System.arraycopy(sum(file, at).getBytes(StandardCharsets.US_ASCII), 0, file, at, NO_SUM.length());
        return file;
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
        String json = new String(file, 8, headLength, StandardCharsets.UTF_8);
        boolean summed = requireIntact(file, json, name);
        SortedMap<String, String> metadata = new TreeMap<>();
        Map<String, Place> places = new LinkedHashMap<>();
        int data = 8 + headLength;
        try {
            JsonObject header = GSON.fromJson(json, JsonObject.class);
            int end = 0;
            for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
                if (entry.getKey().equals(METADATA)) {
                    entry.getValue().getAsJsonObject().entrySet()
                            .forEach(e -> metadata.put(e.getKey(), e.getValue().getAsString()));
                } else {
                    Place place = place(entry.getValue().getAsJsonObject(), end);
                    places.put(entry.getKey(), place);
                    end = place.end();
                }
            }
            if (end != file.length - data) {
                throw new IllegalArgumentException(
                        "its tensors take %d bytes, not %d".formatted(end, file.length - data));
            }
        } catch (JsonParseException
                | IllegalStateException
                | IllegalArgumentException
                | ArithmeticException
                | NullPointerException
                | IndexOutOfBoundsException
                | ClassCastException
                | UnsupportedOperationException e) {
            throw new IOException("The header of %s cannot be read: %s".formatted(name, e.getMessage()), e);
        }
        metadata.remove(SUM);
        String stored = metadata.remove(CHECKSUM);
        if (!summed && !checksum(metadata, places, file, data).equals(stored)) {
            throw damaged(name);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        places.forEach((tensor, place) -> tensors.put(tensor, place.read(file, data)));
        return new SafeTensors(metadata, tensors);
    }

    /**
     * Compares the file with the sum that it has, before anything that it says is believed.
     *
     * @return whether it has one; the first releases wrote {@value #CHECKSUM} instead
     */
    private static boolean requireIntact(byte[] file, String json, String name) throws IOException {
        Matcher sum = STORED.matcher(json);
        if (!sum.find()) {
            return false;
        }
        int at = 8 + utf8(json.substring(0, sum.start(1))).length;
        // A header that is not UTF-8 any more has other lengths.
        if (at + NO_SUM.length() > file.length || !sum(file, at).equals(sum.group(1))) {
            throw damaged(name);
        }
        return true;
    }

    private static IOException damaged(String name) {
        return new IOException("%s is damaged: its checksum does not match its content.".formatted(name));
    }

    /** Of the whole file, with zeros where the sum itself stands. */
    private static String sum(byte[] file, int at) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(file, 0, at);
            digest.update(utf8(NO_SUM));
            digest.update(file, at + NO_SUM.length(), file.length - at - NO_SUM.length());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Where a tensor lies in the data. */
    private record Place(List<Integer> shape, int begin, int end) {

        Tensor read(byte[] file, int data) {
            float[] values = new float[(end - begin) / 4];
            ByteBuffer.wrap(file, data + begin, end - begin).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return new Tensor(shape, values);
        }
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

    /** @param from where it must begin: tensors lie one behind the other */
    private static Place place(JsonObject entry, int from) {
        if (!entry.get("dtype").getAsString().equals("F32")) {
            throw new IllegalArgumentException("a tensor is " + entry.get("dtype") + ", not F32");
        }
        List<Integer> shape = new ArrayList<>();
        entry.getAsJsonArray("shape").forEach(e -> shape.add(whole(e)));
        JsonArray offsets = entry.getAsJsonArray("data_offsets");
        int begin = whole(offsets.get(0));
        int end = whole(offsets.get(1));
        int count = shape.stream().reduce(1, Math::multiplyExact);
        if (begin != from || end < begin || end - begin != 4L * count) {
            throw new IllegalArgumentException("a tensor does not lie in the file");
        }
        return new Place(shape, begin, end);
    }

    // Gson makes an int of 1e999999999 too, after a long time.
    private static int whole(JsonElement number) {
        return Integer.parseInt(number.getAsString());
    }

    private static String checksum(Map<String, String> metadata, Map<String, Place> tensors, byte[] file, int data) {
        CRC32C crc = new CRC32C();
        metadata.forEach((key, value) -> crc.update(utf8(key + "=" + value + "\n")));
        tensors.forEach((name, tensor) -> crc.update(utf8(name + ":" + tensor.shape() + "\n")));
        crc.update(file, data, file.length - data);
        return "%08x".formatted(crc.getValue());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
