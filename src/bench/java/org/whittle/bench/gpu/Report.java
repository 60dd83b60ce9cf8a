package org.whittle.bench.gpu;

import java.util.Locale;
import org.whittle.bench.Figures;

/** What a measurement says: printed as it goes, kept as Markdown, and its figures. */
final class Report {

    private final StringBuilder text = new StringBuilder();
    private final Figures figures = new Figures();

    /** A line of Markdown; {@code %n} is for the caller to leave out. */
    void say(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        text.append(line).append('\n');
    }

    void heading(String title) {
        say("");
        say("## %s", title);
        say("");
    }

    /** Something that has to be so. */
    void holds(String what, boolean holds) {
        figures.add(what, holds);
        say("- %s: %s", what, holds ? "yes" : "**NO**");
    }

    Figures figures() {
        return figures;
    }

    String text() {
        return text.toString();
    }
}
