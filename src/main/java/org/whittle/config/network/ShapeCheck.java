package org.whittle.config.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.whittle.net.InputShape;
import org.whittle.net.kind.MisfitException;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Constraint;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.SearchSpace;

/**
 * Looks for configurations of a space that make no network: at its corners, next to them, in the middle, and in some
 * thousands of random places. What it finds it excludes by the constraint that it proposes, and looks on, so that a
 * space with all of these has no such corner left.
 */
final class ShapeCheck {

    private static final int MOST_CORNERS = 10_000;
    private static final int DRAWS = 2_000;
    private static final int MOST_MISFITS = 10;
    private static final int OUTPUTS = 2;

    /**
     * Configurations that make no network.
     *
     * @param why of the first of them
     * @param where its values of the parameters without which it would be one; empty if all configurations fail
     * @param remedy what excludes them: a constraint, or a setting such as {@code space.filters.step = 4}
     */
    record Misfit(MisfitException why, SortedMap<String, Object> where, Optional<String> remedy) {
    }

    private final NetworkKind kind;
    private final SearchSpace space;
    private final SortedMap<String, Object> training;
    private final InputShape input;
    private final Set<String> decisive = new LinkedHashSet<>();
    private final Set<String> looked = new LinkedHashSet<>();
    private final Map<String, Optional<MisfitException>> known = new TreeMap<>();

    /** @param training the value of every hyperparameter that is not tuned */
    ShapeCheck(NetworkKind kind, SearchSpace space, SortedMap<String, Object> training, InputShape input) {
        this.kind = kind;
        this.space = space;
        this.training = training;
        this.input = input;
        Set<String> reads = kind.reads();
        space.names().stream().filter(name -> reads.contains(name.replaceFirst("\\.[0-9]+$", "")))
                .forEach(decisive::add);
        looked.addAll(decisive);
        boolean more = true;
        while (more) {
            more = looked.addAll(connected());
        }
    }

    /** What is wrong with the value that every hyperparameter has for all trials. */
    static Optional<MisfitException> misfit(NetworkKind kind, SortedMap<String, Object> training, InputShape input) {
        try {
            kind.network(new Values(training), input, OUTPUTS);
            return Optional.empty();
        } catch (MisfitException misfit) {
            return Optional.of(misfit);
        }
    }

    /** What was found, each place of the network and each reason once. */
    List<Misfit> misfits() {
        List<Misfit> found = new ArrayList<>();
        List<Constraint> excluded = new ArrayList<>();
        Set<String> hopeless = new TreeSet<>();
        for (SortedMap<String, Object> values : corners()) {
            if (found.size() == MOST_MISFITS || excluded.stream().anyMatch(c -> !c.holds(values))) {
                continue;
            }
            Optional<MisfitException> misfit = misfit(values).filter(m -> !hopeless.contains(m.place()));
            if (misfit.isPresent()) {
                Explanation explanation = new Explanation(values, misfit.get().place());
                found.add(explanation.of(misfit.get()));
                explanation.constraint.ifPresentOrElse(e -> excluded.add(new Constraint(e)),
                        () -> hopeless.add(misfit.get().place()));
            }
        }
        return found;
    }

    /** Names that conditions or constraints bind to those that are looked at. */
    private Set<String> connected() {
        Set<String> names = new LinkedHashSet<>();
        for (String name : looked) {
            space.dimension(name).flatMap(Dimension::when).ifPresent(when -> names.addAll(when.variables()));
        }
        constraints().forEach(constraint -> names.addAll(constraint.expression().variables()));
        return names;
    }

    /** Those that say something of what is looked at. */
    private List<Constraint> constraints() {
        return space.constraints().stream()
                .filter(c -> c.expression().variables().stream().anyMatch(looked::contains)).toList();
    }

    private Optional<MisfitException> misfit(SortedMap<String, Object> values) {
        SortedMap<String, Object> decided = new TreeMap<>(values);
        decided.keySet().retainAll(decisive);
        return known.computeIfAbsent(decided.toString(), these -> {
            SortedMap<String, Object> all = new TreeMap<>(training);
            all.putAll(decided);
            return misfit(kind, all, input);
        });
    }

    private List<SortedMap<String, Object>> corners() {
        List<Dimension> dimensions = space.dimensions().stream().filter(d -> looked.contains(d.name())).toList();
        double count = 1;
        for (Dimension dimension : dimensions) {
            count *= few(dimension.parameter()).size();
        }
        List<SortedMap<String, Object>> corners = new ArrayList<>();
        RandomStream random = RandomStream.ofSeed(0).child("shape-check");
        if (count <= MOST_CORNERS) {
            corners(dimensions, 0, new TreeMap<>(), corners);
        } else {
            for (int draw = 0; draw < MOST_CORNERS; draw++) {
                drawn(dimensions, random, true, corners);
            }
        }
        for (int draw = 0; draw < DRAWS; draw++) {
            drawn(dimensions, random, false, corners);
        }
        return corners;
    }

    private void corners(List<Dimension> dimensions, int next, SortedMap<String, Object> values,
                         List<SortedMap<String, Object>> corners) {
        if (next == dimensions.size()) {
            addIfAllowed(new TreeMap<>(values), corners);
            return;
        }
        Dimension dimension = dimensions.get(next);
        if (!dimension.isActive(values)) {
            corners(dimensions, next + 1, values, corners);
            return;
        }
        for (Object value : few(dimension.parameter())) {
            values.put(dimension.name(), value);
            corners(dimensions, next + 1, values, corners);
        }
        values.remove(dimension.name());
    }

    private void drawn(List<Dimension> dimensions, RandomStream random, boolean cornersOnly,
                       List<SortedMap<String, Object>> corners) {
        SortedMap<String, Object> values = new TreeMap<>();
        double[] units = random.doubles(dimensions.size()).toArray();
        for (int i = 0; i < units.length; i++) {
            Dimension dimension = dimensions.get(i);
            if (dimension.isActive(values)) {
                List<Object> few = few(dimension.parameter());
                values.put(dimension.name(), cornersOnly ? few.get((int) (units[i] * few.size()))
                        : dimension.parameter().fromUnit(units[i]));
            }
        }
        addIfAllowed(values, corners);
    }

    private void addIfAllowed(SortedMap<String, Object> values, List<SortedMap<String, Object>> corners) {
        if (constraints().stream().allMatch(c -> c.holds(values))) {
            corners.add(values);
        }
    }

    /** The ends of a domain, what is next to them, and the middle; all of a small one. */
    private static List<Object> few(Parameter<?> parameter) {
        if (parameter.cardinality().isEmpty()) {
            return List.of(parameter.fromUnit(0), parameter.fromUnit(0.5), parameter.fromUnit(1));
        }
        long n = parameter.cardinality().getAsLong();
        boolean all = n <= 8 || parameter instanceof ChoiceParameter;
        List<Object> values = new ArrayList<>();
        for (long i : all ? LongStream.range(0, n).toArray()
                : new long[] {0, 1, n / 2, n - 2, n - 1}) {
            values.add(parameter.valueAt(i));
        }
        return values;
    }

    /** Which parameters a misfit hangs on, and what would exclude it. */
    private final class Explanation {

        /** Values of a domain that are tried one by one. */
        private static final int MOST_VALUES = 1024;

        private final SortedMap<String, Object> values;
        private final String place;
        private final SortedMap<String, Object> where = new TreeMap<>();
        private Optional<String> step = Optional.empty();
        private Optional<Expression> constraint = Optional.empty();

        Explanation(SortedMap<String, Object> values, String place) {
            this.values = values;
            this.place = place;
            for (String name : decisive) {
                if (values.containsKey(name)) {
                    alternative(space.dimension(name).orElseThrow().parameter());
                }
            }
            if (where.size() == 1 && space.dimension(where.firstKey()).orElseThrow().parameter()
                    instanceof IntegerParameter range) {
                step = step(range);
            }
            // A step leaves nothing of the kind to look for.
            constraint = constraint.filter(e -> step.isEmpty());
        }

        Misfit of(MisfitException why) {
            return new Misfit(why, where, step.or(() -> constraint.map(e -> "constraints += \"%s\"".formatted(
                    e instanceof Expression.Or ? e.toString().replaceFirst("^\\((.*)\\)$", "$1") : e))));
        }

        /** Looks whether another value of one parameter would do, and if so, which. */
        private void alternative(Parameter<?> parameter) {
            List<Object> domain = domain(parameter);
            List<Object> passing = domain.stream().filter(value -> !fails(parameter.name(), value)).toList();
            if (passing.isEmpty()) {
                return;
            }
            where.put(parameter.name(), values.get(parameter.name()));
            Expression other = allowed(parameter, domain, passing);
            constraint = Optional.of(constraint.<Expression>map(e -> new Expression.Or(e, other)).orElse(other));
        }

        private boolean fails(String name, Object value) {
            SortedMap<String, Object> changed = new TreeMap<>(values);
            changed.put(name, value);
            return misfit(changed).filter(m -> m.place().equals(place)).isPresent();
        }

        /** The condition that leaves out the value, and those beside it that fail as well. */
        private Expression allowed(Parameter<?> parameter, List<Object> domain, List<Object> passing) {
            Expression name = new Expression.Reference(parameter.name());
            Object first = passing.get(0);
            Object last = passing.get(passing.size() - 1);
            if (!(parameter instanceof ChoiceParameter)) {
                int from = domain.indexOf(first);
                if (domain.indexOf(last) - from == passing.size() - 1) {
                    if (from == 0) {
                        return new Expression.Comparison(name, "<=", new Expression.Literal(last));
                    } else if (last.equals(domain.get(domain.size() - 1))) {
                        return new Expression.Comparison(name, ">=", new Expression.Literal(first));
                    }
                }
            } else if (passing.size() == 1) {
                return new Expression.Comparison(name, "=", new Expression.Literal(first));
            } else if (passing.size() <= Parameter.FEW) {
                return new Expression.Membership(name, passing);
            }
            return new Expression.Comparison(name, "!=", new Expression.Literal(values.get(parameter.name())));
        }

        /** The step of a range that leaves only values that will do, where these are strewn over it. */
        private Optional<String> step(IntegerParameter range) {
            List<Object> domain = domain(range);
            Set<Object> sound = new LinkedHashSet<>(domain);
            sound.removeIf(value -> fails(range.name(), value));
            for (int step = 2; domain.size() < MOST_VALUES && step <= (range.high() - range.low()) / 2; step++) {
                boolean all = true;
                for (int value = range.low(); all && value <= range.high(); value += step) {
                    all = sound.contains(value);
                }
                if (all) {
                    return Optional.of("space.%s.step = %d".formatted(range.name(), step));
                }
            }
            return Optional.empty();
        }

        private static List<Object> domain(Parameter<?> parameter) {
            List<Object> domain = new ArrayList<>();
            long n = parameter.cardinality().orElse(Long.MAX_VALUE);
            int count = (int) Math.min(n, n < MOST_VALUES ? n : 65);
            for (int i = 0; i < count; i++) {
                domain.add(n < MOST_VALUES ? parameter.valueAt(i) : parameter.fromUnit(i / (count - 1.0)));
            }
            return domain;
        }
    }
}
