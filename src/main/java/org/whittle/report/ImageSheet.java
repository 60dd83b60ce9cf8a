package org.whittle.report;

import java.util.Base64;
import java.util.List;
import org.whittle.report.Html.Heading;
import org.whittle.report.Html.Line;

/**
 * What a study's images look like, for its page.
 *
 * @param shape in words
 * @param classes how many rows there are of each; one without a name for a regression
 * @param tiles some training images
 * @param changes in words: what is done to images that are changed anew for each epoch; empty if none is
 */
public record ImageSheet(String shape, List<Counts> classes, List<Tile> tiles, String changes) {

    /** Rows of a class. */
    public record Counts(String name, int training, int validation, int test) {
    }

    /**
     * An image.
     *
     * @param label of its row
     * @param original a PNG file
     * @param changed a PNG file as training may see it; empty if images are not changed
     */
    public record Tile(String label, byte[] original, byte[] changed) {
    }

    public ImageSheet {
        classes = List.copyOf(classes);
        tiles = List.copyOf(tiles);
    }

    void write(Html html) {
        html.heading("Images");
        html.table("Images of %s, and rows of each class.".formatted(shape), List.of(Heading.text("class"),
                        Heading.number("training"), Heading.number("validation"), Heading.number("test")),
                classes.stream().map(each -> Line.of(each.name, Numbers.count(each.training),
                        Numbers.count(each.validation), Numbers.count(each.test))).toList());
        html.raw("<figure class=\"sheet\">").element("figcaption", "",
                "%d training images as they are.".formatted(tiles.size()));
        tiles.forEach(tile -> image(html, tile.original, tile.label));
        html.raw("</figure>");
        if (!changes.isEmpty()) {
            html.raw("<figure class=\"sheet\">")
                    .element("figcaption", "", "The same, changed as in the first epoch: %s.".formatted(changes));
            tiles.forEach(tile -> image(html, tile.changed, tile.label + ", changed"));
            html.raw("</figure>");
        }
    }

    private static void image(Html html, byte[] png, String text) {
        html.raw("<img alt=\"%s\" title=\"%s\" src=\"data:image/png;base64,%s\">".formatted(Html.escape(text),
                Html.escape(text), Base64.getEncoder().encodeToString(png)));
    }
}
