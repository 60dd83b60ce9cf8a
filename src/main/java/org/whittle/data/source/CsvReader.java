package org.whittle.data.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks through the records of a CSV file, sign by sign, and counts what Spark's reader would pass over without a word.
 * It only looks at signs that are the same in ASCII, so that it takes bytes of UTF-8 and of single-byte encodings
 * alike.
 */
final class CsvReader {

    private enum State { START, PLAIN, QUOTED, ESCAPED, CLOSED }

    private final CsvDialect dialect;
    private final CsvCounts counts = new CsvCounts();
    private State state = State.START;
    private long line = 1;
    private long recordLine = 1;
    private int fields = 1;
    private boolean blank = true;
    private boolean stray;
    private boolean comment;
    private int last;
    /** Whether the next record names the columns. */
    private boolean inHeader;
    private Look look = Look.NOTHING;
    private int[] zeros = new int[4];
    private int zeroFields;

    /** What a field looks like so far: what a number's text would lose as a number. */
    private enum Look {
        NOTHING,
        ZERO,
        DIGITS_BEHIND_ZERO,
        PLUS,
        NUMBER_BEHIND_PLUS,
        MINUS,
        DIGITS,
        POINT,
        ONE_DECIMAL,
        DECIMALS,
        DECIMALS_TO_ZERO,
        E,
        EXPONENT,
        OTHER
    }

    /** @param begins whether it begins where a file does */
    CsvReader(CsvDialect dialect, boolean begins) {
        this.dialect = dialect;
        this.inHeader = begins && dialect.header();
    }

    /**
     * A line that is taken for a record.
     *
     * @param charset of the file; whether bytes are none of its signs is only asked of UTF-8
     * @param first whether the file begins here, so that the first record is its head
     * @param header the first file's; empty if there is none
     */
    void line(byte[] bytes, Charset charset, boolean first, byte[] header) {
        long number = line;
        if (charset.equals(StandardCharsets.UTF_8) && !isUtf8(bytes)) {
            counts.undecoded.add(number);
        }
        boolean zero = false;
        for (byte b : bytes) {
            zero |= b == 0;
            accept(b & 0xff);
        }
        if (zero) {
            counts.zeros.add(number);
        }
        boolean holdsRecord = !comment && (!blank || fields > 1);
        if (first && counts.head.isEmpty() && holdsRecord) {
            counts.head = new String(bytes, charset);
        } else if (holdsRecord && Arrays.equals(bytes, header)) {
            counts.headers.add(number);
        }
        endLineForGood();
        counts.lines = line - 1;
    }

    /** A sign other than a line's end. */
    void accept(int sign) {
        if (comment) {
            return;
        }
        boolean space = sign == ' ' || sign == '\t' && dialect.separator() != '\t';
        if (blank && state == State.START && fields == 1 && dialect.comment() != 0 && sign == dialect.comment()) {
            comment = true;
            return;
        }
        blank &= space;
        if (sign == dialect.separator() && state != State.QUOTED && state != State.ESCAPED) {
            endField();
        } else if (!space && sign != dialect.quote()) {
            look(sign);
        }
        switch (state) {
            case START -> {
                if (sign == dialect.separator()) {
                    fields++;
                } else if (sign == dialect.quote() && sign != 0) {
                    state = State.QUOTED;
                } else if (!space) {
                    state = State.PLAIN;
                }
            }
            case PLAIN -> {
                if (sign == dialect.separator()) {
                    fields++;
                    state = State.START;
                }
            }
            case QUOTED -> {
                if (sign == dialect.escape() && dialect.escape() != dialect.quote()) {
                    state = State.ESCAPED;
                } else if (sign == dialect.quote()) {
                    state = State.CLOSED;
                    counts.backslashes += last == '\\' ? 1 : 0;
                }
            }
            case ESCAPED -> state = State.QUOTED;
            case CLOSED -> {
                if (sign == dialect.separator()) {
                    fields++;
                    state = State.START;
                } else if (sign == dialect.quote()) {
                    state = State.QUOTED;
                } else if (!space) {
                    stray = true;
                    state = State.PLAIN;
                }
            }
            default -> throw new IllegalStateException("No such state");
        }
        last = sign;
    }

    private void look(int sign) {
        boolean digit = sign >= '0' && sign <= '9';
        boolean e = sign == 'e' || sign == 'E';
        look = switch (look) {
            case NOTHING -> sign == '0' ? Look.ZERO : digit ? Look.DIGITS : sign == '+' ? Look.PLUS
                    : sign == '-' ? Look.MINUS : Look.OTHER;
            case ZERO -> digit ? Look.DIGITS_BEHIND_ZERO : sign == '.' ? Look.POINT : e ? Look.E : Look.OTHER;
            case DIGITS_BEHIND_ZERO -> digit ? look : Look.OTHER;
            case PLUS -> digit ? Look.NUMBER_BEHIND_PLUS : Look.OTHER;
            case NUMBER_BEHIND_PLUS -> digit || sign == '.' ? look : Look.OTHER;
            case MINUS -> digit ? Look.DIGITS : Look.OTHER;
            case DIGITS -> digit ? look : sign == '.' ? Look.POINT : e ? Look.E : Look.OTHER;
            case POINT -> digit ? Look.ONE_DECIMAL : Look.OTHER;
            case ONE_DECIMAL, DECIMALS, DECIMALS_TO_ZERO -> sign == '0' ? Look.DECIMALS_TO_ZERO
                    : digit ? Look.DECIMALS : e ? Look.E : Look.OTHER;
            case E -> digit || sign == '-' || sign == '+' ? Look.EXPONENT : Look.OTHER;
            case EXPONENT -> digit ? look : Look.OTHER;
            case OTHER -> look;
        };
    }

    private void endField() {
        if (look == Look.DIGITS_BEHIND_ZERO) {
            zeros = zeroFields == zeros.length ? Arrays.copyOf(zeros, 2 * zeroFields) : zeros;
            zeros[zeroFields++] = fields - 1;
        }
        if (!inHeader && look == Look.NUMBER_BEHIND_PLUS) {
            counts.signed.set(fields - 1);
        } else if (!inHeader && (look == Look.DECIMALS_TO_ZERO || look == Look.EXPONENT)) {
            counts.padded.set(fields - 1);
        }
        look = Look.NOTHING;
    }

    /** @return whether it ended a record, rather than lying within quotes */
    boolean endLine() {
        boolean open = state == State.QUOTED || state == State.ESCAPED;
        line++;
        if (open && !comment) {
            last = '\n';
            return false;
        }
        endRecord();
        return true;
    }

    /** As {@link #endLine}, for those who take every line for a record. A quote that is open is counted. */
    void endLineForGood() {
        if (state == State.QUOTED || state == State.ESCAPED) {
            counts.open.add(recordLine);
            line++;
            reset();
            return;
        }
        endLine();
    }

    /** The end of the file, where a quote that is still open has nothing more to come. */
    void end() {
        if (state == State.QUOTED || state == State.ESCAPED) {
            counts.open.add(recordLine);
        } else if (!blank || fields > 1) {
            endRecord();
        }
        counts.lines = line - 1;
    }

    CsvCounts counts() {
        return counts;
    }

    private void endRecord() {
        endField();
        if (!blank && !comment || fields > 1) {
            for (int i = 0; i < zeroFields && !inHeader; i++) {
                counts.leadingZeros.computeIfAbsent(zeros[i], column -> new CsvCounts.Lines()).add(recordLine);
            }
            inHeader = false;
            counts.widths.computeIfAbsent(fields, width -> new CsvCounts.Lines()).add(recordLine);
            if (stray) {
                counts.strays.add(recordLine);
            }
        }
        reset();
    }

    private void reset() {
        recordLine = line;
        fields = 1;
        blank = true;
        stray = false;
        comment = false;
        state = State.START;
        last = 0;
        look = Look.NOTHING;
        zeroFields = 0;
    }

    /** Where a line of bytes is no UTF-8; most are ASCII. */
    static boolean isUtf8(byte[] bytes) {
        boolean ascii = true;
        for (byte b : bytes) {
            ascii &= b >= 0;
        }
        if (ascii) {
            return true;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        return !decoder.decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), true).isError();
    }
}
