package org.whittle.config.hocon;

import java.util.OptionalInt;

/** How deep a HOCON text is nested. Its parser calls itself for each bracket, and runs out of stack on thousands. */
public final class Nesting {

    /** Brackets that may be open at a time. */
    public static final int MOST = 100;

    private Nesting() {
    }

    /** The first line, from 1, on which more than {@link #MOST} brackets are open. */
    public static OptionalInt tooDeep(String text) {
        int line = 1;
        int depth = 0;
        boolean quoted = false;
        boolean comment = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
                quoted = false;
                comment = false;
            } else if (c == '"' && !comment && (i == 0 || text.charAt(i - 1) != '\\')) {
                quoted = !quoted;
            } else if (c == '#' || text.startsWith("//", i)) {
                comment = !quoted;
            } else if (!quoted && !comment && (c == '{' || c == '[' || c == '(') && ++depth > MOST) {
                return OptionalInt.of(line);
            } else if (!quoted && !comment && (c == '}' || c == ']' || c == ')')) {
                depth = Math.max(0, depth - 1);
            }
        }
        return OptionalInt.empty();
    }
}
