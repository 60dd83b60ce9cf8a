package org.whittle.space;

import java.io.Serializable;
import java.util.Map;

/**
 * A relation that every configuration must satisfy, such as {@code layers * units <= 256}.
 */
public record Constraint(Expression expression) implements Serializable {

    /** Whether the values satisfy it. A constraint whose answer hangs on an inactive parameter does not apply. */
    public boolean holds(Map<String, ?> values) {
        return !Boolean.FALSE.equals(expression.evaluate(values));
    }

    @Override
    public String toString() {
        return expression.toString();
    }
}
