package org.whittle.study;

import java.io.Serializable;

/**
 * That rows are images, and of which shape: their pixels are the features, row by row from the top left, the channels
 * of a pixel side by side.
 *
 * @param height in pixels; 0 if rows are no images
 * @param width in pixels
 * @param channels 1 is grey, 3 are red, green and blue
 */
public record ImageSpec(int height, int width, int channels) implements Serializable {

    /** Of rows that are no images. */
    public static final ImageSpec NONE = new ImageSpec(0, 0, 0);

    /** Whether rows are images. */
    public boolean isPresent() {
        return height > 0;
    }

    /** Numbers that an image is. */
    public long numbers() {
        return (long) height * width * channels;
    }

    /** As a study file has the shape. */
    public String text() {
        return "[%d, %d, %d]".formatted(height, width, channels);
    }
}
