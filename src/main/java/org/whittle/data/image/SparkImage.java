package org.whittle.data.image;

import org.apache.spark.sql.Row;
import org.whittle.score.image.BrokenPictureException;
import org.whittle.score.image.Picture;

/**
 * A picture as Spark's source {@code image} has it (see {@code org.apache.spark.ml.image.ImageSchema}): rows of bytes
 * from the top left, the channels of a pixel side by side as OpenCV has them, blue, green, red and opacity.
 */
final class SparkImage {

    private static final int COLOURS = 3;
    private static final int MOST = 255;

    private SparkImage() {
    }

    /** @throws BrokenPictureException if the source could not read it, or it is none */
    static Picture picture(Row image) throws BrokenPictureException {
        int height = image.getAs("height");
        int width = image.getAs("width");
        int channels = image.getAs("nChannels");
        byte[] data = image.getAs("data");
        if (height <= 0 || width <= 0 || data == null) {
            throw new BrokenPictureException("could not be read by Spark's source image");
        }
        boolean grey = channels == 1;
        if (!grey && channels != COLOURS && channels != COLOURS + 1
                || (long) height * width * channels != data.length) {
            throw new BrokenPictureException("is damaged: it has %d bytes, and claims %d x %d pixels of %d channels"
                    .formatted(data.length, width, height, channels));
        }
        byte[] pixels = grey ? data : new byte[height * width * COLOURS];
        for (int i = 0; !grey && i < height * width; i++) {
            int opacity = channels > COLOURS ? data[i * channels + COLOURS] & MOST : MOST;
            for (int colour = 0; colour < COLOURS; colour++) {
                int value = data[i * channels + COLOURS - 1 - colour] & MOST;
                pixels[i * COLOURS + colour] = (byte) ((value * opacity + MOST * (MOST - opacity) + MOST / 2) / MOST);
            }
        }
        return new Picture(height, width, grey ? 1 : COLOURS, pixels);
    }
}
