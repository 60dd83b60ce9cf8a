package org.whittle.data.check;

import java.io.Serializable;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.whittle.score.column.DatePart;
import org.whittle.score.column.Moment;

/** Which cells of a column are dates or times, and which of their numbers differ. */
final class MomentLooks implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final List<DatePart> PARTS = List.of(DatePart.values());
    private static final Pattern OTHER =
            Pattern.compile("(\\d{1,2})([./-])(\\d{1,2})\\2(\\d{4})( \\d{1,2}:\\d{2}(:\\d{2})?)?");
    private static final int LONGEST = 19;

    private final String format;
    private final double[] low = new double[PARTS.size()];
    private final double[] high = new double[PARTS.size()];
    private long moments;
    private long dayFirst;
    private long monthFirst;
    /** Of the dates that are not ISO: their separator, and what follows of a time; of the first by its text. */
    private String shape = "";

    /** @param format that the study file declares; empty: ISO 8601 */
    MomentLooks(String format) {
        this.format = format;
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
    }

    /** @return whether it is one */
    boolean add(Object cell) {
        Optional<LocalDateTime> moment = Moment.read(cell, format);
        if (moment.isPresent()) {
            moments++;
            for (int i = 0; i < low.length; i++) {
                double value = Moment.of(moment.get(), PARTS.get(i));
                low[i] = Math.min(low[i], value);
                high[i] = Math.max(high[i], value);
            }
            return true;
        }
        if (format.isEmpty() && cell instanceof String text && text.length() <= LONGEST && !text.isEmpty()
                && Character.isDigit(text.charAt(0))) {
            other(text);
        }
        return false;
    }

    /** Whether a cell is a date or time, by the format. */
    boolean fits(Object cell) {
        return Moment.read(cell, format).isPresent();
    }

    private void other(String text) {
        Matcher matcher = OTHER.matcher(text);
        if (!matcher.matches()) {
            return;
        }
        int first = Integer.parseInt(matcher.group(1));
        int second = Integer.parseInt(matcher.group(3));
        dayFirst += first <= 31 && second <= 12 ? 1 : 0;
        monthFirst += first <= 12 && second <= 31 ? 1 : 0;
        String own =
                matcher.group(2) + (matcher.group(5) == null ? "" : matcher.group(6) == null ? " H:mm" : " H:mm:ss");
        shape = shape.isEmpty() || own.compareTo(shape) > 0 ? own : shape;
    }

    void add(MomentLooks other) {
        for (int i = 0; i < low.length; i++) {
            low[i] = Math.min(low[i], other.low[i]);
            high[i] = Math.max(high[i], other.high[i]);
        }
        moments += other.moments;
        dayFirst += other.dayFirst;
        monthFirst += other.monthFirst;
        shape = shape.compareTo(other.shape) > 0 ? shape : other.shape;
    }

    /** Cells that are dates or times, by the format. */
    long moments() {
        return moments;
    }

    /** Texts that are dates with day, month and year in another order than ISO's. */
    long others() {
        return Math.max(dayFirst, monthFirst);
    }

    /** The format that reads those. With the day first if both orders fit, as in most of the world. */
    String otherFormat() {
        String sign = shape.substring(0, 1);
        return (dayFirst >= monthFirst ? "d%sM%s" : "M%sd%s").formatted(sign, sign) + "yyyy" + shape.substring(1);
    }

    /** The numbers that differ from row to row. */
    List<DatePart> varying() {
        return PARTS.stream().filter(part -> low[part.ordinal()] < high[part.ordinal()]).toList();
    }
}
