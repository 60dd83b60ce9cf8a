package org.whittle.score.column;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What a cell of a table holds, and what may be wrong with it. */
public final class Cell {

    /** Why a cell cannot be used. */
    public enum Problem {
        /** NaN, infinite, or too large for a 32-bit float. */
        NOT_FINITE,
        /** No number, nor a text that reads as one; of a date, no date. */
        NOT_A_NUMBER,
        /** None of true, t, yes, y, 1, false, f, no, n, 0. */
        NOT_A_BOOLEAN,
        /** No vector, or one with an element missing. */
        INCOMPLETE_VECTOR
    }

    /** As Spark's cast from text to boolean has them. */
    private static final Set<String> BOOLEANS = Set.of("true", "t", "yes", "y", "1", "false", "f", "no", "n", "0");

    private Cell() {
    }

    /** What is wrong with a value for a column of this kind. A missing value is right, but for vectors. */
    public static Optional<Problem> problem(Object value, InputColumn.Kind kind) {
        if (kind == InputColumn.Kind.VECTOR) {
            return vectorProblem(value);
        }
        if (value == null || kind == InputColumn.Kind.TEXT) {
            return Optional.empty();
        }
        if (kind == InputColumn.Kind.BOOLEAN) {
            boolean fits = value instanceof Boolean || BOOLEANS.contains(text(value).strip().toLowerCase(Locale.ROOT));
            return fits ? Optional.empty() : Optional.of(Problem.NOT_A_BOOLEAN);
        }
        OptionalDouble number = number(value);
        if (number.isEmpty()) {
            return Optional.of(Problem.NOT_A_NUMBER);
        }
        return fitsFloat(number.getAsDouble()) ? Optional.empty() : Optional.of(Problem.NOT_FINITE);
    }

    /** A number, a boolean as 0 or 1, or a text that reads as a number. */
    public static OptionalDouble number(Object value) {
        if (value instanceof Number number) {
            return OptionalDouble.of(number.doubleValue());
        }
        if (value instanceof Boolean bool) {
            return OptionalDouble.of(bool ? 1 : 0);
        }
        return value instanceof String text ? parse(text.strip()) : OptionalDouble.empty();
    }

    /**
     * The elements of a vector: an array of doubles or floats, or a list of numbers.
     *
     * @throws IllegalArgumentException if it is none, or an element is missing
     */
    public static double[] vector(Object value) {
        if (value instanceof double[] doubles) {
            return doubles;
        }
        if (value instanceof float[] floats) {
            double[] wide = new double[floats.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = floats[i];
            }
            return wide;
        }
        if (!(value instanceof List<?> list) || !list.stream().allMatch(Number.class::isInstance)) {
            throw new IllegalArgumentException("not a vector");
        }
        return list.stream().mapToDouble(element -> ((Number) element).doubleValue()).toArray();
    }

    /**
     * The value as text: whole numbers without a point, so that 3 and 3.0 are one. Decimals keep all their digits, but
     * for zeros at the end of a fraction.
     */
    public static String text(Object value) {
        if (value instanceof BigDecimal decimal) {
            BigDecimal number = decimal.stripTrailingZeros();
            // Written out, 1e999999999 is a text of a gigabyte.
            return Math.abs((long) number.scale()) > Double.MAX_EXPONENT ? number.toString() : number.toPlainString();
        }
        if (value instanceof Number number) {
            double real = number.doubleValue();
            // From 2^53 on not every whole number is a double, and a long must keep its digits.
            return real == Math.rint(real) && Math.abs(real) < 0x1p53 ? Long.toString((long) real) : value.toString();
        }
        return value.toString();
    }

    private static Optional<Problem> vectorProblem(Object value) {
        try {
            return Arrays.stream(vector(value)).allMatch(Cell::fitsFloat)
                    ? Optional.empty()
                    : Optional.of(Problem.NOT_FINITE);
        } catch (IllegalArgumentException notAVector) {
            return Optional.of(Problem.INCOMPLETE_VECTOR);
        }
    }

    /** Whether it is a number, and its nearest 32-bit float is finite. */
    public static boolean fitsFloat(double value) {
        return Math.abs(value) <= Float.MAX_VALUE;
    }

    private static OptionalDouble parse(String text) {
        // Most texts are words: an exception for each would cost more than all else.
        if (text.isEmpty() || "+-.0123456789NI".indexOf(text.charAt(0)) < 0) {
            return OptionalDouble.empty();
        }
        char last = text.charAt(text.length() - 1);
        if (last == 'd' || last == 'D' || last == 'f' || last == 'F') {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
