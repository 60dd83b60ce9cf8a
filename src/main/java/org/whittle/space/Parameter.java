package org.whittle.space;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * One hyperparameter: a name and the domain its values come from.
 *
 * <p>Every domain can be addressed by a number of the unit interval, so that samplers need to know only unit cubes.
 *
 * @param <T> type of the values: {@link Double}, {@link Integer} or, for choices, {@link Object}
 */
public sealed interface Parameter<T> extends Serializable permits RealParameter, IntegerParameter, ChoiceParameter {

    /** Values that are listed one by one. */
    int FEW = 5;

    /** Name as in the study file, such as {@code learning-rate}. */
    String name();

    /**
     * The value that a uniform draw stands for. Equal lengths of the unit interval have equal prior probability.
     *
     * @param u in [0, 1]
     * @throws IllegalArgumentException if {@code u} is outside [0, 1] or not a number
     */
    T fromUnit(double u);

    /**
     * A number in [0, 1] which {@link #fromUnit} maps back to the value; for a value that fills a whole interval
     * (integers, steps, choices) its middle.
     *
     * @throws IllegalArgumentException if the domain does not contain the value
     */
    double toUnit(T value);

    /** Whether the value, of any type, is in the domain. */
    boolean contains(Object value);

    /** Number of values in the domain; empty if it is a continuum. */
    OptionalLong cardinality();

    /**
     * A value of a finite domain by its place in it.
     *
     * @param index from 0 to {@code cardinality − 1}
     * @throws IllegalStateException if the domain is a continuum
     */
    T valueAt(long index);

    /** The domain in words, for instance {@code 0.0001 to 0.1, log}. */
    String domain();

    /** A note on what the domain's words may hide, such as that a step never reaches the high end; usually none. */
    default Optional<String> note() {
        return Optional.empty();
    }

    /** {@link #toUnit} for a value whose static type is not known. */
    @SuppressWarnings("unchecked")
    default double toUnitOf(Object value) {
        if (!contains(value)) {
            throw new IllegalArgumentException("%s = %s is outside its domain (%s)".formatted(name(), value, domain()));
        }
        return toUnit((T) value);
    }

    /** That a step never reaches the high end, with the values that there are. */
    static Optional<String> unreached(Parameter<?> parameter, Object high) {
        long count = parameter.cardinality().orElseThrow();
        if (parameter.valueAt(count - 1).equals(high)) {
            return Optional.empty();
        }
        List<String> values = LongStream.range(0, count).limit(FEW)
                .mapToObj(i -> String.valueOf(parameter.valueAt(i))).collect(Collectors.toList());
        if (count > FEW) {
            values.add(
                    count > FEW + 1
                            ? "..., " + parameter.valueAt(count - 1)
                            : String.valueOf(parameter.valueAt(count - 1)));
        }
        return Optional.of("%s: %s; %s is never tried".formatted(parameter.name(), String.join(", ", values), high));
    }

    /** Checks that a number addresses the unit interval. */
    static double requireUnit(double u) {
        if (!(u >= 0 && u <= 1)) {
            throw new IllegalArgumentException("The unit coordinate (%s) must be in [0, 1].".formatted(u));
        }
        return u;
    }
}
