package org.whittle.space;

import java.util.List;
import java.util.Map;

/**
 * What the value of an expression can be, if its parameters can be several things; never less than it really can.
 *
 * @param low the least number; above {@code high} if it can be no number
 * @param others values that are no numbers; the truth values among them
 * @param absent whether it may hang on an inactive parameter
 */
record Possible(double low, double high, List<Object> others, boolean absent) {

    static final int TRUE = 1;
    static final int FALSE = 2;
    private static final int UNKNOWN = 4;

    static final Possible ABSENT = new Possible(1, 0, List.of(), true);
    private static final Possible ANY_NUMBER = numbers(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    static Possible numbers(double low, double high) {
        return new Possible(low, high, List.of(), false);
    }

    static Possible anyOf(List<Object> values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Object value : values) {
            if (value instanceof Number number) {
                low = Math.min(low, number.doubleValue());
                high = Math.max(high, number.doubleValue());
            }
        }
        return new Possible(low, high, values.stream().filter(v -> !(v instanceof Number)).toList(), false);
    }

    Possible orAbsent() {
        return new Possible(low, high, others, true);
    }

    /** The expression's possible values, given its parameters'. */
    static Possible of(Expression expression, Map<String, Possible> parameters) {
        if (expression instanceof Expression.Literal literal) {
            return anyOf(List.of(literal.value()));
        }
        if (expression instanceof Expression.Reference reference) {
            return parameters.get(reference.name());
        }
        if (expression instanceof Expression.Arithmetic arithmetic) {
            return calculated(
                    of(arithmetic.left(), parameters), arithmetic.operator(), of(arithmetic.right(), parameters));
        }
        List<Possible> operands = expression.operands().stream().map(operand -> of(operand, parameters)).toList();
        if (expression instanceof Expression.Comparison comparison) {
            return truth(compared(operands.get(0), comparison.operator(), operands.get(1)));
        }
        if (expression instanceof Expression.Membership membership) {
            return truth(compared(operands.get(0), "=", anyOf(membership.values())) | (membership.values().size() > 1
                    ? FALSE : 0));
        }
        if (expression instanceof Expression.Not) {
            int bits = operands.get(0).truth();
            return truth(bits & UNKNOWN | ((bits & TRUE) != 0 ? FALSE : 0) | ((bits & FALSE) != 0 ? TRUE : 0));
        }
        boolean and = expression instanceof Expression.And;
        return truth(joined(operands.get(0).truth(), operands.get(1).truth(), and ? FALSE : TRUE, and ? TRUE : FALSE));
    }

    /** Which of {@link #TRUE}, {@link #FALSE} and unknown it can be. */
    int truth() {
        return (others.contains(Boolean.TRUE) ? TRUE : 0) | (others.contains(Boolean.FALSE) ? FALSE : 0)
                | (absent ? UNKNOWN : 0);
    }

    private static Possible truth(int bits) {
        return new Possible(1, 0, (bits & (TRUE | FALSE)) == (TRUE | FALSE) ? List.of(true, false)
                : (bits & TRUE) != 0 ? List.of(true) : (bits & FALSE) != 0 ? List.of(false) : List.of(),
                (bits & UNKNOWN) != 0);
    }

    /** Kleene's and (with false as what decides) or or (with true). */
    private static int joined(int a, int b, int decides, int other) {
        int result = (a | b) & decides;
        if ((a & other) != 0 && (b & other) != 0) {
            result |= other;
        }
        boolean unknown = (a & UNKNOWN) != 0 && (b & (UNKNOWN | other)) != 0
                || (b & UNKNOWN) != 0 && (a & (UNKNOWN | other)) != 0;
        return unknown ? result | UNKNOWN : result;
    }

    private boolean isNumber() {
        return low <= high;
    }

    private static int compared(Possible a, String operator, Possible b) {
        int bits = a.absent || b.absent ? UNKNOWN : 0;
        if (a.isNumber() && b.isNumber()) {
            bits |= switch (operator) {
                case "=" -> equal(a, b, TRUE, FALSE);
                case "!=" -> equal(a, b, FALSE, TRUE);
                case "<" -> (a.low < b.high ? TRUE : 0) | (a.high >= b.low ? FALSE : 0);
                case "<=" -> (a.low <= b.high ? TRUE : 0) | (a.high > b.low ? FALSE : 0);
                case ">" -> (a.high > b.low ? TRUE : 0) | (a.low <= b.high ? FALSE : 0);
                default -> (a.high >= b.low ? TRUE : 0) | (a.low < b.high ? FALSE : 0);
            };
        }
        if (!a.others.isEmpty() || !b.others.isEmpty()) {
            boolean common = a.others.stream().anyMatch(b.others::contains);
            boolean single = !a.isNumber() && !b.isNumber() && a.others.size() == 1 && b.others.size() == 1;
            int same = operator.equals("=") ? TRUE : FALSE;
            bits |= (common ? same : 0) | (common && single ? 0 : TRUE + FALSE - same);
        }
        return bits;
    }

    private static int equal(Possible a, Possible b, int same, int different) {
        boolean overlap = a.low <= b.high && b.low <= a.high;
        boolean single = a.low == a.high && b.low == b.high;
        return (overlap ? same : 0) | (overlap && single ? 0 : different);
    }

    private static Possible calculated(Possible a, char operator, Possible b) {
        boolean absent = a.absent || b.absent;
        if (!a.isNumber() || !b.isNumber()) {
            return new Possible(1, 0, List.of(), absent);
        }
        if (operator == '/' && b.low <= 0 && b.high >= 0) {
            return absent ? ANY_NUMBER.orAbsent() : ANY_NUMBER;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        // Each operation is monotonic in either number, its rounding too: the extremes are at the corners.
        for (double x : new double[] {a.low, a.high}) {
            for (double y : new double[] {b.low, b.high}) {
                double z = switch (operator) {
                    case '+' -> x + y;
                    case '-' -> x - y;
                    case '*' -> x * y;
                    default -> x / y;
                };
                if (Double.isNaN(z)) {
                    return absent ? ANY_NUMBER.orAbsent() : ANY_NUMBER;
                }
                low = Math.min(low, z);
                high = Math.max(high, z);
            }
        }
        return new Possible(low, high, List.of(), absent);
    }
}
