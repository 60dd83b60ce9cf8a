package org.whittle.score.column;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;

/** The texts of a column that stand for a missing value. Those that read as numbers stand for the numbers too. */
public final class Missing implements Serializable {

    private static final long serialVersionUID = 1L;

    /** No text: only an empty cell is missing. */
    public static final Missing NONE = new Missing(List.of());

    private final List<String> texts;
    private final double[] numbers;

    /** @param texts compared with a cell's text without the blanks around it */
    @JsonCreator
    public Missing(List<String> texts) {
        this.texts = List.copyOf(texts);
        this.numbers = texts.stream().map(Cell::number).filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble).toArray();
    }

    /** As they were given. */
    @JsonValue
    public List<String> texts() {
        return texts;
    }

    /** Those of them that read as numbers. */
    public double[] numbers() {
        return numbers.clone();
    }

    boolean hasNumbers() {
        return numbers.length > 0;
    }

    /** Whether a cell, which is not empty, stands for a missing value. */
    public boolean matches(Object cell) {
        if (cell instanceof String text) {
            return !texts.isEmpty() && texts.contains(text.strip()) || numbers.length > 0 && number(Cell.number(text));
        }
        return numbers.length > 0 && cell instanceof Number number && number(OptionalDouble.of(number.doubleValue()));
    }

    private boolean number(OptionalDouble value) {
        if (value.isPresent()) {
            for (double number : numbers) {
                // Also true of two NaN.
                if (Double.compare(number, value.getAsDouble()) == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Missing missing && missing.texts.equals(texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return texts.toString();
    }
}
