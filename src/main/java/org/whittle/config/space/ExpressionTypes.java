package org.whittle.config.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.whittle.config.hocon.Nearest;
import org.whittle.net.Training;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Expression;
import org.whittle.space.Expression.And;
import org.whittle.space.Expression.Arithmetic;
import org.whittle.space.Expression.Comparison;
import org.whittle.space.Expression.Literal;
import org.whittle.space.Expression.Membership;
import org.whittle.space.Expression.Not;
import org.whittle.space.Expression.Or;
import org.whittle.space.Expression.Reference;
import org.whittle.space.Parameter;

/**
 * Finds in an expression what could never have been meant: words that are no parameter, values that a parameter cannot
 * take, text that is ordered or calculated with.
 */
public final class ExpressionTypes {

    private enum Type { NUMBER, TEXT, LOGICAL, UNKNOWN }

    private final Map<String, Parameter<?>> parameters;
    private final Set<String> names;

    /**
     * @param broken names of parameters about which nothing is known; nothing said of them is wrong
     */
    public ExpressionTypes(Map<String, Parameter<?>> parameters, Set<String> broken) {
        this.parameters = parameters;
        this.names = new TreeSet<>(parameters.keySet());
        names.addAll(broken);
    }

    /** What is wrong with a condition or constraint, and what to write; empty if nothing is. */
    public List<String> check(Expression expression) {
        List<String> wrong = new ArrayList<>();
        requireLogical(expression, wrong);
        return wrong;
    }

    /** What is wrong with an expression for a value, which may be a number or a bare word; empty if nothing is. */
    public List<String> checkValue(Expression expression) {
        List<String> wrong = new ArrayList<>();
        if (!(expression instanceof Literal)) {
            type(expression, wrong);
        }
        return wrong;
    }

    private void requireLogical(Expression expression, List<String> wrong) {
        Type type = type(expression, wrong);
        if (type == Type.NUMBER || type == Type.TEXT) {
            wrong.add("%s is neither true nor false; write a comparison, such as %s = %s"
                    .formatted(
                            expression,
                            expression,
                            expression instanceof Reference reference && parameters.containsKey(reference.name())
                                    ? parameters.get(reference.name()).fromUnit(0)
                                    : "1"));
        }
    }

    private Type type(Expression expression, List<String> wrong) {
        if (expression instanceof Reference reference) {
            return typeOf(reference);
        } else if (expression instanceof Literal literal) {
            return typeOf(literal, wrong);
        } else if (expression instanceof Comparison comparison) {
            compare(comparison, wrong);
        } else if (expression instanceof Membership membership) {
            member(membership, wrong);
        } else if (expression instanceof Arithmetic arithmetic) {
            return calculate(arithmetic, wrong);
        } else if (expression instanceof And || expression instanceof Or || expression instanceof Not) {
            expression.operands().forEach(operand -> requireLogical(operand, wrong));
        }
        return Type.LOGICAL;
    }

    private Type typeOf(Reference reference) {
        Parameter<?> parameter = parameters.get(reference.name());
        if (parameter == null) {
            return Type.UNKNOWN;
        }
        if (parameter instanceof ChoiceParameter choice) {
            return choice.values().stream().allMatch(Number.class::isInstance) ? Type.NUMBER
                    : choice.values().stream().allMatch(Boolean.class::isInstance) ? Type.LOGICAL : Type.TEXT;
        }
        return Type.NUMBER;
    }

    /** The type of a constant that is not compared with a parameter: no text stands there on purpose. */
    private Type typeOf(Literal literal, List<String> wrong) {
        if (literal.value() instanceof String word) {
            wrong.add(unknown(word));
            return Type.UNKNOWN;
        }
        return literal.value() instanceof Number ? Type.NUMBER : Type.LOGICAL;
    }

    private void compare(Comparison comparison, List<String> wrong) {
        boolean ordering = !comparison.operator().equals("=") && !comparison.operator().equals("!=");
        Expression left = comparison.left();
        Expression right = comparison.right();
        if (!ordering && left instanceof Reference reference && right instanceof Literal literal) {
            value(reference, literal.value(), wrong);
            return;
        }
        if (!ordering && right instanceof Reference reference && left instanceof Literal literal) {
            value(reference, literal.value(), wrong);
            return;
        }
        if (left instanceof Literal a && right instanceof Literal b) {
            constants(a, b, wrong);
            return;
        }
        Optional<Reference> unordered = comparison.operands().stream()
                .filter(Reference.class::isInstance)
                .map(Reference.class::cast)
                .filter(r -> typeOf(r) == Type.TEXT || typeOf(r) == Type.LOGICAL)
                .findFirst();
        if (ordering && unordered.isPresent()) {
            String name = unordered.get().name();
            wrong.add("%s is not a number and has no order; write %s = %s, for instance, instead of %s"
                    .formatted(name, name, parameters.get(name).fromUnit(0), comparison.operator()));
            return;
        }
        int before = wrong.size();
        Type a = type(left, wrong);
        Type b = type(right, wrong);
        boolean known = wrong.size() == before && a != Type.UNKNOWN && b != Type.UNKNOWN;
        if (known && (a != b || ordering && a != Type.NUMBER)) {
            wrong.add("%s and %s cannot be compared; compare a parameter with its own values".formatted(left, right));
        }
    }

    /** One of two constants was meant to be a parameter. */
    private void constants(Literal left, Literal right, List<String> wrong) {
        List<String> words = Stream.of(left.value(), right.value()).filter(String.class::isInstance)
                .map(String.class::cast).toList();
        wrong.add(words.stream().filter(word -> Nearest.to(word, names).isPresent()).findFirst()
                .or(() -> words.stream().findFirst()).map(this::unknown)
                .orElse("%s and %s are constants; compare a parameter".formatted(left, right)));
    }

    private void member(Membership membership, List<String> wrong) {
        if (membership.operand() instanceof Reference reference) {
            membership.values().forEach(value -> value(reference, value, wrong));
        } else if (type(membership.operand(), wrong) == Type.NUMBER) {
            membership.values().stream().filter(value -> !(value instanceof Number)).forEach(value ->
                    wrong.add("%s is a number and never %s; write numbers".formatted(membership.operand(), value)));
        }
    }

    private Type calculate(Arithmetic arithmetic, List<String> wrong) {
        for (Expression operand : arithmetic.operands()) {
            Type type = type(operand, wrong);
            if (type == Type.TEXT || type == Type.LOGICAL) {
                wrong.add("%s is not a number; %s takes numbers only".formatted(operand, arithmetic.operator()));
            }
        }
        return Type.NUMBER;
    }

    /** Whether the parameter can have the value that it is compared with. */
    private void value(Reference reference, Object value, List<String> wrong) {
        Parameter<?> parameter = parameters.get(reference.name());
        if (parameter == null || contains(parameter, value)) {
            return;
        }
        String word = value.toString();
        Optional<String> near = parameter instanceof ChoiceParameter choice && value instanceof String
                ? Nearest.to(word, choice.values().stream().map(Object::toString).toList()) : Optional.empty();
        Optional<String> other = value instanceof String ? Nearest.to(word, names) : Optional.empty();
        wrong.add("%s is never %s: its domain is %s%s".formatted(reference, word, parameter.domain(),
                near.or(() -> other).map("; write "::concat).orElse("; write a value of it")));
    }

    private static boolean contains(Parameter<?> parameter, Object value) {
        return parameter.contains(value) || value instanceof Integer whole && parameter.contains(whole.doubleValue())
                || value instanceof Double x && x == Math.rint(x) && Math.abs(x) <= Integer.MAX_VALUE
                        && parameter.contains(x.intValue());
    }

    private String unknown(String word) {
        if (Training.keys().contains(word)) {
            boolean perLayer = parameters.containsKey(word + ".1");
            return perLayer ? "%s has a value for each layer; write %s.1, or another layer's".formatted(word, word)
                    : "%s is not in the search space; add space.%s, or leave it out here".formatted(word, word);
        }
        return "%s is not a parameter; write %s".formatted(word, Nearest.to(word, names)
                .orElseGet(() -> "one of " + String.join(", ", names)));
    }
}
