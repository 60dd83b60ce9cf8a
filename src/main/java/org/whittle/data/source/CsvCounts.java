package org.whittle.data.source;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.BitSet;
import java.util.TreeMap;

/** What was seen in a piece of a CSV file, or a whole one. Lines count from 1 in their piece. */
@DefaultSerializer(JavaSerializer.class)
final class CsvCounts implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Lines of a kind: the first, and how many. */
    static final class Lines implements Serializable {

        private static final long serialVersionUID = 1L;

        private long first;
        private long count;

        void add(long line) {
            first = count++ == 0 ? line : first;
        }

        /** Adds others of the same lines. */
        void merge(Lines other) {
            first = count == 0 ? other.first : other.count == 0 ? first : Math.min(first, other.first);
            count += other.count;
        }

        void append(Lines next, long before) {
            first = count == 0 && next.count > 0 ? before + next.first : first;
            count += next.count;
        }

        long first() {
            return first;
        }

        long count() {
            return count;
        }
    }

    /** All lines of the piece. */
    long lines;
    /** Records by the number of their fields. */
    final TreeMap<Integer, Lines> widths = new TreeMap<>();
    /** Records whose value in a column is digits that begin with a zero, by the column from 0 on. */
    final TreeMap<Integer, Lines> leadingZeros = new TreeMap<>();
    /** Columns of which a value is a number behind a plus, from 0 on; some have a hundred thousand columns. */
    final BitSet signed = new BitSet();

    /** Columns of which a value is a fraction of two digits or more with a zero at its end, or has an exponent. */
    final BitSet padded = new BitSet();

    /** Records in which something follows a closing quote. */
    final Lines strays = new Lines();
    /** Quotes behind a backslash. */
    long backslashes;
    /** Lines, or files, that end within quotes. */
    final Lines open = new Lines();
    /** Lines behind the header that are the header once more, as in files that were put together. */
    final Lines headers = new Lines();
    /** Lines that are not UTF-8. */
    final Lines undecoded = new Lines();
    /** Lines with zero bytes, which no text but UTF-16 has. */
    final Lines zeros = new Lines();
    /** The first record; empty if the piece is not a file's first. */
    String head = "";

    /** Adds the next piece of the same file. */
    void append(CsvCounts next) {
        next.widths.forEach((width, these) -> widths.computeIfAbsent(width, w -> new Lines()).append(these, lines));
        next.leadingZeros.forEach((column, these) ->
                leadingZeros.computeIfAbsent(column, c -> new Lines()).append(these, lines));
        signed.or(next.signed);
        padded.or(next.padded);
        strays.append(next.strays, lines);
        open.append(next.open, lines);
        headers.append(next.headers, lines);
        undecoded.append(next.undecoded, lines);
        zeros.append(next.zeros, lines);
        backslashes += next.backslashes;
        lines += next.lines;
        head = head.isEmpty() ? next.head : head;
    }
}
