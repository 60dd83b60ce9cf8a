package org.whittle.data.row;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers rows, and puts them into a block or into the bytes that travel between Spark's tasks. */
public final class RowBlockBuilder {

    /** The first rows of a builder, unless they took more than so many bytes. */
    private static final int FIRST = 64;
    private static final long FIRST_BYTES = 1 << 20;

    /** As most processors have it: numbers are copied as they are. */
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final RowLayout layout;
    private int rows;
    private long[] keys;
    private byte[] parts;
    private double[] numbers;
    private String[] texts;

    public RowBlockBuilder(RowLayout layout) {
        this.layout = layout;
        int first = (int) Math.max(1, Math.min(FIRST, FIRST_BYTES / layout.bytes()));
        this.keys = new long[first];
        this.parts = new byte[first];
        this.numbers = new double[Math.multiplyExact(first, layout.numbers())];
        this.texts = new String[Math.multiplyExact(first, layout.texts())];
    }

    /**
     * Adds a row.
     *
     * @param from where its numbers begin among {@code values}
     * @param fromWord where its texts begin among {@code words}
     */
    public void add(long key, byte part, double[] values, int from, String[] words, int fromWord) {
        if (rows == keys.length) {
            int more = Math.multiplyExact(rows, 2);
            keys = Arrays.copyOf(keys, more);
            parts = Arrays.copyOf(parts, more);
            numbers = Arrays.copyOf(numbers, Math.multiplyExact(more, layout.numbers()));
            texts = Arrays.copyOf(texts, Math.multiplyExact(more, layout.texts()));
        }
        keys[rows] = key;
        parts[rows] = part;
        System.arraycopy(values, from, numbers, rows * layout.numbers(), layout.numbers());
        System.arraycopy(words, fromWord, texts, rows * layout.texts(), layout.texts());
        rows++;
    }

    /** Forgets all rows, but not the room for them. */
    public void clear() {
        rows = 0;
    }

    public int rows() {
        return rows;
    }

    public RowBlock block() {
        return new RowBlock(layout, rows, Arrays.copyOf(keys, rows), Arrays.copyOf(numbers, rows * layout.numbers()),
                Arrays.copyOf(texts, rows * layout.texts()), Arrays.copyOf(parts, rows));
    }

    /** All rows, for {@link #decode(RowLayout, List)}; each text once, however often it occurs. */
    public byte[] encode() {
        Map<String, Integer> dictionary = new HashMap<>();
        int number = rows * layout.numbers();
        int text = rows * layout.texts();
        int[] indices = new int[text];
        for (int i = 0; i < text; i++) {
            String value = texts[i];
            indices[i] = value == null ? -1 : dictionary.computeIfAbsent(value, any -> dictionary.size());
        }
        byte[][] words = new byte[dictionary.size()][];
        dictionary.forEach((word, index) -> words[index] = word.getBytes(StandardCharsets.UTF_8));
        long size = 8L + 9L * rows + 8L * number + 4L * text;
        for (byte[] word : words) {
            size += 4L + word.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size)).order(ORDER);
        bytes.putInt(rows);
        bytes.asLongBuffer().put(keys, 0, rows);
        bytes.position(bytes.position() + 8 * rows).put(parts, 0, rows);
        bytes.asDoubleBuffer().put(numbers, 0, number);
        bytes.position(bytes.position() + 8 * number);
        bytes.asIntBuffer().put(indices);
        bytes.position(bytes.position() + 4 * text).putInt(words.length);
        for (byte[] word : words) {
            bytes.putInt(word.length).put(word);
        }
        return bytes.array();
    }

    /** Blocks as {@link #encode} left them, all rows in their canonical order: each goes to its place at once. */
    public static RowBlock decode(RowLayout layout, List<byte[]> encoded) {
        int rows = encoded.stream().mapToInt(bytes -> ByteBuffer.wrap(bytes).order(ORDER).getInt())
                .reduce(0, Math::addExact);
        long[] keys = new long[rows];
        int read = 0;
        for (byte[] one : encoded) {
            ByteBuffer bytes = ByteBuffer.wrap(one).order(ORDER);
            int count = bytes.getInt();
            bytes.asLongBuffer().get(keys, read, count);
            read += count;
        }
        int[] order = RowBlock.order(keys);
        RowBlock all = new RowBlock(
                layout,
                rows,
                new long[rows],
                new double[Math.multiplyExact(rows, layout.numbers())],
                new String[Math.multiplyExact(rows, layout.texts())],
                new byte[rows]);
        int[] rank = new int[rows];
        for (int row = 0; row < rows; row++) {
            rank[order[row]] = row;
            all.keys()[row] = keys[order[row]];
        }
        Map<String, String> known = new HashMap<>();
        int done = 0;
        for (byte[] one : encoded) {
            done += decode(one, all, rank, done, known);
        }
        return all.hasEqualKeys() ? all.sorted() : all;
    }

    /** @return rows of the block */
    private static int decode(byte[] encoded, RowBlock all, int[] rank, int first, Map<String, String> known) {
        int width = all.layout().numbers();
        int words = all.layout().texts();
        ByteBuffer bytes = ByteBuffer.wrap(encoded).order(ORDER);
        int count = bytes.getInt();
        bytes.position(bytes.position() + Long.BYTES * count);
        for (int row = 0; row < count; row++) {
            all.parts()[rank[first + row]] = bytes.get();
        }
        DoubleBuffer values = bytes.asDoubleBuffer();
        for (int row = 0; row < count; row++) {
            values.get(all.numbers(), rank[first + row] * width, width);
        }
        bytes.position(bytes.position() + Double.BYTES * count * width);
        int[] indices = new int[count * words];
        bytes.asIntBuffer().get(indices);
        bytes.position(bytes.position() + Integer.BYTES * indices.length);
        String[] texts = new String[bytes.getInt()];
        for (int i = 0; i < texts.length; i++) {
            byte[] word = new byte[bytes.getInt()];
            bytes.get(word);
            texts[i] = known.computeIfAbsent(new String(word, StandardCharsets.UTF_8), same -> same);
        }
        for (int i = 0; i < indices.length; i++) {
            all.texts()[rank[first + i / words] * words + i % words] = indices[i] < 0 ? null : texts[indices[i]];
        }
        return count;
    }
}
