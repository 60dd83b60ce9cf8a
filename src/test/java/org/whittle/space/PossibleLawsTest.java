package org.whittle.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What an expression can be, worked out from what its parameters can be, held against all that it is. */
class PossibleLawsTest {

    private static final List<Object> NUMBERS = List.of(-3, -1, 0, 1, 2, 0.5, 4);
    private static final List<Object> TEXTS = List.of("x", "y", "z");

    /** Expressions over parameters of which each occurs once, so that what they can be does not hang on one another. */
    private static final class Drawn {

        private final Random random;
        private final String division;
        private final boolean ordered;
        private final Map<String, List<Object>> values = new HashMap<>();

        /**
         * @param division how quotients are written; empty for none
         * @param ordered whether comparisons are those of which the ends of ranges tell all
         */
        Drawn(Random random, String division, boolean ordered) {
            this.random = random;
            this.division = division;
            this.ordered = ordered;
        }

        /** Some of the values, or none because the parameter is inactive, or both. */
        private Expression parameter(List<Object> all) {
            List<Object> some = new ArrayList<>(all.stream().filter(v -> random.nextInt(3) == 0).toList());
            if (some.isEmpty() || random.nextInt(6) == 0) {
                some.add(null);
            }
            String name = "p" + values.size();
            values.put(name, some);
            return new Expression.Reference(name);
        }

        private Expression number(int depth) {
            String operators = "+-*" + division;
            return switch (depth == 0 ? random.nextInt(2) : 2) {
                case 0 -> new Expression.Literal(NUMBERS.get(random.nextInt(NUMBERS.size())));
                case 1 -> parameter(NUMBERS);
                default -> new Expression.Arithmetic(number(0), operators.charAt(random.nextInt(operators.length())),
                        number(0));
            };
        }

        private Expression comparison() {
            List<String> operators = ordered ? List.of("<", "<=", ">", ">=") : List.of("<", "<=", ">", ">=", "=", "!=");
            return switch (ordered ? 0 : random.nextInt(4)) {
                case 1 -> new Expression.Comparison(parameter(TEXTS), operators.get(4 + random.nextInt(2)),
                        random.nextBoolean() ? parameter(TEXTS) : new Expression.Literal("y"));
                case 2 -> new Expression.Membership(parameter(TEXTS), random.nextBoolean() ? List.of("x")
                        : List.of("x", "z"));
                default -> new Expression.Comparison(number(random.nextInt(2)),
                        operators.get(random.nextInt(operators.size())), number(random.nextInt(2)));
            };
        }

        Expression truth(int depth) {
            return switch (depth == 0 ? 3 : random.nextInt(4)) {
                case 0 -> new Expression.And(truth(depth - 1), truth(depth - 1));
                case 1 -> new Expression.Or(truth(depth - 1), truth(depth - 1));
                case 2 -> new Expression.Not(truth(depth - 1));
                default -> comparison();
            };
        }

        Possible possible(Expression expression) {
            Map<String, Possible> parameters = new HashMap<>();
            values.forEach((name, some) -> {
                List<Object> present = some.stream().filter(Objects::nonNull).toList();
                Possible of = present.isEmpty() ? Possible.ABSENT : Possible.anyOf(present);
                parameters.put(name, some.contains(null) ? of.orAbsent() : of);
            });
            return Possible.of(expression, parameters);
        }

        /** All that the expression is; {@code null} where it is unknown. */
        Set<Object> all(Expression expression) {
            Set<Object> all = new HashSet<>();
            collect(expression, new ArrayList<>(values.keySet()), new HashMap<>(), all);
            return all;
        }

        private void collect(Expression expression, List<String> open, Map<String, Object> chosen, Set<Object> all) {
            if (open.isEmpty()) {
                all.add(expression.evaluate(chosen));
                return;
            }
            String name = open.get(0);
            for (Object value : values.get(name)) {
                chosen.put(name, value);
                collect(expression, open.subList(1, open.size()), chosen, all);
            }
            chosen.remove(name);
        }
    }

    @Property(tries = 3000, seed = "31")
    void nothingIsThatCannotBe(@ForAll Random random) {
        Drawn drawn = new Drawn(random, "/", false);
        Expression expression = drawn.truth(2);
        assertThat(truths(drawn.possible(expression))).as("%s with %s", expression, drawn.values)
                .containsAll(drawn.all(expression));
    }

    @Property(tries = 3000, seed = "32")
    void ofOrdersAndTheirLogicNothingElseCanBe(@ForAll Random random) {
        Drawn drawn = new Drawn(random, "", true);
        Expression expression = drawn.truth(2);
        assertThat(truths(drawn.possible(expression))).as("%s with %s", expression, drawn.values)
                .isEqualTo(drawn.all(expression));
    }

    @Property(tries = 2000, seed = "33")
    void ofSingleValuesTheResultIsKnown(@ForAll Random random) {
        Drawn drawn = new Drawn(random, "", false);
        Expression expression = drawn.comparison();
        drawn.values.replaceAll((name, some) -> some.subList(0, 1));
        // Of no value at all, or of membership in a list, what is said is on the safe side.
        if (expression instanceof Expression.Membership || drawn.values.containsValue(Arrays.asList((Object) null))) {
            return;
        }
        assertThat(truths(drawn.possible(expression))).as("%s with %s", expression, drawn.values)
                .isEqualTo(drawn.all(expression));
    }

    @Property(tries = 2000, seed = "34")
    void rangesOfNumbersReachFromTheLeastToTheGreatest(@ForAll Random random) {
        Drawn drawn = new Drawn(random, "", false);
        Expression expression = drawn.number(1);
        List<Double> all = drawn.all(expression).stream().filter(Objects::nonNull).map(v -> ((Number) v).doubleValue())
                .toList();
        Possible possible = drawn.possible(expression);
        assertThat(possible.low() <= possible.high()).isEqualTo(!all.isEmpty());
        assertThat(possible.absent()).isEqualTo(drawn.all(expression).contains(null));
        if (!all.isEmpty()) {
            assertThat(possible.low()).isEqualTo(all.stream().mapToDouble(v -> v).min().orElseThrow());
            assertThat(possible.high()).isEqualTo(all.stream().mapToDouble(v -> v).max().orElseThrow());
        }
    }

    private static Set<Object> truths(Possible possible) {
        Set<Object> truths = new HashSet<>(possible.others());
        if (possible.absent()) {
            truths.add(null);
        }
        return truths;
    }
}
