package org.whittle.space;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All configurations of a search space, counted and numbered, without writing them out. Conditions are honoured, so
 * that every configuration has exactly one number; constraints are not.
 *
 * <p>Parameters that conditions do not connect are independent: their numbers of configurations multiply. Within a
 * connected {@link Group}, the count below a parameter depends only on the values that later conditions still read, and
 * is remembered by these.
 */
public final class FiniteSpace {

    /** Work at which counting gives up: conditions that read so many combinations of values cannot be counted. */
    private static final int MAX_STEPS = 200_000;

    private final int pointsPerReal;
    private final List<Group> groups;
    private final BigInteger size;
    private int steps;

    private FiniteSpace(SearchSpace space, int pointsPerReal) {
        this.pointsPerReal = pointsPerReal;
        this.groups = connected(space.dimensions()).stream().map(Group::new).toList();
        this.size = groups.stream().map(Group::size).reduce(BigInteger.ONE, BigInteger::multiply);
    }

    /** The configurations of a space, if no continuous parameter is ever active and its conditions can be counted. */
    public static Optional<FiniteSpace> of(SearchSpace space) {
        return of(space, 0);
    }

    /**
     * The configurations of a space in which a continuous parameter has only some values.
     *
     * @param pointsPerReal how many, from {@code low} to {@code high} at equal distances of the unit interval; 1 for
     *     the middle alone
     * @return empty if the conditions cannot be counted
     */
    public static Optional<FiniteSpace> of(SearchSpace space, int pointsPerReal) {
        try {
            return Optional.of(new FiniteSpace(space, pointsPerReal));
        } catch (Uncountable continuousOrEntangled) {
            return Optional.empty();
        }
    }

    /** Number of configurations. */
    public BigInteger size() {
        return size;
    }

    /**
     * A configuration by its number.
     *
     * @param number from 0 to {@code size − 1}
     */
    public Configuration get(BigInteger number) {
        if (number.signum() < 0 || number.compareTo(size) >= 0) {
            throw new IndexOutOfBoundsException("Configuration %s of %s".formatted(number, size));
        }
        Map<String, Object> values = new TreeMap<>();
        BigInteger rest = number;
        for (int g = groups.size() - 1; g >= 0; g--) {
            BigInteger[] split = rest.divideAndRemainder(groups.get(g).size());
            groups.get(g).fill(split[1], values);
            rest = split[0];
        }
        return Configuration.of(values);
    }

    private long cardinality(Parameter<?> parameter) {
        if (parameter.cardinality().isPresent()) {
            return parameter.cardinality().getAsLong();
        }
        if (pointsPerReal < 1) {
            throw new Uncountable();
        }
        return pointsPerReal;
    }

    private Object value(Parameter<?> parameter, long index) {
        if (parameter.cardinality().isPresent()) {
            return parameter.valueAt(index);
        }
        return parameter.fromUnit(pointsPerReal == 1 ? 0.5 : (double) index / (pointsPerReal - 1));
    }

    /** The dimensions that conditions connect with each other, directly or not; in the order of the first of each. */
    private static List<List<Dimension>> connected(List<Dimension> dimensions) {
        List<List<Dimension>> groups = new ArrayList<>();
        for (Dimension dimension : dimensions) {
            Set<String> parents = parents(dimension);
            List<Dimension> merged = new ArrayList<>();
            int place = groups.size();
            for (int g = groups.size() - 1; g >= 0; g--) {
                if (groups.get(g).stream().anyMatch(d -> parents.contains(d.name()))) {
                    merged.addAll(0, groups.remove(g));
                    place = g;
                }
            }
            merged.add(dimension);
            groups.add(place, merged);
        }
        return groups;
    }

    private static Set<String> parents(Dimension dimension) {
        return dimension.when().map(Expression::variables).orElse(Set.of());
    }

    /** Continuous, or beyond {@link #MAX_STEPS}. */
    private static final class Uncountable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Uncountable() {
            super(null, null, false, false);
        }
    }

    /** Dimensions that depend on each other. */
    private final class Group {

        private final List<Dimension> order;
        /** For each place in the order, the parameters before it that are read there or later. */
        private final List<List<String>> live;
        private final Map<List<Object>, BigInteger> counts = new LinkedHashMap<>();
        private final BigInteger size;

        Group(List<Dimension> dimensions) {
            order = childrenNextToParents(dimensions);
            live = new ArrayList<>();
            for (int i = 0; i <= order.size(); i++) {
                Set<String> read = new LinkedHashSet<>();
                order.subList(i, order.size()).forEach(d -> read.addAll(parents(d)));
                live.add(order.subList(0, i).stream().map(Dimension::name).filter(read::contains).toList());
            }
            size = count(0, new LinkedHashMap<>());
        }

        BigInteger size() {
            return size;
        }

        /** Adds the values of the configuration with this number. */
        void fill(BigInteger number, Map<String, Object> values) {
            BigInteger rest = number;
            for (int i = 0; i < order.size(); i++) {
                Dimension dimension = order.get(i);
                if (!dimension.isActive(values)) {
                    continue;
                }
                Parameter<?> parameter = dimension.parameter();
                if (!isReadAfter(i)) {
                    BigInteger[] split = rest.divideAndRemainder(count(i + 1, values));
                    values.put(parameter.name(), value(parameter, split[0].longValueExact()));
                    rest = split[1];
                    continue;
                }
                long index = 0;
                values.put(parameter.name(), value(parameter, index));
                for (BigInteger below = count(i + 1, values); rest.compareTo(below) >= 0;
                        below = count(i + 1, values)) {
                    rest = rest.subtract(below);
                    values.put(parameter.name(), value(parameter, ++index));
                }
            }
        }

        private BigInteger count(int from, Map<String, Object> values) {
            if (from == order.size()) {
                return BigInteger.ONE;
            }
            List<Object> key = new ArrayList<>();
            key.add(from);
            live.get(from).forEach(name -> key.add(values.get(name)));
            BigInteger known = counts.get(key);
            if (known == null) {
                known = countAnew(from, values);
                counts.put(key, known);
            }
            return known;
        }

        private BigInteger countAnew(int from, Map<String, Object> values) {
            Dimension dimension = order.get(from);
            if (!dimension.isActive(values)) {
                return count(from + 1, values);
            }
            Parameter<?> parameter = dimension.parameter();
            long n = cardinality(parameter);
            if (!isReadAfter(from)) {
                return BigInteger.valueOf(n).multiply(count(from + 1, values));
            }
            if (n > MAX_STEPS - steps) {
                throw new Uncountable();
            }
            steps += (int) n;
            BigInteger total = BigInteger.ZERO;
            for (long index = 0; index < n; index++) {
                values.put(parameter.name(), value(parameter, index));
                total = total.add(count(from + 1, values));
            }
            values.remove(parameter.name());
            return total;
        }

        private boolean isReadAfter(int place) {
            return live.get(place + 1).contains(order.get(place).name());
        }

        // A child as soon as its parents are placed, the latest parent's first: so few values stay live at a time.
        private List<Dimension> childrenNextToParents(List<Dimension> dimensions) {
            List<Dimension> waiting = new ArrayList<>(dimensions);
            List<String> placed = new ArrayList<>();
            Dimension[] ordered = new Dimension[dimensions.size()];
            for (int i = 0; i < ordered.length; i++) {
                int latest = -2;
                for (Dimension dimension : waiting) {
                    int parent = parents(dimension).stream().mapToInt(placed::indexOf).max().orElse(-1);
                    if (placed.containsAll(parents(dimension)) && parent > latest) {
                        latest = parent;
                        ordered[i] = dimension;
                    }
                }
                waiting.remove(ordered[i]);
                placed.add(ordered[i].name());
            }
            return Arrays.asList(ordered);
        }
    }
}
