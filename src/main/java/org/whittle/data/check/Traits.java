package org.whittle.data.check;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * What a column has in common with others, and with itself: whether it is one value throughout, a copy of another
 * column, another name for the label, or numbers its rows. From hashes of its cells, in a few operations each; nothing
 * depends on how the rows are cut into parts, as long as parts are added in their order.
 */
final class Traits implements Serializable {

    private static final long serialVersionUID = 1L;

    /** More classes than a label has that a column could be another name of. */
    private static final int PAIRS = 100;
    /** Hash of a missing value. */
    static final long MISSING = 0x5851f42d4c957f2dL;

    private long rows;
    private long first;
    private boolean constant = true;
    private long content;
    /** The label that each value goes with; {@code null} if some value goes with two. */
    private Pairs labels = new Pairs();
    private boolean whole = true;
    private boolean rising = true;
    private long lowest = Long.MAX_VALUE;
    private long highest = Long.MIN_VALUE;
    private long start;
    private long end;
    private long sum;

    /** A hash of a cell: equal for equal values, whatever type holds them. */
    static long hash(Object cell) {
        if (cell == null) {
            return MISSING;
        }
        if (cell instanceof Number number) {
            return hash(number.doubleValue());
        }
        String text = cell.toString();
        long hash = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return mix(hash);
    }

    static long hash(double number) {
        return mix(Double.doubleToLongBits(number == 0 ? 0 : number));
    }

    /** The finalizer of splitmix64 (Steele, Lea and Flood 2014). */
    static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /**
     * @param number of the cell; NaN if it is none
     * @param hash of the cell
     * @param row an odd number that tells its row from others, as if drawn: the same for all columns
     * @param label hash of the row's label
     */
    void add(double number, long hash, long row, long label) {
        constant &= rows == 0 || hash == first;
        first = rows == 0 ? hash : first;
        content += hash * row;
        labels = labels != null && labels.add(hash, label) ? labels : null;
        if (whole) {
            look(number, rows);
        }
        rows++;
    }

    /**
     * Adds numbers as they are, all of one column.
     *
     * @param missing which there are none; {@code null}: none is missing
     * @param looked the rows, all of which are to be added
     */
    void addAll(double[] numbers, boolean[] missing, LookedRows looked) {
        int count = looked.count();
        long[] hashes = looked.hashes();
        for (int i = 0; i < count; i++) {
            hashes[i] = Double.doubleToLongBits(numbers[i] + 0.0);
        }
        for (int i = 0; i < count; i++) {
            hashes[i] = mix(hashes[i]);
        }
        for (int i = 0; i < count && missing != null; i++) {
            hashes[i] = missing[i] ? MISSING : hashes[i];
        }
        if (rows == 0 && count > 0) {
            first = hashes[0];
        }
        content += looked.sum(hashes);
        for (int i = 0; i < count && constant; i++) {
            constant = hashes[i] == first;
        }
        for (int i = 0; i < count && labels != null; i++) {
            labels = labels.add(hashes[i], looked.label(i)) ? labels : null;
        }
        for (int i = 0; i < count && whole; i++) {
            look(numbers[i], rows + i);
        }
        rows += count;
    }

    void add(Traits next) {
        if (next.rows == 0) {
            return;
        }
        constant = rows == 0 ? next.constant : constant && next.constant && next.first == first;
        first = rows == 0 ? next.first : first;
        content += next.content;
        labels = labels != null && next.labels != null && labels.addAll(next.labels) ? labels : null;
        whole &= next.whole;
        rising = rising && next.rising && (rows == 0 || next.start > end);
        start = rows == 0 ? next.start : start;
        end = next.end;
        lowest = Math.min(lowest, next.lowest);
        highest = Math.max(highest, next.highest);
        sum += next.sum;
        rows += next.rows;
    }

    long rows() {
        return rows;
    }

    /** Whether all cells are alike. */
    boolean isConstant() {
        return constant;
    }

    /** The same for columns with the same cells, and almost surely for no others. */
    long content() {
        return content;
    }

    /** Different values, if each goes with one label; a missing one counts. */
    int values() {
        return labels == null ? Integer.MAX_VALUE : labels.size();
    }

    /** Whether each value goes with one label, and each label with one value. */
    boolean namesLabel() {
        return labels != null && labels.size() > 1 && labels.areDistinct();
    }

    /** Whether its whole numbers rise from row to row, or are those of a range without a gap, each once. */
    boolean numbersRows() {
        if (!whole || rows < 2) {
            return false;
        }
        if (rising) {
            return true;
        }
        if (highest - lowest != rows - 1) {
            return false;
        }
        long range = 0;
        for (long number = lowest; number <= highest; number++) {
            range += mix(number);
        }
        return range == sum;
    }

    /**
     * Looks at a number of a column that was whole numbers so far.
     *
     * @param row how many came before
     */
    private void look(double number, long row) {
        // Whether a column is read as whole or real numbers depends on test rows too, and those must not count.
        whole = Math.rint(number) == number && Math.abs(number) < 0x1p53;
        if (whole) {
            long value = (long) number;
            rising &= row == 0 || value > end;
            start = row == 0 ? value : start;
            end = value;
            lowest = Math.min(lowest, value);
            highest = Math.max(highest, value);
            sum += mix(value);
        }
    }

    /** A few values, each with its label. */
    private static final class Pairs implements Serializable {

        private static final long serialVersionUID = 1L;

        private long[] values = new long[4];
        private long[] labels = new long[4];
        private int size;

        int size() {
            return size;
        }

        /** @return whether the value goes with no other label, and there are not too many */
        boolean add(long value, long label) {
            for (int i = 0; i < size; i++) {
                if (values[i] == value) {
                    return labels[i] == label;
                }
            }
            if (size == PAIRS) {
                return false;
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
                labels = Arrays.copyOf(labels, 2 * size);
            }
            values[size] = value;
            labels[size++] = label;
            return true;
        }

        boolean addAll(Pairs others) {
            for (int i = 0; i < others.size; i++) {
                if (!add(others.values[i], others.labels[i])) {
                    return false;
                }
            }
            return true;
        }

        /** Whether no label goes with two values. */
        boolean areDistinct() {
            return LongStream.of(labels).limit(size).distinct().count() == size;
        }
    }
}
