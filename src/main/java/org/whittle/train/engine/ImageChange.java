package org.whittle.train.engine;

import org.whittle.net.Augmentation;
import org.whittle.net.InputShape;
import org.whittle.random.RandomStream;

/**
 * What {@link Augmentation} does to one image, whatever the scale of its channels: black and white are the least and
 * the largest numbers that a channel has.
 *
 * <p>Each image draws as many numbers, in the same order, whatever is on and however strong: configurations are
 * compared on the same draws.
 *
 * @param black by channel
 * @param white by channel
 */
record ImageChange(InputShape.Image shape, Augmentation how, float[] black, float[] white) implements RowChange {

    /** What is drawn of an image; all but the flips in [−1, 1]. */
    private record Draws(double angle, double zoom, double down, double across, boolean left, boolean upside,
                         double brightness, double contrast, double cutDown, double cutAcross) {

        private static Draws of(RandomStream random) {
            return new Draws(sign(random), sign(random), sign(random), sign(random), random.nextDouble() < 0.5,
                    random.nextDouble() < 0.5, sign(random), sign(random), sign(random), sign(random));
        }

        private static double sign(RandomStream random) {
            return 2 * random.nextDouble() - 1;
        }
    }

    @Override
    public void apply(float[] from, float[] to, int at, RandomStream random) {
        Draws draws = Draws.of(random);
        place(from, to, at, draws, random.child("crop"));
        if (how.brightness() > 0 || how.contrast() > 0 || how.noise() > 0) {
            for (int channel = 0; channel < shape.channels(); channel++) {
                light(to, at, channel, draws, random);
            }
        }
        if (how.cutout() > 0) {
            cut(to, at, draws);
        }
    }

    /** Flips, crops, then zooms, rotates and shifts: of each new pixel it is asked where it was. */
    private void place(float[] from, float[] to, int at, Draws draws, RandomStream ofCrop) {
        // What is left of each side; the part's middle is anywhere that leaves all of it in the image.
        double part = 1 - ofCrop.nextDouble() * how.crop();
        double angle = how.isGeometric() ? Math.toRadians(draws.angle * how.rotation()) : 0;
        double zoom = 1 + draws.zoom * how.zoom();
        // The strict functions are the same on all processors.
        double cos = StrictMath.cos(angle) / zoom;
        double sin = StrictMath.sin(angle) / zoom;
        double middleDown = (shape.height() - 1) / 2.0;
        double middleAcross = (shape.width() - 1) / 2.0;
        double partDown = Draws.sign(ofCrop) * (1 - part) * middleDown;
        double partAcross = Draws.sign(ofCrop) * (1 - part) * middleAcross;
        double down = draws.down * how.shift() * shape.height();
        double across = draws.across * how.shift() * shape.width();
        boolean left = how.flipHorizontal() && draws.left;
        boolean upside = how.flipVertical() && draws.upside;
        int next = at;
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                double dy = y - middleDown - down;
                double dx = x - middleAcross - across;
                double sourceY = middleDown + (partDown + part * (cos * dy - sin * dx)) * (upside ? -1 : 1);
                double sourceX = middleAcross + (partAcross + part * (sin * dy + cos * dx)) * (left ? -1 : 1);
                sample(from, at, sourceY, sourceX, to, next);
                next += shape.channels();
            }
        }
    }

    /** Between pixels, what lies next to a place counts by how near it is; outside all is black. */
    private void sample(float[] from, int at, double y, double x, float[] to, int next) {
        int top = (int) Math.floor(y);
        int first = (int) Math.floor(x);
        float down = (float) (y - top);
        float across = (float) (x - first);
        for (int channel = 0; channel < shape.channels(); channel++) {
            float upper =
                    between(pixel(from, at, top, first, channel), pixel(from, at, top, first + 1, channel), across);
            // A place on a row needs no other: a change of nothing leaves each bit.
            to[next + channel] = down == 0 ? upper : between(upper, between(pixel(from, at, top + 1, first, channel),
                    pixel(from, at, top + 1, first + 1, channel), across), down);
        }
    }

    private static float between(float one, float other, float share) {
        return share == 0 ? one : one + share * (other - one);
    }

    private float pixel(float[] from, int at, int y, int x, int channel) {
        return y < 0 || y >= shape.height() || x < 0 || x >= shape.width() ? black[channel]
                : from[at + (y * shape.width() + x) * shape.channels() + channel];
    }

    private void light(float[] image, int at, int channel, Draws draws, RandomStream random) {
        int step = shape.channels();
        int end = at + shape.features();
        double sum = 0;
        for (int i = at + channel; i < end; i += step) {
            sum += image[i];
        }
        double mean = sum / (shape.height() * shape.width());
        double brighter = 1 + draws.brightness * how.brightness();
        double sharper = 1 + draws.contrast * how.contrast();
        double noise = how.noise() * (white[channel] - black[channel]);
        for (int i = at + channel; i < end; i += step) {
            double value = mean + sharper * (image[i] - mean);
            value = black[channel] + brighter * (value - black[channel]);
            value += noise == 0 ? 0 : noise * random.nextGaussian();
            image[i] = (float) Math.max(black[channel], Math.min(white[channel], value));
        }
    }

    private void cut(float[] image, int at, Draws draws) {
        int side = (int) Math.round(how.cutout() * Math.min(shape.height(), shape.width()));
        int top = (int) Math.round((draws.cutDown + 1) / 2 * shape.height() - side / 2.0);
        int left = (int) Math.round((draws.cutAcross + 1) / 2 * shape.width() - side / 2.0);
        for (int y = Math.max(0, top); y < Math.min(shape.height(), top + side); y++) {
            for (int x = Math.max(0, left); x < Math.min(shape.width(), left + side); x++) {
                System.arraycopy(black, 0, image, at + (y * shape.width() + x) * shape.channels(), shape.channels());
            }
        }
    }
}
