package org.whittle.space;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * All parameters with their conditions, and the constraints between them.
 *
 * @param dimensions at least one; names are distinct; stored parents first, otherwise in the order given
 * @param constraints every configuration must satisfy all of them
 */
public record SearchSpace(List<Dimension> dimensions, List<Constraint> constraints) implements Serializable {

    public SearchSpace {
        dimensions = parentsFirst(dimensions);
        constraints = List.copyOf(constraints);
        Set<String> names = new LinkedHashSet<>(dimensions.stream().map(Dimension::name).toList());
        for (Constraint constraint : constraints) {
            requireKnown(constraint.expression(), names, "The constraint '%s'".formatted(constraint));
        }
    }

    public static SearchSpace of(Parameter<?>... parameters) {
        return new SearchSpace(List.of(parameters).stream().map(Dimension::always).toList(), List.of());
    }

    /**
     * This space with some parameters held at a value. All its configurations are configurations of this space too:
     * conditions and constraints stay, so a held parameter still exists only where its condition is true.
     *
     * @throws IllegalArgumentException if a value is outside its parameter's domain, or names no parameter
     */
    public SearchSpace holding(Map<String, ?> values) {
        for (String name : values.keySet()) {
            if (dimension(name).isEmpty()) {
                throw new IllegalArgumentException("%s is not a parameter of the search space.".formatted(name));
            }
        }
        return new SearchSpace(dimensions.stream().map(d -> values.containsKey(d.name())
                ? new Dimension(held(d.parameter(), values.get(d.name())), d.condition()) : d).toList(), constraints);
    }

    private static Parameter<?> held(Parameter<?> parameter, Object value) {
        if (!parameter.contains(value)) {
            throw new IllegalArgumentException("%s = %s is outside its domain (%s)."
                    .formatted(parameter.name(), value, parameter.domain()));
        }
        return new ChoiceParameter(parameter.name(), List.of(value));
    }

    /** Parameter names, parents first. */
    public List<String> names() {
        return dimensions.stream().map(Dimension::name).toList();
    }

    public Optional<Dimension> dimension(String name) {
        return dimensions.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    /**
     * The configuration at a point of the unit cube. Coordinates of inactive parameters are skipped. The result may
     * still violate a constraint: see {@link #admits}.
     *
     * @param unit one coordinate in [0, 1] for each dimension, in the order of {@link #dimensions}
     */
    public Configuration decode(double[] unit) {
        if (unit.length != dimensions.size()) {
            throw new IllegalArgumentException(
                    "%d coordinates for %d dimensions".formatted(unit.length, dimensions.size()));
        }
        Map<String, Object> values = new TreeMap<>();
        for (int i = 0; i < unit.length; i++) {
            Dimension dimension = dimensions.get(i);
            if (dimension.isActive(values)) {
                values.put(dimension.name(), dimension.parameter().fromUnit(unit[i]));
            }
        }
        return Configuration.of(values);
    }

    /**
     * The point of the unit cube that a configuration stands for.
     *
     * @return one coordinate for each dimension; {@code NaN} where the parameter is inactive
     */
    public double[] encode(Configuration configuration) {
        double[] unit = new double[dimensions.size()];
        for (int i = 0; i < unit.length; i++) {
            Parameter<?> parameter = dimensions.get(i).parameter();
            unit[i] = configuration.value(parameter.name()).map(parameter::toUnitOf).orElse(Double.NaN);
        }
        return unit;
    }

    /** Whether the configuration is a point of this space: exactly its active parameters, all in their domains. */
    public boolean admits(Configuration configuration) {
        return violations(configuration).isEmpty();
    }

    /** What keeps the configuration out of this space, a sentence each; empty if it belongs. */
    public List<String> violations(Configuration configuration) {
        List<String> found = new ArrayList<>();
        Map<String, Object> values = configuration.values();
        Set<String> unsound = new LinkedHashSet<>();
        int known = 0;
        for (Dimension dimension : dimensions) {
            String name = dimension.name();
            Object value = values.get(name);
            known += value == null ? 0 : 1;
            // Conditions are only asked about values in their domains; what hangs on another is left open.
            boolean open = !unsound.isEmpty() && dimension.when().isPresent()
                    && dimension.condition().variables().stream().anyMatch(unsound::contains);
            boolean active = !open && dimension.isActive(values);
            boolean legal = value == null || dimension.parameter().contains(value);
            if (value != null && !open && !active) {
                found.add("%s is set, but exists only when %s.".formatted(name, dimension.condition()));
            } else if (!legal) {
                found.add("%s = %s is outside its domain (%s).".formatted(name, value, dimension.parameter().domain()));
            } else if (value == null && active) {
                found.add("%s is missing; its domain is %s.".formatted(name, dimension.parameter().domain()));
            }
            if (open || !legal || active != (value != null)) {
                unsound.add(name);
            }
        }
        // Samplers ask about every trial of a long history: names are only looked up if there is one too many.
        for (String name : known < values.size() ? values.keySet() : Set.<String>of()) {
            if (dimension(name).isEmpty()) {
                found.add("%s is not a parameter of the search space.".formatted(name));
            }
        }
        if (found.isEmpty()) {
            constraints.stream().filter(c -> !c.holds(values))
                    .forEach(c -> found.add("The constraint '%s' does not hold.".formatted(c)));
        }
        return found;
    }

    /** Whether the constraints hold, for a configuration that {@link #decode} made. */
    public boolean satisfiesConstraints(Configuration configuration) {
        return constraints.stream().allMatch(c -> c.holds(configuration.values()));
    }

    /**
     * Number of configurations, counting conditions but not constraints (each of these may remove some).
     *
     * @return empty if a parameter is continuous, or the number exceeds a {@code long}
     */
    public OptionalLong size() {
        return FiniteSpace.of(this).map(FiniteSpace::size).filter(n -> n.bitLength() < Long.SIZE)
                .map(n -> OptionalLong.of(n.longValue())).orElse(OptionalLong.empty());
    }

    private static List<Dimension> parentsFirst(List<Dimension> given) {
        if (given.isEmpty()) {
            throw new IllegalArgumentException("The search space has no parameter.");
        }
        Set<String> all = new LinkedHashSet<>();
        for (Dimension dimension : given) {
            if (!all.add(dimension.name())) {
                throw new IllegalArgumentException("The parameter %s is defined twice.".formatted(dimension.name()));
            }
        }
        List<Dimension> waiting = new ArrayList<>(given);
        List<Dimension> ordered = new ArrayList<>();
        Set<String> placed = new LinkedHashSet<>();
        while (!waiting.isEmpty()) {
            Optional<Dimension> ready = waiting.stream()
                    .filter(d -> d.when().map(e -> placed.containsAll(e.variables())).orElse(true)).findFirst();
            if (ready.isEmpty()) {
                for (Dimension dimension : waiting) {
                    requireKnown(dimension.condition(), all, "The condition of %s ('%s')"
                            .formatted(dimension.name(), dimension.condition()));
                }
                throw new IllegalArgumentException("The conditions of these parameters form a circle: "
                        + String.join(", ", waiting.stream().map(Dimension::name).toList()));
            }
            ordered.add(ready.get());
            placed.add(ready.get().name());
            waiting.remove(ready.get());
        }
        return List.copyOf(ordered);
    }

    private static void requireKnown(Expression expression, Set<String> names, String where) {
        for (String variable : expression.variables()) {
            if (!names.contains(variable)) {
                throw new IllegalArgumentException("%s names %s, which is not a parameter; there are: %s"
                        .formatted(where, variable, String.join(", ", names)));
            }
        }
    }
}
