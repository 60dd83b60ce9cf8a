package org.whittle.score.column;

import java.io.Serializable;
import java.util.Set;

/**
 * A column of the user's table, as the preprocessing takes it.
 *
 * @param kind decided by the training rows' table
 * @param length of a vector; 1 for all others
 * @param reading how its cells become values
 */
public record InputColumn(String name, Kind kind, int length, Reading reading) implements Serializable {

    /** How a column becomes numbers. */
    public enum Kind {
        /** Imputed if missing, scaled. */
        NUMBER,
        /** 0 or 1, imputed if missing, not scaled. */
        BOOLEAN,
        /** One indicator a category. */
        TEXT,
        /** A number that stands for a category: one indicator a number. */
        CODE,
        /** An MLlib vector or an array of numbers; its elements are scaled. */
        VECTOR
    }

    /** Studies of the first releases recorded no reading. */
    public InputColumn {
        if (name == null || kind == null || length < 1) {
            throw new IllegalArgumentException("a column lacks its name, its kind or its length");
        }
        reading = reading == null ? Reading.usual(kind) : reading;
    }

    /** Dates and times are texts until it is known what becomes of them. */
    public boolean isMoment() {
        return Set.of("date", "timestamp", "timestamp_ntz").contains(reading.type()) && reading.moment() == null;
    }

    /** The table's column that its values come from. */
    public String source() {
        return reading.source().isEmpty() ? name : reading.source();
    }

    /** What its cells hold, in a word for people. */
    public String holds() {
        return reading.moment() != null ? "dates" : switch (kind) {
            case NUMBER, CODE -> "numbers";
            case BOOLEAN -> "booleans";
            case TEXT -> "text";
            case VECTOR -> "vectors";
        };
    }

    /** The same column as another kind, read in another way. */
    public InputColumn as(Kind other, Reading way) {
        return new InputColumn(name, other, length, way);
    }

    /** A vector of that length. */
    public InputColumn withLength(int vectorLength) {
        return new InputColumn(name, kind, vectorLength, reading);
    }
}
