package org.whittle.score.image;

import java.io.Serializable;
import java.util.List;
import org.whittle.net.Edges;

/**
 * Channels of edges, computed of an image's own channels and put behind them at each pixel. All of it is arithmetic on
 * whole numbers, but for roots of them, which are the same on all processors.
 *
 * <p>Pixels first become whole numbers from 0 to 255, and colours their luma by ITU-R BT.601. Derivatives are those of
 * Sobel's filters of 3 × 3 pixels; beyond the border the outermost pixels go on.
 *
 * @param kinds a channel each; none of them {@link Edges#NONE}
 * @param black the number that is 0
 * @param white the number that is 255
 */
public record EdgeChannels(List<Edges> kinds, double black, double white) implements Serializable {

    private static final int MOST = 255;
    private static final int COLOURS = 3;
    /** What Sobel's filter makes of a step of 1: with this, a step of 255 is 255. */
    private static final int STEP = 4;
    /**
     * Canny's thresholds of Sobel's derivatives: a line has more than the first, and somewhere more than the second.
     */
    private static final int LOW = 100;
    private static final int HIGH = 200;
    /** tan 22.5°, as a share of 2¹⁵. */
    private static final int TANGENT = 13573;
    private static final int SHARE = 15;

    /** @throws IllegalArgumentException if there are none, or no numbers between black and white */
    public EdgeChannels {
        kinds = List.copyOf(kinds);
        if (kinds.isEmpty() || kinds.contains(Edges.NONE) || kinds.stream().distinct().count() < kinds.size()) {
            throw new IllegalArgumentException("edges are %s".formatted(kinds));
        }
        if (!Double.isFinite(black) || !Double.isFinite(white) || !Double.isFinite(white - black) || white < black) {
            throw new IllegalArgumentException("edges are between no black and white");
        }
    }

    /** Channels that are added. */
    public int count() {
        return kinds.size();
    }

    /**
     * Computes the edges of an image in its place.
     *
     * @param image row by row, the channels of a pixel side by side: its own, then as many as there are kinds
     * @param at where the image begins
     * @param own channels
     */
    public void write(double[] image, int at, int height, int width, int own) {
        int all = own + kinds.size();
        int[] grey = new int[height * width];
        for (int i = 0; i < grey.length; i++) {
            int from = at + i * all;
            if (own == COLOURS) {
                grey[i] = byteOf(image[from]) * 19595 + byteOf(image[from + 1]) * 38470
                        + byteOf(image[from + 2]) * 7471 + 0x8000 >> 16;
            } else {
                int sum = own / 2;
                for (int channel = 0; channel < own; channel++) {
                    sum += byteOf(image[from + channel]);
                }
                grey[i] = sum / own;
            }
        }
        Slopes slopes = Slopes.of(grey, height, width);
        for (int kind = 0; kind < kinds.size(); kind++) {
            int[] edges = kinds.get(kind) == Edges.SOBEL ? sobel(slopes) : canny(slopes);
            for (int i = 0; i < edges.length; i++) {
                image[at + i * all + own + kind] = edges[i];
            }
        }
    }

    private int byteOf(double value) {
        return white > black ? (int) Math.max(0, Math.min(MOST, Math.rint((value - black) / (white - black) * MOST)))
                : 0;
    }

    /**
     * Derivatives of each pixel.
     *
     * @param across from left to right
     * @param down from top to bottom
     * @param squares of both, their sum
     */
    private record Slopes(int height, int width, int[] across, int[] down, int[] squares) {

        private static Slopes of(int[] grey, int height, int width) {
            int[] across = new int[grey.length];
            int[] down = new int[grey.length];
            int[] squares = new int[grey.length];
            for (int y = 0; y < height; y++) {
                int upper = Math.max(0, y - 1) * width;
                int middle = y * width;
                int lower = Math.min(height - 1, y + 1) * width;
                for (int x = 0; x < width; x++) {
                    int left = Math.max(0, x - 1);
                    int right = Math.min(width - 1, x + 1);
                    int i = middle + x;
                    across[i] = grey[upper + right] - grey[upper + left] + 2 * (grey[middle + right]
                            - grey[middle + left]) + grey[lower + right] - grey[lower + left];
                    down[i] = grey[lower + left] - grey[upper + left] + 2 * (grey[lower + x] - grey[upper + x])
                            + grey[lower + right] - grey[upper + right];
                    squares[i] = across[i] * across[i] + down[i] * down[i];
                }
            }
            return new Slopes(height, width, across, down, squares);
        }

        /** How steep it is; beyond the border it is flat. */
        private int at(int y, int x) {
            return y < 0 || y >= height || x < 0 || x >= width ? 0 : squares[y * width + x];
        }

        /** Whether nowhere across a line it is steeper than here. Of two that are equal, the later one is none. */
        private boolean isPeak(int y, int x) {
            int i = y * width + x;
            int steep = squares[i];
            long level = (long) Math.abs(across[i]) * TANGENT;
            long upright = (long) Math.abs(down[i]) << SHARE;
            if (upright < level) {
                return steep > at(y, x - 1) && steep >= at(y, x + 1);
            }
            // tan 67.5° is 2 + tan 22.5°.
            if (upright > level + ((long) Math.abs(across[i]) << SHARE + 1)) {
                return steep > at(y - 1, x) && steep >= at(y + 1, x);
            }
            int slant = (across[i] ^ down[i]) < 0 ? -1 : 1;
            return steep > at(y - 1, x - slant) && steep > at(y + 1, x + slant);
        }
    }

    private static int[] sobel(Slopes slopes) {
        int[] edges = new int[slopes.squares.length];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = (int) Math.min(MOST, Math.rint(Math.sqrt(slopes.squares[i]) / STEP));
        }
        return edges;
    }

    /** Peaks that are steep, and those of the less steep ones that are connected with them. */
    private static int[] canny(Slopes slopes) {
        int[] edges = new int[slopes.squares.length];
        boolean[] peaks = new boolean[edges.length];
        int[] open = new int[edges.length];
        int waiting = 0;
        for (int i = 0; i < edges.length; i++) {
            peaks[i] = slopes.squares[i] > LOW * LOW && slopes.isPeak(i / slopes.width, i % slopes.width);
            if (peaks[i] && slopes.squares[i] > HIGH * HIGH) {
                edges[i] = MOST;
                open[waiting++] = i;
            }
        }
        while (waiting > 0) {
            int from = open[--waiting];
            int y = from / slopes.width;
            int x = from % slopes.width;
            for (int to = 0; to < 9; to++) {
                int besideY = y + to / 3 - 1;
                int besideX = x + to % 3 - 1;
                int i = besideY * slopes.width + besideX;
                if (besideY >= 0 && besideY < slopes.height && besideX >= 0 && besideX < slopes.width && peaks[i]
                        && edges[i] == 0) {
                    edges[i] = MOST;
                    open[waiting++] = i;
                }
            }
        }
        return edges;
    }
}
