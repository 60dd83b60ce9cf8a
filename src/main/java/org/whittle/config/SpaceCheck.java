package org.whittle.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.Constraint;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.SearchSpace;
import org.whittle.trial.Hyperparameter;

/** Finds what is wrong with a space as a whole: conditions in a circle, conditions and constraints that never hold. */
final class SpaceCheck {

    /**
     * Random configurations to look at before something counts as impossible. What holds in one of a thousand
     * configurations is missed with a probability of e^−20; sampling ends as soon as everything was seen.
     */
    private static final int DRAWS = 20_000;

    private final Settings settings;
    private final List<Dimension> dimensions;
    private final List<Constraint> constraints;

    SpaceCheck(Settings settings, List<Dimension> dimensions, List<Constraint> constraints) {
        this.settings = settings;
        this.dimensions = dimensions;
        this.constraints = constraints;
    }

    /** Whether no condition hangs on itself; a circle is noted. */
    boolean acyclic() {
        Map<String, Set<String>> parents = new LinkedHashMap<>();
        dimensions.forEach(d -> parents.put(d.name(), d.when().map(Expression::variables).orElse(Set.of())));
        for (String name : parents.keySet()) {
            Optional<List<String>> circle = circle(name, name, parents, new LinkedHashSet<>());
            if (circle.isPresent()) {
                settings.problem(when(name), "%s: the conditions form a circle (%s); leave out one of them"
                        .formatted(when(name), String.join(" needs ", circle.get())));
                return false;
            }
        }
        return true;
    }

    /** Notes conditions and constraints that never hold. */
    void satisfiable(SearchSpace space) {
        Set<String> neverActive = new TreeSet<>(space.names());
        Set<Constraint> neverHold = new LinkedHashSet<>(constraints);
        boolean together = constraints.isEmpty();
        RandomStream random = RandomStream.ofSeed(0).child("space-check");
        for (int draw = 0; draw < DRAWS && !(neverActive.isEmpty() && together); draw++) {
            Configuration configuration = space.decode(random.doubles(space.dimensions().size()).toArray());
            neverActive.removeAll(configuration.values().keySet());
            neverHold.removeIf(constraint -> constraint.holds(configuration.values()));
            together |= space.satisfiesConstraints(configuration);
        }
        neverActive.stream().map(SpaceCheck::when).distinct().forEach(path -> settings.problem(path,
                "%s: none of %d random configurations fulfils '%s'; loosen it, or leave the parameter out"
                        .formatted(path, DRAWS, settings.written(path).map(Kind::show).orElse("layers"))));
        for (Constraint constraint : neverHold) {
            report(constraint, "none of %d random configurations satisfies it; loosen it, or widen the space");
        }
        if (!together && neverHold.isEmpty()) {
            report(constraints.get(0), "none of %d random configurations satisfies all constraints; loosen one");
        }
    }

    private void report(Constraint constraint, String what) {
        ConfigList written = (ConfigList) settings.written("constraints").orElseThrow();
        ConfigValue value = written.get(constraints.indexOf(constraint));
        settings.problem("constraints", value, "constraints: '%s': ".formatted(Kind.show(value)) + what.formatted(DRAWS));
    }

    /** The way from a parameter over its conditions back to itself. */
    private static Optional<List<String>> circle(String from, String to, Map<String, Set<String>> parents,
                                                 Set<String> way) {
        way.add(from);
        for (String parent : parents.getOrDefault(from, Set.of())) {
            if (parent.equals(to)) {
                List<String> circle = new ArrayList<>(way);
                circle.add(to);
                return Optional.of(circle);
            }
            if (!way.contains(parent)) {
                Optional<List<String>> circle = circle(parent, to, parents, way);
                if (circle.isPresent()) {
                    return circle;
                }
            }
        }
        way.remove(from);
        return Optional.empty();
    }

    private static String when(String name) {
        return "space.%s.when".formatted(Hyperparameter.ofKey(name).map(Hyperparameter::key).orElse(name));
    }
}
