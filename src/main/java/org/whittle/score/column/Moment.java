package org.whittle.score.column;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One number of a date or time. Times are as they are written; a moment that a table holds as such is taken in UTC, so
 * that no number depends on where it is read.
 *
 * @param format of texts, as {@link DateTimeFormatter} has it; empty: ISO 8601
 * @param part which number; days count from 1970-01-01 here, until a step of the preprocessing knows of an earliest row
 */
public record Moment(String format, DatePart part) implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final double DAY = 86_400e9;
    private static final int LONGEST = 40;
    private static final Map<String, DateTimeFormatter> FORMATTERS = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException if either is missing */
    public Moment {
        if (format == null || part == null) {
            throw new IllegalArgumentException("a date lacks its format or its part");
        }
    }

    /** The number of a cell; empty if the cell is no date or time. */
    public Optional<Double> of(Object cell) {
        return read(cell, format).map(moment -> of(moment, part));
    }

    /** The number of a date or time: days since 1970-01-01 with their fraction, or a whole number. */
    public static double of(LocalDateTime moment, DatePart part) {
        return switch (part) {
            case YEAR -> moment.getYear();
            case MONTH -> moment.getMonthValue();
            case WEEKDAY -> moment.getDayOfWeek().getValue();
            case HOUR -> moment.getHour();
            case DAYS -> moment.toLocalDate().toEpochDay() + moment.toLocalTime().toNanoOfDay() / DAY;
        };
    }

    /**
     * A cell of a date, a time, or a text of one.
     *
     * @param format of texts; empty: ISO 8601
     */
    public static Optional<LocalDateTime> read(Object cell, String format) {
        if (cell instanceof java.sql.Timestamp time) {
            return Optional.of(LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC));
        }
        if (cell instanceof Instant time) {
            return Optional.of(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        }
        if (cell instanceof java.sql.Date day) {
            return Optional.of(day.toLocalDate().atStartOfDay());
        }
        if (cell instanceof LocalDate day) {
            return Optional.of(day.atStartOfDay());
        }
        if (cell instanceof LocalDateTime time) {
            return Optional.of(time);
        }
        return cell instanceof String text ? parse(text.strip(), format) : Optional.empty();
    }

    private static Optional<LocalDateTime> parse(String text, String format) {
        boolean iso = format.isEmpty();
        // Most texts are words: an exception for each would cost more than all else.
        if (text.isEmpty() || text.length() > LONGEST || iso && !looksIso(text)) {
            return Optional.empty();
        }
        try {
            TemporalAccessor parsed = FORMATTERS.computeIfAbsent(format, Moment::formatter).parse(text);
            LocalDate day = parsed.query(TemporalQueries.localDate());
            return day == null
                    ? Optional.empty()
                    : Optional.of(Optional.ofNullable(parsed.query(TemporalQueries.localTime()))
                            .map(day::atTime)
                            .orElseGet(day::atStartOfDay));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private static boolean looksIso(String text) {
        if (text.length() < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return false;
        }
        for (int i : new int[] {0, 1, 2, 3, 5, 6, 8, 9}) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() == 10 || text.charAt(10) == 'T' || text.charAt(10) == ' ';
    }

    private static DateTimeFormatter formatter(String format) {
        if (!format.isEmpty()) {
            return DateTimeFormatter.ofPattern(format, Locale.ENGLISH);
        }
        return new DateTimeFormatterBuilder().append(DateTimeFormatter.ISO_LOCAL_DATE)
                .optionalStart().appendPattern("['T'][' ']HH:mm").optionalStart().appendPattern(":ss").optionalStart()
                .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true).optionalEnd().optionalEnd()
                .optionalStart().appendPattern("[' ']").appendOffset("+HH:mm", "Z").optionalEnd()
                .optionalStart().appendOffset("+HHmm", "Z").optionalEnd()
                .optionalEnd().toFormatter(Locale.ENGLISH);
    }
}
