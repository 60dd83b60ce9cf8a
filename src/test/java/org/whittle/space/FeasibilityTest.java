package org.whittle.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.space.Feasibility.Answer;

class FeasibilityTest {

    private static final Set<String> NAMES = Set.of("units", "layers", "dropout", "optimizer", "momentum", "norm");

    private static final List<Dimension> DIMENSIONS = List.of(
            Dimension.always(new IntegerParameter("units", 1, 100_000, Scale.LINEAR, 1)),
            Dimension.always(new IntegerParameter("layers", 1, 3, Scale.LINEAR, 1)),
            Dimension.always(new RealParameter("dropout", 0, 0.5, Scale.LINEAR, OptionalDouble.empty())),
            Dimension.always(new ChoiceParameter("optimizer", List.of("sgd", "adam"))),
            Dimension.always(ChoiceParameter.ofBoolean("norm")),
            Dimension.when(new RealParameter("momentum", 0.5, 0.9, Scale.LINEAR, OptionalDouble.empty()),
                    Expression.parse("optimizer = sgd", NAMES)));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "units = 64                                          | POSSIBLE",
        "units > 100000                                      | IMPOSSIBLE",
        "units * layers = 299997                             | POSSIBLE",
        "units * layers > 300000                             | IMPOSSIBLE",
        "units = 64 and layers = 2 and optimizer = sgd       | POSSIBLE",
        "units > 10 and units < 5                            | IMPOSSIBLE",
        "units / layers < 0.3                                | IMPOSSIBLE",
        "units - layers = 99999                              | POSSIBLE",
        "dropout > 0.5                                       | IMPOSSIBLE",
        "dropout >= 0.5                                      | POSSIBLE",
        "dropout < 0.0001                                    | POSSIBLE",
        "optimizer in [sgd]                                  | POSSIBLE",
        "not (optimizer in [sgd, adam])                      | IMPOSSIBLE",
        "optimizer != sgd and optimizer != adam              | IMPOSSIBLE",
        "momentum > 1                                        | POSSIBLE",
        "momentum > 1 and optimizer = sgd                    | IMPOSSIBLE",
        "norm = true and norm = false                        | IMPOSSIBLE",
        "norm = true or units = 7                            | POSSIBLE",
        "layers = 2.5                                        | IMPOSSIBLE"})
    void tellsTheRareFromTheImpossible(String constraint, Answer answer) {
        Constraint parsed = new Constraint(Expression.parse(constraint.strip(), NAMES));
        SearchSpace space = new SearchSpace(DIMENSIONS, List.of(parsed));

        // A constraint does not apply where momentum does not exist.
        assertThat(Feasibility.ofAll(space, List.of(parsed))).isEqualTo(answer);
    }

    @Test
    void aConditionHasToBeTrueAndNotOnlyOpen() {
        SearchSpace space = new SearchSpace(DIMENSIONS, List.of());
        assertThat(Feasibility.ofCondition(space, Expression.parse("momentum > 0.7", NAMES)))
                .isEqualTo(Answer.POSSIBLE);
        assertThat(Feasibility.ofCondition(space, Expression.parse("momentum > 1", NAMES)))
                .isEqualTo(Answer.IMPOSSIBLE);
    }

    @Test
    void severalConstraintsAreLookedAtTogether() {
        List<Constraint> two = Stream.of("units > layers * 40000", "layers * layers > 6")
                .map(text -> new Constraint(Expression.parse(text, NAMES))).toList();
        SearchSpace space = new SearchSpace(DIMENSIONS, two);
        assertThat(two).allMatch(c -> Feasibility.ofAll(space, List.of(c)) == Answer.POSSIBLE);
        assertThat(Feasibility.ofAll(space, two)).isEqualTo(Answer.IMPOSSIBLE);
    }

    /** What draws find is never called impossible, over many constraints made at random. */
    @Test
    void neverCallsImpossibleWhatADrawSatisfies() {
        SplittableRandom random = new SplittableRandom(5);
        int impossible = 0;
        for (int i = 0; i < 120; i++) {
            Constraint constraint = new Constraint(Expression.parse(logic(random, 2), NAMES));
            SearchSpace space = new SearchSpace(DIMENSIONS, List.of(constraint));
            Answer answer = Feasibility.ofAll(space, List.of(constraint));
            boolean found = false;
            for (int draw = 0; draw < 100 && !found; draw++) {
                found = space.satisfiesConstraints(space.decode(random.doubles(DIMENSIONS.size()).toArray()));
            }
            if (found) {
                assertThat(answer).as(constraint.toString()).isNotEqualTo(Answer.IMPOSSIBLE);
            }
            impossible += answer == Answer.IMPOSSIBLE ? 1 : 0;
        }
        assertThat(impossible).as("some of both").isBetween(6, 114);
    }

    private static String logic(SplittableRandom random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String inner = "(%s %s %s)".formatted(logic(random, depth - 1), random.nextBoolean() ? "and" : "or",
                    logic(random, depth - 1));
            return random.nextInt(4) == 0 ? "not " + inner : inner;
        }
        if (random.nextInt(5) == 0) {
            return "optimizer %s %s"
                    .formatted(random.nextBoolean() ? "=" : "!=", random.nextBoolean() ? "sgd" : "adam");
        }
        List<String> operators = List.of("=", "!=", "<", "<=", ">", ">=");
        return "%s %s %s".formatted(number(random, 2), operators.get(random.nextInt(6)), number(random, 1));
    }

    private static String number(SplittableRandom random, int depth) {
        if (depth > 0 && random.nextBoolean()) {
            return "(%s %s %s)".formatted(number(random, depth - 1), List.of("+", "-", "*", "/").get(random.nextInt(4)),
                    number(random, depth - 1));
        }
        List<String> leaves = new ArrayList<>(List.of("units", "layers", "dropout", "momentum"));
        leaves.add(String.valueOf(random.nextInt(4)));
        leaves.add(String.valueOf(random.nextInt(200_000)));
        return leaves.get(random.nextInt(leaves.size()));
    }
}
