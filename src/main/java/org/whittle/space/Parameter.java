package org.whittle.space;

import java.io.Serializable;
import java.util.OptionalLong;

/**
 * One hyperparameter: a name and the domain its values come from.
 *
 * <p>Every domain can be addressed by a number of the unit interval, so that samplers need to know only unit cubes.
 *
 * @param <T> type of the values: {@link Double}, {@link Integer} or, for choices, {@link Object}
 */
public sealed interface Parameter<T> extends Serializable permits RealParameter, IntegerParameter, ChoiceParameter {

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

    /** {@link #toUnit} for a value whose static type is not known. */
    @SuppressWarnings("unchecked")
    default double toUnitOf(Object value) {
        if (!contains(value)) {
            throw new IllegalArgumentException("%s = %s is outside its domain (%s)".formatted(name(), value, domain()));
        }
        return toUnit((T) value);
    }

    /** Checks that a number addresses the unit interval. */
    static double requireUnit(double u) {
        if (!(u >= 0 && u <= 1)) {
            throw new IllegalArgumentException("The unit coordinate (%s) must be in [0, 1].".formatted(u));
        }
        return u;
    }
}
