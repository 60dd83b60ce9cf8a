package org.whittle.space;

import java.util.List;
import java.util.stream.LongStream;

/**
 * A part of a parameter's domain: of a finite one the values from one place to another, of a continuous one those from
 * one unit coordinate to another.
 */
record Extent(Parameter<?> parameter, double from, double to) {

    /** A part of a continuum that is not divided further. */
    private static final double NARROW = 1e-9;
    /** Choices that are looked at one by one. */
    private static final long FEW = 64;

    static Extent of(Parameter<?> parameter) {
        return new Extent(
                parameter,
                0,
                parameter.cardinality().isPresent() ? parameter.cardinality().getAsLong() - 1 : 1);
    }

    boolean isContinuous() {
        return parameter.cardinality().isEmpty();
    }

    boolean isDivisible() {
        return isContinuous() ? to - from > NARROW : to > from;
    }

    /** Share of the domain. */
    double width() {
        return isContinuous() ? to - from : (to - from + 1) / parameter.cardinality().getAsLong();
    }

    List<Extent> halves() {
        if (isContinuous()) {
            double middle = from + (to - from) / 2;
            return List.of(new Extent(parameter, from, middle), new Extent(parameter, middle, to));
        }
        double middle = Math.floor(from + (to - from) / 2);
        return List.of(new Extent(parameter, from, middle), new Extent(parameter, middle + 1, to));
    }

    /** @param place 0 for the first value, 1 for the last */
    Object at(double place) {
        return isContinuous() ? parameter.fromUnit(from + place * (to - from))
                : parameter.valueAt((long) Math.floor(from + place * (to - from)));
    }

    /** What a value of it can be. */
    Possible possible() {
        if (parameter instanceof ChoiceParameter choice) {
            return to - from < FEW ? Possible.anyOf(LongStream.rangeClosed((long) from, (long) to)
                    .mapToObj(choice::valueAt).toList()) : Possible.anyOf(choice.values());
        }
        return Possible.numbers(((Number) at(0)).doubleValue(), ((Number) at(1)).doubleValue());
    }
}
