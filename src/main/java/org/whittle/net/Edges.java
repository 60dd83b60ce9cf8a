package org.whittle.net;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.whittle.net.setting.Setting;

/** Where an image changes, as one more channel of it. */
public enum Edges {

    /** No such channel. */
    NONE,

    /** How steep the image is at each pixel, from 0 to 255 (Sobel and Feldman 1968). */
    SOBEL,

    /** Lines of one pixel's width where it is steepest: 0 or 255 (Canny 1986). */
    CANNY;

    /** The channel that a network sees; its value is written in {@code data}. */
    public static final Setting<String> SETTING = Setting.choice(
            "edges", Arrays.stream(values()).map(Edges::key).toList(), NONE.key(),
            "Edges of images, as one more channel of them").tuned(List.of("none", "sobel", "canny").toArray());

    /** Its name in study files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public static Edges ofKey(String key) {
        return Arrays.stream(values()).filter(edges -> edges.key().equals(key)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no kind of edges.".formatted(key)));
    }
}
