package org.whittle.score.column;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * How numbers are written as text.
 *
 * @param decimal the sign before the fraction
 * @param group what stands between groups of three digits; empty: nothing. A blank is every kind of it, an apostrophe
 *     both
 * @param prefix what may stand before, such as a currency; empty: nothing
 * @param suffix what may stand behind, such as a unit; empty: nothing
 */
public record NumberText(String decimal, String group, String prefix, String suffix) implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 60;

    /** @throws IllegalArgumentException if a sign is missing, or is longer than one */
    public NumberText {
        if (decimal == null || decimal.length() != 1 || group == null || group.length() > 1 || prefix == null
                || suffix == null) {
            throw new IllegalArgumentException("a way to write numbers lacks a sign");
        }
    }

    /** The number; a sign, also parentheses for it, and an exponent are understood. */
    public OptionalDouble parse(String text) {
        String rest = trim(text);
        if (rest.isEmpty() || rest.length() > LONGEST) {
            return OptionalDouble.empty();
        }
        boolean negative = rest.charAt(0) == '(' && rest.charAt(rest.length() - 1) == ')';
        rest = negative ? trim(rest.substring(1, rest.length() - 1)) : rest;
        boolean signed = negative;
        for (boolean before : new boolean[] {true, false}) {
            if (!signed && !rest.isEmpty() && isSign(rest.charAt(0))) {
                signed = true;
                negative = rest.charAt(0) != '+';
                rest = trim(rest.substring(1));
            }
            if (before && !prefix.isEmpty() && rest.startsWith(prefix)) {
                rest = trim(rest.substring(prefix.length()));
            }
        }
        if (!suffix.isEmpty() && rest.endsWith(suffix)) {
            rest = trim(rest.substring(0, rest.length() - suffix.length()));
        }
        String plain = plain(rest);
        if (plain == null) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(plain);
        return OptionalDouble.of(negative ? -value : value);
    }

    /** Whether a text has a sign between groups of digits. */
    public boolean groups(String text) {
        return text.chars().skip(1).anyMatch(sign -> isGroup((char) sign));
    }

    /** As Java has it; {@code null} if it is not written in this way. */
    private String plain(String text) {
        StringBuilder plain = new StringBuilder();
        int digits = 0;
        boolean grouped = false;
        boolean fraction = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                plain.append(c);
                digits++;
            } else if (!fraction && c == decimal.charAt(0)) {
                if (grouped && digits != 3) {
                    return null;
                }
                fraction = true;
                plain.append('.');
                digits = 0;
            } else if (!fraction && isGroup(c) && (grouped ? digits == 3 : digits >= 1 && digits <= 3)) {
                grouped = true;
                digits = 0;
            } else if ((c == 'e' || c == 'E') && plain.length() > 0 && (!grouped || fraction)) {
                return exponent(text.substring(i + 1)) ? plain + "e" + text.substring(i + 1) : null;
            } else {
                return null;
            }
        }
        boolean any = plain.length() > (fraction ? 1 : 0);
        return !any || grouped && !fraction && digits != 3 ? null : plain.toString();
    }

    private static boolean exponent(String text) {
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        return !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private boolean isGroup(char c) {
        return !group.isEmpty() && (c == group.charAt(0) || group.equals(" ") && isBlank(c)
                || group.equals("'") && c == '\u2019');
    }

    static boolean isSign(char c) {
        return c == '-' || c == '+' || c == '\u2212';
    }

    /** Blanks of every kind, thin ones and those that do not break included. */
    public static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** The text without the blanks at its ends, of whatever kind. */
    public static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}
