package org.whittle.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recursive descent over the grammar of {@link Expression#parse}. */
final class ExpressionParser {

    // A hyphen inside a word belongs to it (learning-rate, leaky-relu); a minus sign stands between blanks.
    private static final String WORD = "[A-Za-z_][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*";
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<number>\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)"
            + "|(?<word>" + WORD + ")"
            + "|(?<quoted>'[^']*'|\"[^\"]*\")"
            + "|(?<symbol>==|!=|<=|>=|&&|\\|\\||[-=<>!+*/()\\[\\],]))");

    private static final List<String> RESERVED = List.of("and", "or", "not", "in", "true", "false");

    /** An expression is read, and calculated, by functions that call themselves. */
    private static final int MOST_TOKENS = 1000;
    private static final int LONGEST_SHOWN = 160;

    private record Token(String kind, String text, int column) {
        boolean is(String... texts) {
            return !kind.equals("quoted") && List.of(texts).contains(text);
        }
    }

    private final String source;
    private final Set<String> parameters;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    ExpressionParser(String source, Set<String> parameters) {
        this.source = source;
        this.parameters = parameters;
    }

    /** Whether a text value needs no quotes, unless a parameter has that name. */
    static boolean isPlainText(String text) {
        return text.matches(WORD) && !RESERVED.contains(text);
    }

    Expression parse() {
        Expression expression = parseValue();
        requireLogical(expression);
        return expression;
    }

    /** Likewise, of whatever type. */
    Expression parseValue() {
        tokenize();
        if (tokens.size() > MOST_TOKENS) {
            throw new IllegalArgumentException(
                    "The expression '%s' has more than %d words and symbols. Divide it into several."
                            .formatted(shown(), MOST_TOKENS));
        }
        Expression expression = or();
        if (!peek().kind.equals("end")) {
            throw error("does not belong here");
        }
        return expression;
    }

    private void tokenize() {
        Matcher matcher = TOKEN.matcher(source);
        int at = 0;
        while (at < source.length() && !source.substring(at).isBlank()) {
            matcher.region(at, source.length());
            if (!matcher.lookingAt()) {
                while (Character.isWhitespace(source.charAt(at))) {
                    at++;
                }
                tokens.add(new Token("symbol", source.substring(at, at + 1), at + 1));
                next = tokens.size() - 1;
                throw error("is not part of the expression language");
            }
            for (String kind : List.of("number", "word", "quoted", "symbol")) {
                if (matcher.group(kind) != null) {
                    tokens.add(new Token(kind, matcher.group(kind), matcher.start(kind) + 1));
                }
            }
            at = matcher.end();
        }
        tokens.add(new Token("end", "the end", source.length() + 1));
    }

    private Expression or() {
        Expression left = and();
        while (accept("or", "||")) {
            left = new Expression.Or(left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (accept("and", "&&")) {
            left = new Expression.And(left, not());
        }
        return left;
    }

    private Expression not() {
        return accept("not", "!") ? new Expression.Not(not()) : comparison();
    }

    private Expression comparison() {
        Expression left = sum();
        if (accept("in")) {
            return new Expression.Membership(left, list());
        }
        if (peek().is("not") && tokens.get(next + 1).is("in")) {
            next += 2;
            return new Expression.Not(new Expression.Membership(left, list()));
        }
        if (peek().is("=", "==", "!=", "<", "<=", ">", ">=")) {
            String operator = tokens.get(next++).text;
            return new Expression.Comparison(left, operator.equals("==") ? "=" : operator, sum());
        }
        return left;
    }

    private List<Object> list() {
        expect("[");
        List<Object> values = new ArrayList<>();
        do {
            Token token = peek();
            if (atom() instanceof Expression.Literal literal) {
                values.add(literal.value());
            } else {
                next = tokens.indexOf(token);
                throw error("is a parameter; a list holds values");
            }
        } while (accept(","));
        expect("]");
        return values;
    }

    private Expression sum() {
        Expression left = product();
        while (peek().is("+", "-")) {
            char operator = tokens.get(next++).text.charAt(0);
            left = new Expression.Arithmetic(left, operator, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = atom();
        while (peek().is("*", "/")) {
            char operator = tokens.get(next++).text.charAt(0);
            left = new Expression.Arithmetic(left, operator, atom());
        }
        return left;
    }

    private Expression atom() {
        Token token = peek();
        if (accept("(")) {
            Expression inner = or();
            expect(")");
            return inner;
        }
        if (accept("-")) {
            Expression operand = atom();
            return operand instanceof Expression.Literal literal && literal.value() instanceof Number number
                    ? new Expression.Literal(
                            number instanceof Integer i ? (Object) (-i) : (Object) (-number.doubleValue()))
                    : new Expression.Arithmetic(new Expression.Literal(0), '-', operand);
        }
        if (token.kind.equals("symbol") || token.kind.equals("end") || token.is("and", "or", "in", "not")) {
            throw error("stands where a parameter or a value was expected");
        }
        next++;
        return switch (token.kind) {
            case "number" -> new Expression.Literal(number(token.text));
            case "quoted" -> new Expression.Literal(token.text.substring(1, token.text.length() - 1));
            default -> word(token.text);
        };
    }

    private Expression word(String text) {
        if (parameters.contains(text)) {
            return new Expression.Reference(text);
        }
        return new Expression.Literal(switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> text;
        });
    }

    private static Object number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException notAnInteger) {
            return Double.valueOf(text);
        }
    }

    /** The whole must be true or false: a bare number or an unknown word is a mistake worth naming. */
    private void requireLogical(Expression expression) {
        boolean constant = expression instanceof Expression.Literal literal && !(literal.value() instanceof Boolean);
        if (constant || expression instanceof Expression.Arithmetic) {
            throw new IllegalArgumentException(
                    "The expression '%s' is neither true nor false. Write a comparison, such as optimizer = sgd."
                            .formatted(shown()));
        }
        if (expression instanceof Expression.And || expression instanceof Expression.Or
                || expression instanceof Expression.Not) {
            expression.operands().forEach(this::requireLogical);
        }
    }

    private String shown() {
        return source.length() <= LONGEST_SHOWN ? source : source.substring(0, LONGEST_SHOWN) + "...";
    }

    private Token peek() {
        return tokens.get(next);
    }

    private boolean accept(String... texts) {
        if (peek().is(texts)) {
            next++;
            return true;
        }
        return false;
    }

    private void expect(String text) {
        if (!accept(text)) {
            throw error("stands where '%s' was expected".formatted(text));
        }
    }

    private IllegalArgumentException error(String problem) {
        Token token = tokens.get(next);
        return new IllegalArgumentException("In the expression '%s', column %d: '%s' %s."
                .formatted(shown(), token.column, token.text, problem));
    }
}
