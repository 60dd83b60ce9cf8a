package org.whittle.config.space;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Training;
import org.whittle.net.setting.Setting;
import org.whittle.space.Constraint;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.Feasibility;
import org.whittle.space.SearchSpace;

/** Finds what is wrong with a space as a whole: conditions in a circle, conditions and constraints that never hold. */
public final class SpaceCheck {

    private final Settings settings;
    private final List<Dimension> dimensions;
    private final List<Constraint> constraints;

    public SpaceCheck(Settings settings, List<Dimension> dimensions, List<Constraint> constraints) {
        this.settings = settings;
        this.dimensions = dimensions;
        this.constraints = constraints;
    }

    /** Whether no condition hangs on itself; a circle is noted. */
    public boolean acyclic() {
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

    /** Notes conditions and constraints that cannot hold. */
    public void satisfiable(SearchSpace space) {
        space.dimensions().stream().filter(d -> d.when().map(when -> isImpossible(space, when)).orElse(false))
                .map(d -> when(d.name())).distinct().forEach(path -> settings.objection(path,
                        "%s: no configuration fulfils '%s'; loosen it, or leave the parameter out"
                                .formatted(path, settings.written(path).map(Kind::show).orElse("layers"))));
        List<Constraint> never = constraints.stream().filter(c -> isImpossible(space, List.of(c))).toList();
        never.forEach(c -> report(c, "no configuration satisfies it; loosen it, or widen the space"));
        if (never.isEmpty() && isImpossible(space, constraints)) {
            report(constraints.get(0), "no configuration satisfies all constraints; loosen one");
        }
    }

    private static boolean isImpossible(SearchSpace space, List<Constraint> together) {
        return Feasibility.ofAll(space, together) == Feasibility.Answer.IMPOSSIBLE;
    }

    private static boolean isImpossible(SearchSpace space, Expression condition) {
        return Feasibility.ofCondition(space, condition) == Feasibility.Answer.IMPOSSIBLE;
    }

    private void report(Constraint constraint, String what) {
        ConfigList written = (ConfigList) settings.written("constraints").orElseThrow();
        ConfigValue value = written.get(constraints.indexOf(constraint));
        settings.objection("constraints", value, "constraints: '%s': ".formatted(Kind.show(value)) + what);
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
        return "space.%s.when".formatted(Training.ofKey(name).<String>map(Setting::key).orElse(name));
    }
}
