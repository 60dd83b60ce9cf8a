package org.whittle.space;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether anything in a search space satisfies given expressions, by branch and prune: a box of values is discarded
 * when interval arithmetic shows that it holds nothing, and halved when it does not show either way.
 *
 * <p>So {@code units = 64} of 1 to 100,000 is found in 17 halvings, and {@code units > 1000} of 1 to 1000 is known to
 * be impossible at once, where random draws would tell neither.
 */
public final class Feasibility {

    /** Boxes to look at before the question is left open. */
    private static final int MOST_BOXES = 20_000;

    /** The answer. */
    public enum Answer { POSSIBLE, IMPOSSIBLE, OPEN }

    private final SearchSpace space;
    private final List<Constraint> constraints;
    private final List<Expression> required;
    private final Set<String> read = new LinkedHashSet<>();

    private Feasibility(SearchSpace space, List<Constraint> constraints, List<Expression> required) {
        this.space = space;
        this.constraints = constraints;
        this.required = required;
        Deque<String> open = new ArrayDeque<>();
        constraints.forEach(c -> open.addAll(c.expression().variables()));
        required.forEach(e -> open.addAll(e.variables()));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (read.add(name)) {
                space.dimension(name).flatMap(Dimension::when).ifPresent(when -> open.addAll(when.variables()));
            }
        }
    }

    /** Whether a configuration satisfies all of some constraints, those that do not apply to it aside. */
    public static Answer ofAll(SearchSpace space, List<Constraint> constraints) {
        return new Feasibility(space, constraints, List.of()).answer();
    }

    /** Whether a condition is true anywhere. */
    public static Answer ofCondition(SearchSpace space, Expression condition) {
        return new Feasibility(space, List.of(), List.of(condition)).answer();
    }

    /** Whether a configuration of the space, its constraints kept, makes a condition true. */
    public static Answer together(SearchSpace space, Expression condition) {
        return new Feasibility(space, space.constraints(), List.of(condition)).answer();
    }

    private Answer answer() {
        Deque<Map<String, Extent>> boxes = new ArrayDeque<>();
        Map<String, Extent> all = new LinkedHashMap<>();
        read.forEach(name -> all.put(name, Extent.of(space.dimension(name).orElseThrow().parameter())));
        boxes.push(all);
        boolean open = false;
        for (int looked = 0; !boxes.isEmpty(); looked++) {
            if (looked == MOST_BOXES) {
                return Answer.OPEN;
            }
            Map<String, Extent> box = boxes.pop();
            if (isEmpty(box)) {
                continue;
            }
            if (satisfies(box, 0) || satisfies(box, 0.5) || satisfies(box, 1)) {
                return Answer.POSSIBLE;
            }
            Optional<String> widest = box.keySet().stream().filter(name -> box.get(name).isDivisible())
                    .max((a, b) -> {
                        int byWidth = Double.compare(box.get(a).width(), box.get(b).width());
                        return byWidth != 0 ? byWidth : b.compareTo(a);
                    });
            if (widest.isEmpty()) {
                open |= box.values().stream().anyMatch(Extent::isContinuous);
                continue;
            }
            for (Extent half : box.get(widest.get()).halves()) {
                Map<String, Extent> part = new LinkedHashMap<>(box);
                part.put(widest.get(), half);
                boxes.push(part);
            }
        }
        return open ? Answer.OPEN : Answer.IMPOSSIBLE;
    }

    /** Whether it is sure that nothing in the box will do. */
    private boolean isEmpty(Map<String, Extent> box) {
        Map<String, Possible> values = new TreeMap<>();
        for (Dimension dimension : space.dimensions()) {
            if (read.contains(dimension.name())) {
                Possible value = box.get(dimension.name()).possible();
                int active = dimension.when().map(when -> Possible.of(when, values).truth()).orElse(Possible.TRUE);
                boolean never = (active & Possible.TRUE) == 0;
                values.put(
                        dimension.name(), never ? Possible.ABSENT : active == Possible.TRUE ? value : value.orAbsent());
            }
        }
        return constraints.stream().anyMatch(c -> Possible.of(c.expression(), values).truth() == Possible.FALSE)
                || required.stream().anyMatch(e -> (Possible.of(e, values).truth() & Possible.TRUE) == 0);
    }

    /** Whether one configuration of the box, as far between its ends, will do. */
    private boolean satisfies(Map<String, Extent> box, double place) {
        Map<String, Object> values = new TreeMap<>();
        for (Dimension dimension : space.dimensions()) {
            if (read.contains(dimension.name()) && dimension.isActive(values)) {
                values.put(dimension.name(), box.get(dimension.name()).at(place));
            }
        }
        return constraints.stream().allMatch(c -> c.holds(values))
                && required.stream().allMatch(e -> Boolean.TRUE.equals(e.evaluate(values)));
    }
}
