package org.whittle.report;

import java.util.List;

/** A growing piece of HTML; texts are escaped. */
final class Html {

    private final StringBuilder html = new StringBuilder();
    private int tables;

    /**
     * @param numeric whether the column is aligned to the right
     */
    record Heading(String text, boolean numeric) {
        static Heading text(String text) {
            return new Heading(text, false);
        }

        static Heading number(String text) {
            return new Heading(text, true);
        }
    }

    /**
     * @param marked whether the row is that of the winner
     */
    record Line(List<String> cells, boolean marked) {
        static Line of(String... cells) {
            return new Line(List.of(cells), false);
        }
    }

    Html element(String tag, String attributes, String text) {
        html.append('<')
                .append(tag)
                .append(attributes.isEmpty() ? "" : " " + attributes)
                .append('>')
                .append(escape(text))
                .append("</")
                .append(tag)
                .append(">\n");
        return this;
    }

    Html heading(String text) {
        return element("h2", "", text);
    }

    Html raw(String markup) {
        html.append(markup).append('\n');
        return this;
    }

    /** A chart's place, with what it shows in words. */
    Html chart(String id, String caption) {
        return raw("<figure>").element("figcaption", "", caption)
                .raw("<div class=\"chart\" id=\"%s\" role=\"img\" aria-label=\"%s\"></div></figure>"
                        .formatted(id, escape(caption)));
    }

    Html table(String caption, List<Heading> headings, List<Line> lines) {
        tables++;
        // What scrolls must be reached by keyboard, too.
        raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table>".formatted(
                "Table %d".formatted(tables)));
        if (!caption.isEmpty()) {
            element("caption", "", caption);
        }
        raw("<thead><tr>");
        headings.forEach(h -> element("th", "scope=\"col\"" + (h.numeric() ? " class=\"number\"" : ""), h.text()));
        raw("</tr></thead><tbody>");
        for (Line line : lines) {
            html.append(line.marked() ? "<tr class=\"winner\">" : "<tr>");
            for (int i = 0; i < line.cells().size(); i++) {
                String numeric = headings.get(i).numeric() ? " class=\"number\"" : "";
                String tag = i == 0 ? "th" : "td";
                html.append('<').append(tag).append(i == 0 ? " scope=\"row\"" : "").append(numeric).append('>')
                        .append(escape(line.cells().get(i))).append("</").append(tag).append('>');
            }
            html.append("</tr>\n");
        }
        return raw("</tbody></table></div>");
    }

    @Override
    public String toString() {
        return html.toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
