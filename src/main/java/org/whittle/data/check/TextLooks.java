package org.whittle.data.check;

import java.io.Serializable;
import java.util.regex.Pattern;
import org.whittle.score.column.Cell;

/** What the cells of a column look like that are texts to Spark, or dates. */
final class TextLooks implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final Pattern UUID = Pattern.compile("[{]?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}[}]?");
    private static final int SHORTEST_HASH = 16;
    private static final int LONGEST_HASH = 128;

    private final boolean withNumbers;
    private final NumberLooks numbers = new NumberLooks();
    private final MomentLooks moments;
    private final Sketch values = new Sketch();
    private long present;
    private long plainNumbers;
    private long wholeNumbers;
    private long codes;
    private long otherThanMoments;
    private long otherThanNumbers;
    private final Strays notMoments = new Strays();
    private final Strays notNumbers = new Strays();

    /**
     * @param format of dates that the study file declares; empty: ISO 8601
     * @param withNumbers whether texts may turn out to be numbers
     */
    TextLooks(String format, boolean withNumbers) {
        this.moments = new MomentLooks(format);
        this.withNumbers = withNumbers;
    }

    /** @param hash of the cell, which is not missing */
    void add(Object cell, long hash) {
        present++;
        values.add(hash);
        if (!moments.add(cell)) {
            notMoments.add(cell.toString());
        }
        if (!withNumbers || !(cell instanceof String text)) {
            return;
        }
        if (Cell.number(text).isPresent()) {
            plainNumbers++;
            wholeNumbers += isWhole(text.strip()) ? 1 : 0;
        } else {
            notNumbers.add(text);
        }
        numbers.add(text);
        codes += isCode(text) ? 1 : 0;
    }

    /** A cell of a row that decides nothing, but must fit. */
    void check(Object cell) {
        if (!moments.fits(cell)) {
            otherThanMoments++;
            notMoments.add(cell.toString());
        }
        if (withNumbers && Cell.number(cell).isEmpty()) {
            otherThanNumbers++;
            notNumbers.add(cell.toString());
        }
    }

    /** Cells of rows that decide nothing and that are no dates. */
    long otherThanMoments() {
        return otherThanMoments;
    }

    /** Cells of rows that decide nothing and that are no numbers. */
    long otherThanNumbers() {
        return otherThanNumbers;
    }

    void add(TextLooks other) {
        otherThanMoments += other.otherThanMoments;
        otherThanNumbers += other.otherThanNumbers;
        present += other.present;
        values.add(other.values);
        moments.add(other.moments);
        notMoments.add(other.notMoments);
        notNumbers.add(other.notNumbers);
        plainNumbers += other.plainNumbers;
        wholeNumbers += other.wholeNumbers;
        numbers.add(other.numbers);
        codes += other.codes;
    }

    /** Cells that are not missing. */
    long present() {
        return present;
    }

    /** Texts that Java reads as numbers. */
    long plainNumbers() {
        return plainNumbers;
    }

    /** Whether all texts are whole numbers. */
    boolean isWhole() {
        return wholeNumbers == present;
    }

    NumberLooks numbers() {
        return numbers;
    }

    MomentLooks moments() {
        return moments;
    }

    Strays notMoments() {
        return notMoments;
    }

    Strays notNumbers() {
        return notNumbers;
    }

    /** UUIDs, and hashes in hexadecimal digits. */
    long codes() {
        return codes;
    }

    /** Share of the cells that are different values; an estimate if they are many. */
    double distinct() {
        return present == 0 ? 0 : Math.min(1, values.distinct() / present);
    }

    private static boolean isCode(String text) {
        int length = text.length();
        if (length < SHORTEST_HASH || length > LONGEST_HASH) {
            return false;
        }
        if (length % 8 == 0 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            return true;
        }
        return length >= 36 && length <= 38 && UUID.matcher(text).matches();
    }

    private static boolean isWhole(String text) {
        return text.chars()
                .skip(text.startsWith("-") || text.startsWith("+") ? 1 : 0)
                .allMatch(c -> c >= '0' && c <= '9');
    }
}
