package org.whittle.data.row;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.Arrays;
import org.whittle.data.column.SplitPart;
import org.whittle.score.column.InputValues;
import org.whittle.score.column.Reading;

/**
 * Rows of a table in few arrays: label and input columns as numbers and texts, each cell as its column's
 * {@link Reading} has it.
 *
 * @param rows number of them
 * @param keys of each row, what orders it
 * @param numbers row-major; a missing one is NaN
 * @param texts row-major; a missing one is null
 * @param parts number of each row's {@link SplitPart}, or a negative one where it is still to be found
 */
@DefaultSerializer(JavaSerializer.class)
public record RowBlock(RowLayout layout, int rows, long[] keys, double[] numbers, String[] texts, byte[] parts)
        implements Serializable {

    /** Bits of a key that are sorted by at a time. */
    private static final int DIGIT = 11;

    /** A row, read anew by every {@link #at}. */
    public final class Cursor implements InputValues {

        private int number;
        private int text;

        public Cursor at(int row) {
            number = row * layout.numbers();
            text = row * layout.texts();
            return this;
        }

        @Override
        public boolean isMissing(int column) {
            return switch (layout.kind(column)) {
                case NUMBER, BOOLEAN -> Double.isNaN(numbers[number + layout.at(column)]);
                case TEXT, CODE -> texts[text + layout.at(column)] == null;
                case VECTOR -> false;
            };
        }

        @Override
        public double number(int column) {
            return numbers[number + layout.at(column)];
        }

        @Override
        public void numbers(int[] columns, double[] ifMissing, double[] to, int at) {
            for (int i = 0; i < columns.length; i++) {
                double value = numbers[number + layout.at(columns[i])];
                to[at + i] = Double.isNaN(value) ? ifMissing[i] : value;
            }
        }

        @Override
        public String category(int column) {
            return texts[text + layout.at(column)];
        }

        @Override
        public double[] vector(int column) {
            int from = number + layout.at(column);
            return Arrays.copyOfRange(numbers, from, from + layout.columns().get(column).length());
        }
    }

    public Cursor cursor() {
        return new Cursor();
    }

    /** The class of a row. */
    public String label(int row) {
        return texts[row * layout.texts()];
    }

    /** The target of a row. */
    public double target(int row) {
        return numbers[row * layout.numbers()];
    }

    /** What a row counts; 1 where no column says so. */
    public double weight(int row) {
        return layout.weighted() ? numbers[(row + 1) * layout.numbers() - 1] : 1;
    }

    public SplitPart part(int row) {
        return SplitPart.ALL.get(parts[row]);
    }

    /** Some of the rows, in their order. */
    RowBlock where(boolean[] kept) {
        int count = 0;
        for (boolean row : kept) {
            count += row ? 1 : 0;
        }
        return count == rows ? this : with(new RowBlock(layout, 0, new long[0], new double[0], new String[0],
                new byte[0]), kept, count);
    }

    /** These rows, and others behind them. */
    RowBlock and(RowBlock others) {
        boolean[] all = new boolean[others.rows];
        Arrays.fill(all, true);
        return others.with(this, all, others.rows);
    }

    /** Some of these rows behind others. */
    private RowBlock with(RowBlock before, boolean[] kept, int count) {
        int all = Math.addExact(before.rows, count);
        int width = layout.numbers();
        int words = layout.texts();
        long[] itsKeys = Arrays.copyOf(before.keys, all);
        byte[] itsParts = Arrays.copyOf(before.parts, all);
        double[] itsNumbers = Arrays.copyOf(before.numbers, Math.multiplyExact(all, width));
        String[] itsTexts = Arrays.copyOf(before.texts, Math.multiplyExact(all, words));
        int to = before.rows;
        for (int from = 0; from < rows; from++) {
            if (kept[from]) {
                itsKeys[to] = keys[from];
                itsParts[to] = parts[from];
                System.arraycopy(numbers, from * width, itsNumbers, to * width, width);
                System.arraycopy(texts, from * words, itsTexts, to * words, words);
                to++;
            }
        }
        return new RowBlock(layout, all, itsKeys, itsNumbers, itsTexts, itsParts);
    }

    /** The same rows in other parts. */
    RowBlock withParts(byte[] others) {
        return new RowBlock(layout, rows, keys, numbers, texts, others);
    }

    /**
     * In the order of their keys; of rows with one key, by what they hold: if that is the same, they are
     * interchangeable.
     */
    public RowBlock sorted() {
        int[] order = byContent(order(keys));
        int width = layout.numbers();
        int words = layout.texts();
        long[] sortedKeys = new long[rows];
        byte[] sortedParts = new byte[rows];
        double[] sortedNumbers = new double[numbers.length];
        String[] sortedTexts = new String[texts.length];
        for (int to = 0; to < rows; to++) {
            int from = order[to];
            sortedKeys[to] = keys[from];
            sortedParts[to] = parts[from];
            System.arraycopy(numbers, from * width, sortedNumbers, to * width, width);
            System.arraycopy(texts, from * words, sortedTexts, to * words, words);
        }
        return new RowBlock(layout, rows, sortedKeys, sortedNumbers, sortedTexts, sortedParts);
    }

    /** Whether two rows have one key. */
    boolean hasEqualKeys() {
        for (int row = 1; row < rows; row++) {
            if (keys[row] == keys[row - 1]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Rows by rank: sorted by digits of their keys, the last digit first, each time keeping what the one before did.
     */
    public static int[] order(long[] keys) {
        int rows = keys.length;
        int[] order = new int[rows];
        Arrays.setAll(order, row -> row);
        int[] next = new int[rows];
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT) {
            int[] from = new int[(1 << DIGIT) + 1];
            for (int row = 0; row < rows; row++) {
                from[digit(keys[row], shift) + 1]++;
            }
            for (int digit = 0; digit < 1 << DIGIT; digit++) {
                from[digit + 1] += from[digit];
            }
            for (int row : order) {
                next[from[digit(keys[row], shift)]++] = row;
            }
            int[] done = order;
            order = next;
            next = done;
        }
        return order;
    }

    /** Sorts rows of one key by what they hold. */
    private int[] byContent(int[] order) {
        for (int first = 0, end; first < rows; first = end) {
            end = first + 1;
            while (end < rows && keys[order[end]] == keys[order[first]]) {
                end++;
            }
            sortEqual(order, first, end);
        }
        return order;
    }

    /** Keys are signed: the first bit counts the other way round. */
    private static int digit(long key, int shift) {
        return (int) ((key ^ Long.MIN_VALUE) >>> shift) & (1 << DIGIT) - 1;
    }

    private void sortEqual(int[] order, int from, int to) {
        if (to - from > 1) {
            Integer[] equal = new Integer[to - from];
            Arrays.setAll(equal, i -> order[from + i]);
            Arrays.sort(equal, this::compareContent);
            for (int i = 0; i < equal.length; i++) {
                order[from + i] = equal[i];
            }
        }
    }

    private int compareContent(int one, int other) {
        int byPart = Byte.compare(parts[one], parts[other]);
        int width = layout.numbers();
        int byNumbers = byPart != 0 ? byPart : Arrays.compare(numbers, one * width, (one + 1) * width, numbers,
                other * width, (other + 1) * width);
        int words = layout.texts();
        for (int i = 0; byNumbers == 0 && i < words; i++) {
            String a = texts[one * words + i];
            String b = texts[other * words + i];
            byNumbers = a == null || b == null ? Boolean.compare(a != null, b != null) : a.compareTo(b);
        }
        return byNumbers;
    }
}
