package org.whittle.study;

import java.util.regex.Pattern;

/**
 * Something that a reader must know before believing a study's result. All output says warnings first: terminal, page,
 * and {@code summary.json}.
 *
 * @param code for programs: small letters and hyphens; it stays the same when the text is worded anew
 * @param text for people: what was seen, what it may mean, what to do; whole sentences in one line
 */
public record Warning(String code, String text) {

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    public Warning {
        if (!CODE.matcher(code).matches() || text.isBlank() || text.contains("\n")) {
            throw new IllegalArgumentException(
                    "A warning has a code and one line of text: %s, %s".formatted(code, text));
        }
    }
}
