package org.whittle.space;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A parameter and the condition under which it exists.
 *
 * @param condition absent if the parameter is always active
 * @param explored whether population based training may change it; absent to go by what is known of its name
 */
public record Dimension(Parameter<?> parameter, Expression condition, Boolean explored) implements Serializable {

    public Dimension {
        Objects.requireNonNull(parameter);
    }

    /** A parameter of which nothing more is said. */
    public Dimension(Parameter<?> parameter, Expression condition) {
        this(parameter, condition, null);
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

    /** This, which population based training may change, or may not, whatever it is called. */
    public Dimension explored(boolean may) {
        return new Dimension(parameter, condition, may);
    }

    /** Whether population based training may change it, if that is said. */
    public Optional<Boolean> mayChange() {
        return Optional.ofNullable(explored);
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
