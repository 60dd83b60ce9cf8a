package org.whittle.score.column;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.whittle.score.column.InputColumn.Kind;

/**
 * How the cells of an input column become values. The training rows' table decides it, and tables that come later are
 * read by it, whatever types a file gives them.
 *
 * <p>A category keeps its column's own type: it is known by the canonical text of that type, so that 3 and 3.0 are one
 * number, whole numbers beyond 2⁵³ stay apart, and the text 01 is not the text 1.
 *
 * @param type of the column in the training rows' table, by Spark's name: bigint, decimal(20,0), string, …
 * @param source the table's column; empty: that of the input column's name
 * @param missing what stands for a missing value, besides an empty cell
 * @param numbers how texts are read as numbers; {@code null}: as Java has them
 * @param moment which number of a date or time this is; {@code null}: it is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reading(String type, String source, Missing missing, NumberText numbers, Moment moment)
        implements Serializable {

    /** A cell that should be a number or a date, and is none. */
    private record Unreadable(Object cell) {

        @Override
        public String toString() {
            return cell.toString();
        }
    }

    /** As Spark's cast from text to boolean has them. */
    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "1");
    private static final Set<String> EXACT = Set.of("tinyint", "smallint", "int", "bigint");

    /** @throws IllegalArgumentException if it has no type */
    public Reading {
        if (type == null || type.isEmpty()) {
            throw new IllegalArgumentException("a reading has no type");
        }
        source = source == null ? "" : source;
        missing = missing == null ? Missing.NONE : missing;
    }

    /** Of cells that are what they are. */
    public static Reading of(String type) {
        return new Reading(type, "", Missing.NONE, null, null);
    }

    /** With texts that stand for a missing value. */
    public Reading withMissing(Missing texts) {
        return new Reading(type, source, texts, numbers, moment);
    }

    /** With another type, by Spark's name. */
    public Reading withType(String other) {
        return new Reading(other, source, missing, numbers, moment);
    }

    /** With a way to read texts as numbers. */
    public Reading withNumbers(NumberText way) {
        return new Reading(type, source, missing, way, moment);
    }

    /** A number of the date or time in a column. */
    public Reading withMoment(String column, Moment number) {
        return new Reading(type, column, missing, numbers, number);
    }

    /** Whether a cell that is a number is taken as it is. */
    public boolean takesNumbers() {
        return !missing.hasNumbers();
    }

    /** Whether every cell is taken as it is. */
    public boolean takesAll() {
        return missing.equals(Missing.NONE) && numbers == null && moment == null;
    }

    /**
     * What a cell holds: {@code null} if its value is missing, a number where one is written as text, and everything
     * else as it is. What should be a number or a date and is none has only its text.
     */
    public Object value(Object cell) {
        if (cell == null || missing.matches(cell)) {
            return null;
        }
        if (moment != null && !(cell instanceof Number)) {
            Optional<Double> number = moment.of(cell);
            return number.isPresent() ? number.get() : new Unreadable(cell);
        }
        if (numbers != null && cell instanceof String text) {
            OptionalDouble number = numbers.parse(text);
            return number.isPresent() ? (Object) number.getAsDouble() : new Unreadable(cell);
        }
        return cell;
    }

    /** How studies that recorded no readings took a column. */
    static Reading usual(Kind kind) {
        return of(switch (kind) {
            case NUMBER, CODE -> "double";
            case BOOLEAN -> "boolean";
            case TEXT -> "string";
            case VECTOR -> "array<double>";
        });
    }

    /** A cell of a NUMBER. */
    public double number(Object cell) {
        return Cell.number(value(cell))
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no number".formatted(cell)));
    }

    /** A cell of a BOOLEAN as 0 or 1. */
    public double truth(Object cell) {
        return isTrue(cell) ? 1 : 0;
    }

    /** The text by which a cell of a TEXT or CODE is known; {@code null} if it is empty. */
    public String category(Object cell) {
        if (value(cell) == null) {
            return null;
        }
        if (type.equals("boolean")) {
            return Boolean.toString(isTrue(cell));
        }
        if (EXACT.contains(type) || type.startsWith("decimal")) {
            return exact(cell);
        }
        if (type.equals("double") || type.equals("float")) {
            return Cell.number(cell).isPresent() ? Cell.text(Cell.number(cell).getAsDouble()) : cell.toString();
        }
        return Cell.text(cell);
    }

    private static boolean isTrue(Object cell) {
        if (cell instanceof Boolean truth) {
            return truth;
        }
        return cell instanceof Number number ? number.doubleValue() != 0
                : TRUE.contains(cell.toString().strip().toLowerCase(Locale.ROOT));
    }

    /** All digits of a number: without a point if it is whole, without zeros behind the last digit if not. */
    private static String exact(Object cell) {
        if (cell instanceof Boolean || cell instanceof Double || cell instanceof Float) {
            OptionalDouble number = Cell.number(cell);
            return Cell.text(number.getAsDouble());
        }
        try {
            return Cell.text(new BigDecimal(cell.toString().strip()));
        } catch (NumberFormatException e) {
            OptionalDouble number = Cell.number(cell);
            return number.isPresent() ? Cell.text(number.getAsDouble()) : cell.toString();
        }
    }
}
