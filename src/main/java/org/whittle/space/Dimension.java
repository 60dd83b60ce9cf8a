package org.whittle.space;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A parameter and the condition under which it exists.
 *
 * @param condition absent if the parameter is always active
 */
public record Dimension(Parameter<?> parameter, Expression condition) implements Serializable {

    public Dimension {
        Objects.requireNonNull(parameter);
    }

    /** A parameter that is always active. */
    public static Dimension always(Parameter<?> parameter) {
        return new Dimension(parameter, null);
    }

    /** A parameter that is active only where the condition is true. */
    public static Dimension when(Parameter<?> parameter, Expression condition) {
        return new Dimension(parameter, Objects.requireNonNull(condition));
    }

    public String name() {
        return parameter.name();
    }

    /** The condition, if there is one. */
    public Optional<Expression> when() {
        return Optional.ofNullable(condition);
    }

    /**
     * Whether the parameter is active beside these values. A condition on a parameter that is itself inactive is
     * unknown, and only a condition that is true activates: so a child never outlives its parent.
     */
    public boolean isActive(Map<String, ?> values) {
        return condition == null || Boolean.TRUE.equals(condition.evaluate(values));
    }
}
