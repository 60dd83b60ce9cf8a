package org.whittle.data.row;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.whittle.data.column.ColumnTypes;
import org.whittle.score.column.Cell;
import org.whittle.score.column.DatePart;
import org.whittle.score.column.Missing;
import org.whittle.score.column.Moment;
import org.whittle.study.ColumnSpec;
import org.whittle.study.DataSpec;

/**
 * The column that tells when rows came to be: numbers in their own unit, or dates and times in days. Rows are put in
 * its order by their keys, which hold the time from the first row's to the last's as whole steps; rows within one step
 * are of one time.
 *
 * @param column its name
 * @param missing what stands for a missing value
 * @param format of texts, as {@link Moment} has it
 * @param first the least value
 * @param last the largest
 */
public record TimeAxis(String column, Missing missing, String format, double first, double last)
        implements Serializable {

    /** Bits of a key that tell rows of one time apart. */
    private static final int WITHIN = 24;
    /** Steps from the first time to the last: of ten years 0.3 ms each. */
    private static final double STEPS = (1L << Long.SIZE - WITHIN) - 1;

    /**
     * The least and the largest value of a part of the rows.
     *
     * @param strange rows that tell no time
     */
    private record Range(double first, double last, long strange) implements Serializable {

        Range and(Range other) {
            return new Range(Math.min(first, other.first), Math.max(last, other.last), strange + other.strange);
        }
    }

    /** A column of which it is not known yet from when to when it reaches. */
    public static TimeAxis of(String column, DataSpec.Cells cells) {
        ColumnSpec own = cells.column(column);
        return new TimeAxis(column, new Missing(Stream.concat(cells.missing().stream(), own.missing().stream())
                .distinct().toList()), own.format(), Double.NaN, Double.NaN);
    }

    /** The same with the first and last time of a table; empty if a row tells none. */
    public Optional<TimeAxis> in(Dataset<Row> table) {
        List<Range> ranges = table.select(ColumnTypes.column(column)).toJavaRDD().mapPartitions(rows -> {
            double least = Double.POSITIVE_INFINITY;
            double largest = Double.NEGATIVE_INFINITY;
            long strange = 0;
            while (rows.hasNext()) {
                double value = value(rows.next().get(0)).orElse(Double.NaN);
                strange += Double.isNaN(value) ? 1 : 0;
                // NaN is neither.
                least = value < least ? value : least;
                largest = value > largest ? value : largest;
            }
            return List.of(new Range(least, largest, strange)).iterator();
        }).collect();
        return ranges.stream().reduce(Range::and).filter(range -> range.strange == 0 && range.first <= range.last)
                .map(range -> new TimeAxis(column, missing, format, range.first, range.last));
    }

    /** The time of a cell; empty if it is missing, or neither a number nor a date. */
    public OptionalDouble value(Object cell) {
        if (cell == null || missing.matches(cell)) {
            return OptionalDouble.empty();
        }
        Optional<Double> moment = Moment.read(cell, format).map(read -> Moment.of(read, DatePart.DAYS));
        OptionalDouble value = moment.isPresent() ? OptionalDouble.of(moment.get()) : Cell.number(cell);
        return value.isPresent() && Double.isFinite(value.getAsDouble()) ? value : OptionalDouble.empty();
    }

    /** What orders a row: its time first. */
    long key(Object cell, long row) {
        double value = value(cell).orElseThrow();
        long step = last > first ? (long) Math.rint((value - first) / (last - first) * STEPS) : 0;
        // Keys are signed.
        return (step << WITHIN | row & (1L << WITHIN) - 1) ^ Long.MIN_VALUE;
    }

    /** The step of a row's time. */
    static long step(long key) {
        return (key ^ Long.MIN_VALUE) >>> WITHIN;
    }

    /** Steps that a span of time reaches over, none of it left out. */
    long steps(double span) {
        return last > first ? (long) Math.min(STEPS, Math.ceil(span / (last - first) * STEPS)) : 0;
    }
}
