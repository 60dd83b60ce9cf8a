package org.whittle.study;

import java.io.Serializable;
import java.util.List;
import org.whittle.score.column.DatePart;

/**
 * How the cells of one column are read, as far as the study file says. Whoever names a column here asks for it.
 *
 * @param type what the cells hold
 * @param decimal the sign before a number's fraction
 * @param group what stands between a number's groups of three digits; empty: nothing. A blank stands for every kind of
 *     it
 * @param prefix what stands before every number, such as a currency
 * @param suffix what stands behind every number, such as a unit
 * @param format of dates and times, as {@link java.time.format.DateTimeFormatter} has it; empty: ISO 8601
 * @param features what becomes of a date or time; empty: all that differ
 * @param missing texts that stand for a missing value, besides those of all columns
 */
public record ColumnSpec(Type type, String decimal, String group, String prefix, String suffix, String format,
                         List<DatePart> features, List<String> missing) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** A column of which nothing is said. */
    public static final ColumnSpec AUTO = new ColumnSpec(Type.AUTO, ".", "", "", "", "", List.of(), List.of());

    /** What a column's cells hold. */
    public enum Type { AUTO, NUMBER, CATEGORY, BOOLEAN, DATE, TIMESTAMP }

    public ColumnSpec {
        features = List.copyOf(features);
        missing = List.copyOf(missing);
    }
}
