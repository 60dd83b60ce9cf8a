package org.whittle.net;

/** What one row is to a network, and what a layer gives for it. */
public sealed interface InputShape {

    /** Numbers that it is. */
    int features();

    /** The shape as a person writes it, for instance {@code 28 x 28 x 1}. */
    String text();

    /**
     * Numbers in no order that matters.
     *
     * @param features at least 1
     */
    record Vector(int features) implements InputShape {

        /** @throws IllegalArgumentException if there are no inputs */
        public Vector {
            if (features < 1) {
                throw new IllegalArgumentException("A network needs inputs, not %d.".formatted(features));
            }
        }

        @Override
        public String text() {
            return Integer.toString(features);
        }
    }

    /**
     * An image: its numbers are row by row, in a row pixel by pixel, and a pixel's channels beside each other.
     *
     * @param height at least 1
     * @param width at least 1
     * @param channels at least 1
     */
    record Image(int height, int width, int channels) implements InputShape {

        /** @throws IllegalArgumentException if there is nothing of it, or more than an array can hold */
        public Image {
            if (height < 1 || width < 1 || channels < 1) {
                throw new IllegalArgumentException("An image needs height, width and channels, not %d x %d x %d."
                        .formatted(height, width, channels));
            }
            if ((double) height * width * channels > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException("An image of %d x %d x %d has more than 2³¹ numbers."
                        .formatted(height, width, channels));
            }
        }

        @Override
        public int features() {
            return height * width * channels;
        }

        @Override
        public String text() {
            return height + " x " + width + " x " + channels;
        }
    }
}
