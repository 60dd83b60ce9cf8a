package org.whittle.score.image;

import java.io.Serializable;

/**
 * The shape that pictures are brought to.
 *
 * <p>They are sampled anew by a triangle as wide as the pixels that one is made of, as Pillow's BILINEAR does: each
 * pixel is the mean of those around it, and nothing is left out where pictures become smaller.
 *
 * @param height in pixels; 0: as pictures are
 * @param width in pixels; 0: as pictures are
 * @param channels 1 or 3; 0: as pictures have them
 * @param fit of pictures of other proportions
 */
public record Frame(int height, int width, int channels, Fit fit) implements Serializable {

    /** Where a picture is in its new place, along one side: what of it, from and to, goes to so many pixels. */
    private record Span(double from, double to, int first, int count) {
    }

    /** @return of the frame's shape, as far as that is given */
    public Picture of(Picture picture) {
        Picture coloured = channels == 0 ? picture : picture.withChannels(channels);
        int rows = height == 0 ? picture.height() : height;
        int columns = width == 0 ? picture.width() : width;
        if (rows == picture.height() && columns == picture.width()) {
            return coloured;
        }
        double down = (double) rows / picture.height();
        double across = (double) columns / picture.width();
        double scale = fit == Fit.CROP ? Math.max(down, across) : Math.min(down, across);
        Span vertical = span(picture.height(), rows, fit == Fit.STRETCH ? down : scale);
        Span horizontal = span(picture.width(), columns, fit == Fit.STRETCH ? across : scale);
        return sample(coloured, vertical, horizontal, rows, columns);
    }

    private static Span span(int size, int target, double scale) {
        int count = (int) Math.max(1, Math.min(target, Math.round(size * scale)));
        // What a crop leaves out is left out on both sides alike.
        double kept = Math.min(size, count / scale);
        return new Span((size - kept) / 2, (size + kept) / 2, (target - count) / 2, count);
    }

    private static Picture sample(Picture picture, Span vertical, Span horizontal, int rows, int columns) {
        int channels = picture.channels();
        float[] narrow = new float[picture.height() * horizontal.count * channels];
        float[][] weights = new float[horizontal.count][];
        int[] firsts = weights(picture.width(), horizontal, weights);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < horizontal.count; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    int from = (y * picture.width() + firsts[x]) * channels + channel;
                    float sum = 0;
                    for (int i = 0; i < weights[x].length; i++) {
                        sum += weights[x][i] * (picture.pixels()[from + i * channels] & 255);
                    }
                    narrow[(y * horizontal.count + x) * channels + channel] = sum;
                }
            }
        }
        weights = new float[vertical.count][];
        firsts = weights(picture.height(), vertical, weights);
        byte[] pixels = new byte[rows * columns * channels];
        int across = horizontal.count * channels;
        for (int y = 0; y < vertical.count; y++) {
            int to = ((vertical.first + y) * columns + horizontal.first) * channels;
            for (int x = 0; x < across; x++) {
                float sum = 0;
                for (int i = 0; i < weights[y].length; i++) {
                    sum += weights[y][i] * narrow[(firsts[y] + i) * across + x];
                }
                pixels[to + x] = (byte) Math.max(0, Math.min(255, Math.round(sum)));
            }
        }
        return new Picture(rows, columns, channels, pixels);
    }

    /** Weights of each new pixel, which add up to 1, and the first old one that they belong to. */
    private static int[] weights(int size, Span span, float[][] weights) {
        double step = (span.to - span.from) / span.count;
        double reach = Math.max(1, step);
        int[] firsts = new int[span.count];
        for (int i = 0; i < span.count; i++) {
            double center = span.from + (i + 0.5) * step;
            int first = (int) Math.max(0, Math.floor(center - reach + 0.5));
            int end = (int) Math.min(size, Math.floor(center + reach + 0.5));
            double sum = 0;
            double[] own = new double[end - first];
            for (int j = 0; j < own.length; j++) {
                own[j] = Math.max(0, 1 - Math.abs((first + j + 0.5 - center) / reach));
                sum += own[j];
            }
            weights[i] = new float[own.length];
            for (int j = 0; j < own.length; j++) {
                weights[i][j] = (float) (own[j] / sum);
            }
            firsts[i] = first;
        }
        return firsts;
    }
}
