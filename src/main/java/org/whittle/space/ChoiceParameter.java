package org.whittle.space;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * One of several values without an order; a boolean is a choice of {@code true} and {@code false}, a fixed value a
 * choice of one.
 *
 * @param values distinct; each a {@link String}, {@link Boolean}, {@link Integer} or {@link Double}
 */
public record ChoiceParameter(String name, List<Object> values) implements Parameter<Object> {

    public ChoiceParameter {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("%s has no values. Write values = [a, b].".formatted(name));
        }
        for (Object value : values) {
            if (!(value instanceof String || value instanceof Boolean || value instanceof Integer
                    || value instanceof Double)) {
                throw new IllegalArgumentException("A value of %s is neither text, number nor boolean: %s"
                        .formatted(name, value));
            }
        }
        if (values.stream().distinct().count() != values.size()) {
            throw new IllegalArgumentException("%s names a value twice: %s".formatted(name, values));
        }
    }

    /** A choice of {@code true} and {@code false}. */
    public static ChoiceParameter ofBoolean(String name) {
        return new ChoiceParameter(name, List.of(false, true));
    }

    @Override
    public Object fromUnit(double u) {
        Parameter.requireUnit(u);
        return values.get(Math.min(values.size() - 1, (int) (u * values.size())));
    }

    @Override
    public double toUnit(Object value) {
        return (values.indexOf(value) + 0.5) / values.size();
    }

    @Override
    public boolean contains(Object value) {
        return values.contains(value);
    }

    @Override
    public OptionalLong cardinality() {
        return OptionalLong.of(values.size());
    }

    @Override
    public Object valueAt(long index) {
        return values.get(Math.toIntExact(index));
    }

    @Override
    public String domain() {
        return values.stream().map(Object::toString).collect(Collectors.joining(" | "));
    }
}
