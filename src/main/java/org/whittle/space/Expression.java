package org.whittle.space;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A condition or constraint over parameters, as a tree.
 *
 * <p>Logic is three-valued (Kleene's): the value of an inactive parameter is unknown, written {@code null}, and so is
 * whatever hangs on it. {@code false and unknown} is false, {@code true or unknown} is true.
 */
public sealed interface Expression extends Serializable {

    /**
     * Value beside the given parameters: a {@link Boolean}, {@link Number} or {@link String}, or {@code null} if it
     * hangs on a parameter that is inactive.
     */
    Object evaluate(Map<String, ?> values);

    /** The parts it is made of. */
    List<Expression> operands();

    /** Names of the parameters it reads, sorted. */
    default Set<String> variables() {
        Set<String> names = new TreeSet<>();
        for (Expression operand : operands()) {
            names.addAll(operand.variables());
        }
        return names;
    }

    /** A constant. */
    record Literal(Object value) implements Expression {
        @Override
        public Object evaluate(Map<String, ?> values) {
            return value;
        }

        @Override
        public List<Expression> operands() {
            return List.of();
        }

        /** As it is written: text that would be read as something else is quoted. */
        @Override
        public String toString() {
            return value instanceof String text && !ExpressionParser.isPlainText(text)
                    ? (text.contains("'") ? "\"" + text + "\"" : "'" + text + "'") : String.valueOf(value);
        }
    }

    /** The value of a parameter. */
    record Reference(String name) implements Expression {
        @Override
        public Object evaluate(Map<String, ?> values) {
            return values.get(name);
        }

        @Override
        public List<Expression> operands() {
            return List.of();
        }

        @Override
        public Set<String> variables() {
            return Set.of(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Both. */
    record And(Expression left, Expression right) implements Expression {
        @Override
        public Object evaluate(Map<String, ?> values) {
            Object a = left.evaluate(values);
            Object b = right.evaluate(values);
            if (Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)) {
                return Boolean.FALSE;
            }
            return a == null || b == null ? null : Boolean.TRUE;
        }

        @Override
        public List<Expression> operands() {
            return List.of(left, right);
        }

        @Override
        public String toString() {
            return "(" + left + " and " + right + ")";
        }
    }

    /** At least one. */
    record Or(Expression left, Expression right) implements Expression {
        @Override
        public Object evaluate(Map<String, ?> values) {
            Object a = left.evaluate(values);
            Object b = right.evaluate(values);
            if (Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b)) {
                return Boolean.TRUE;
            }
            return a == null || b == null ? null : Boolean.FALSE;
        }

        @Override
        public List<Expression> operands() {
            return List.of(left, right);
        }

        @Override
        public String toString() {
            return "(" + left + " or " + right + ")";
        }
    }

    /** The opposite. */
    record Not(Expression operand) implements Expression {
        @Override
        public Object evaluate(Map<String, ?> values) {
            Object a = operand.evaluate(values);
            return a == null ? null : Boolean.valueOf(Boolean.FALSE.equals(a));
        }

        @Override
        public List<Expression> operands() {
            return List.of(operand);
        }

        @Override
        public String toString() {
            return "not " + operand;
        }
    }

    /** Two values compared; numbers by size, everything else only for equality. */
    record Comparison(Expression left, String operator, Expression right) implements Expression {
        @Override
        public Object evaluate(Map<String, ?> values) {
            Object a = left.evaluate(values);
            Object b = right.evaluate(values);
            if (a == null || b == null) {
                return null;
            }
            if (a instanceof Number x && b instanceof Number y) {
                double p = x.doubleValue();
                double q = y.doubleValue();
                return switch (operator) {
                    case "=" -> p == q;
                    case "!=" -> p != q;
                    case "<" -> p < q;
                    case "<=" -> p <= q;
                    case ">" -> p > q;
                    case ">=" -> p >= q;
                    default -> throw new IllegalStateException(operator);
                };
            }
            return switch (operator) {
                case "=" -> a.equals(b);
                case "!=" -> !a.equals(b);
                default -> throw new IllegalArgumentException(
                        "%s cannot be ordered: only numbers have %s.".formatted(this, operator));
            };
        }

        @Override
        public List<Expression> operands() {
            return List.of(left, right);
        }

        @Override
        public String toString() {
            return left + " " + operator + " " + right;
        }
    }

    /** A value that is one of several constants. */
    record Membership(Expression operand, List<Object> values) implements Expression {
        public Membership {
            values = List.copyOf(values);
        }

        @Override
        public Object evaluate(Map<String, ?> parameters) {
            Object a = operand.evaluate(parameters);
            if (a == null) {
                return null;
            }
            return values.stream().anyMatch(v -> a instanceof Number x && v instanceof Number y
                    ? x.doubleValue() == y.doubleValue() : a.equals(v));
        }

        @Override
        public List<Expression> operands() {
            return List.of(operand);
        }

        @Override
        public String toString() {
            return operand + " in "
                    + values.stream().map(v -> new Literal(v).toString()).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** A sum, difference, product or quotient of numbers. */
    record Arithmetic(Expression left, char operator, Expression right) implements Expression {
        @Override
        public Object evaluate(Map<String, ?> values) {
            Object a = left.evaluate(values);
            Object b = right.evaluate(values);
            if (a == null || b == null) {
                return null;
            }
            if (!(a instanceof Number x) || !(b instanceof Number y)) {
                throw new IllegalArgumentException("%s needs numbers on both sides of %s.".formatted(this, operator));
            }
            return switch (operator) {
                case '+' -> x.doubleValue() + y.doubleValue();
                case '-' -> x.doubleValue() - y.doubleValue();
                case '*' -> x.doubleValue() * y.doubleValue();
                case '/' -> x.doubleValue() / y.doubleValue();
                default -> throw new IllegalStateException(String.valueOf(operator));
            };
        }

        @Override
        public List<Expression> operands() {
            return List.of(left, right);
        }

        @Override
        public String toString() {
            return "(" + left + " " + operator + " " + right + ")";
        }
    }

    /**
     * Reads an expression such as {@code optimizer = sgd and layers >= 2}.
     *
     * @param text operators: {@code and or not = != < <= > >= in + - * /}, parentheses, lists in square brackets;
     *     {@code &&}, {@code ||}, {@code !} and {@code ==} are read as well
     * @param parameters names of all parameters; any other bare word is a text value
     * @throws IllegalArgumentException naming the column, what is wrong and what to write
     */
    static Expression parse(String text, Set<String> parameters) {
        return new ExpressionParser(text, parameters).parse();
    }

    /**
     * Reads an expression for a value such as {@code filters * 2}, {@code kernel-size} or {@code same}.
     *
     * @param text as for {@link #parse}
     * @throws IllegalArgumentException naming the column, what is wrong and what to write
     */
    static Expression parseValue(String text, Set<String> parameters) {
        return new ExpressionParser(text, parameters).parseValue();
    }
}
