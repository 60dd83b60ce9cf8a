package org.whittle.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    private static final Set<String> NAMES = Set.of(
            "a",
            "b",
            "c",
            "p",
            "q",
            "r",
            "optimizer",
            "learning-rate",
            "layers",
            "units.1",
            "batch-size",
            "activation");

    private static final Map<String, Object> VALUES = Map.of("a", 2, "b", 3, "c", 0.5, "p", true, "q", false,
            "optimizer", "sgd", "learning-rate", 0.01, "layers", 3, "units.1", 64);

    // r, batch-size and activation are not active.
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "a < b                                  ; true",
        "a <= 2 and b >= 3                      ; true",
        "a > 2 or b < 3                         ; false",
        "a = 2.0                                ; true",
        "a != 2                                 ; false",
        "not a = 2                              ; false",
        "p                                      ; true",
        "not p                                  ; false",
        "p = true                               ; true",
        "q != true                              ; true",
        "optimizer = sgd                        ; true",
        "optimizer == 'sgd'                     ; true",
        "optimizer != \"adam\"                  ; true",
        "optimizer in [adam, sgd]               ; true",
        "optimizer not in [adam, sgd]           ; false",
        "a in [1, 2.0, 3]                       ; true",
        "a in [-2]                              ; false",
        "learning-rate < 1e-1                   ; true",
        "learning-rate * 100 = 1                ; true",
        "units.1 * layers <= 192                ; true",
        "units.1 * layers < 192                 ; false",
        "p && !q || q                           ; true",
        "(a + b) * 2 = 10                       ; true",
        "true                                   ; true"})
    void evaluates(String text, boolean value) {
        assertThat(parse(text).evaluate(VALUES)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "p or q and q                           | (p or (q and q))",
        "p and q or q                           | ((p and q) or q)",
        "not p and q                            | (not p and q)",
        "not (p and q)                          | not (p and q)",
        "not not p                              | not not p",
        "p or q or p                            | ((p or q) or p)",
        "a + b * c = 1                          | (a + (b * c)) = 1",
        "a - b - c = 1                          | ((a - b) - c) = 1",
        "a / b / c = 1                          | ((a / b) / c) = 1",
        "(a + b) * c = 1                        | ((a + b) * c) = 1",
        "a + b < c * 2 and p                    | ((a + b) < (c * 2) and p)",
        "not a in [1, 2]                        | not a in [1, 2]",
        "a not in [1, 2]                        | not a in [1, 2]",
        "a - -2 > 0                             | (a - -2) > 0",
        "-a < 0                                 | (0 - a) < 0",
        "learning-rate<=0.1                     | learning-rate <= 0.1",
        "batch-size - 1 > 0                     | (batch-size - 1) > 0",
        "activation = leaky-relu                | activation = leaky-relu",
        "activation = 'two words'               | activation = 'two words'",
        "activation in ['and', relu, \"it's\"]  | activation in ['and', relu, \"it's\"]"})
    void bindsAsWritten(String text, String meaning) {
        Expression expression = parse(text);

        assertThat(expression).hasToString(meaning);
        assertThat(parse(expression.toString())).as("read back").isEqualTo(expression);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "r                                      | unknown",
        "not r                                  | unknown",
        "r and p                                | unknown",
        "r and q                                | false",
        "q and r                                | false",
        "r or p                                 | true",
        "p or r                                 | true",
        "r or q                                 | unknown",
        "r or r                                 | unknown",
        "batch-size < 3                         | unknown",
        "batch-size in [32]                     | unknown",
        "batch-size not in [32]                 | unknown",
        "batch-size + 1 > a                     | unknown",
        "a + batch-size > a                     | unknown",
        "activation = relu                      | unknown",
        "activation != relu                     | unknown"})
    void whatHangsOnAnInactiveParameterIsUnknown(String text, String value) {
        assertThat(parse(text).evaluate(VALUES)).isEqualTo(value.equals("unknown") ? null : Boolean.valueOf(value));
    }

    @Test
    void logicIsKleenesInAllNineCases() {
        Boolean[] truths = {true, false, null};
        for (Boolean x : truths) {
            for (Boolean y : truths) {
                Map<String, Object> values = new HashMap<>();
                values.put("p", x);
                values.put("q", y);
                // With false = 0, unknown = 1/2, true = 1: and is the minimum, or the maximum, not 1 − x.
                assertThat(degree(parse("p and q").evaluate(values))).isEqualTo(Math.min(degree(x), degree(y)));
                assertThat(degree(parse("p or q").evaluate(values))).isEqualTo(Math.max(degree(x), degree(y)));
                assertThat(degree(parse("not p").evaluate(values))).isEqualTo(1 - degree(x));
            }
        }
    }

    @Test
    void aConstraintOnAnInactiveParameterDoesNotApplyButAConditionOnItIsNotMet() {
        assertThat(new Constraint(parse("batch-size < 3")).holds(VALUES)).isTrue();
        assertThat(Dimension.when(ChoiceParameter.ofBoolean("x"), parse("batch-size < 3")).isActive(VALUES)).isFalse();
    }

    @Test
    void booleansThatTravelledAreStillTrueAndFalse() {
        // Serialization makes booleans that are equal to Boolean.TRUE and not the same.
        @SuppressWarnings({"deprecation", "removal"})
        Map<String, Object> values = Map.of("p", new Boolean(true), "q", new Boolean(false));

        assertThat(Dimension.when(ChoiceParameter.ofBoolean("x"), parse("p")).isActive(values)).isTrue();
        assertThat(new Constraint(parse("q")).holds(values)).isFalse();
        assertThat(parse("p and not q").evaluate(values)).isEqualTo(true);
    }

    @Test
    void zeroIsZeroWhateverItsSign() {
        assertThat(parse("c = 0").evaluate(Map.of("c", -0.0))).isEqualTo(true);
        assertThat(parse("c in [0]").evaluate(Map.of("c", -0.0))).isEqualTo(true);
        assertThat(parse("c < 0").evaluate(Map.of("c", -0.0))).isEqualTo(false);
    }

    @Test
    void namesItsParametersSorted() {
        assertThat(parse("units.1 * a <= 4 and optimizer in [sgd] or not p").variables())
                .containsExactly("a", "optimizer", "p", "units.1");
    }

    @Test
    void aNumberKeepsItsKind() {
        assertThat(parse("a = 2").operands().get(1)).isEqualTo(new Expression.Literal(2));
        assertThat(parse("a = 2.0").operands().get(1)).isEqualTo(new Expression.Literal(2.0));
        assertThat(parse("a = 1e3").operands().get(1)).isEqualTo(new Expression.Literal(1000.0));
        assertThat(parse("a = 3000000000").operands().get(1)).isEqualTo(new Expression.Literal(3e9));
        assertThat(parse("a = -2").operands().get(1)).isEqualTo(new Expression.Literal(-2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a >                    | 4  | 'the end' stands where a parameter or a value was expected",
        "a > and b              | 5  | 'and' stands where a parameter or a value was expected",
        "a = not p              | 5  | 'not' stands where a parameter or a value was expected",
        "(a > 1                 | 7  | 'the end' stands where ')' was expected",
        "a > 1)                 | 6  | ')' does not belong here",
        "a = b = c              | 7  | '=' does not belong here",
        "a in 1, 2              | 6  | '1' stands where '[' was expected",
        "a in [1, 2             | 11 | 'the end' stands where ']' was expected",
        "a in [1, b]            | 10 | 'b' is a parameter; a list holds values",
        "a   # 1                | 5  | '#' is not part of the expression language",
        "a = 2x                 | 6  | 'x' does not belong here",
        "optimizer = 'sgd       | 13 | ''' is not part of the expression language"})
    void mistakesAreNamedWithTheirColumn(String text, int column, String problem) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(text))
                .withMessage("In the expression '%s', column %d: %s.".formatted(text, column, problem));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "a + b", "3", "p and a * 2", "not sgd"})
    void whatIsNeitherTrueNorFalseIsRefusedWithAProposal(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(text))
                .withMessageContaining("neither true nor false").withMessageContaining("such as optimizer = sgd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void nothingIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(text)).withMessageContaining("the end");
    }

    @Test
    void textCannotBeOrderedNorReckonedWith() {
        assertThatIllegalArgumentException().isThrownBy(() -> parse("optimizer < adam").evaluate(VALUES))
                .withMessageContaining("only numbers have <");
        assertThatIllegalArgumentException().isThrownBy(() -> parse("optimizer * 2 = 4").evaluate(VALUES))
                .withMessageContaining("needs numbers");
        assertThat(parse("optimizer = 2").evaluate(VALUES)).isEqualTo(false);
    }

    private static double degree(Object truth) {
        return truth == null ? 0.5 : (Boolean) truth ? 1 : 0;
    }

    private static Expression parse(String text) {
        return Expression.parse(text, NAMES);
    }
}
