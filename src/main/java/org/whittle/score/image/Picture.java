package org.whittle.score.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A picture as its file has it, its top up, on white where it is transparent, and without its colour profile.
 *
 * @param channels 1: grey; 3: red, green and blue
 * @param pixels row by row from the top left, the channels of a pixel side by side
 */
public record Picture(int height, int width, int channels, byte[] pixels) {

    private static final int GREY = 1;
    private static final int COLOURS = 3;
    private static final int MOST = 255;

    /**
     * Decodes a file of the format PNG or JPEG.
     *
     * @throws BrokenPictureException if it is none, or is broken, cut off, animated or too large
     */
    public static Picture read(byte[] file) throws BrokenPictureException {
        PictureFile head = PictureFile.of(file);
        ImageReader reader = ImageIO.getImageReadersByFormatName(head.format()).next();
        String[] warning = new String[1];
        try (MemoryCacheImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(head.essential()))) {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, text) -> warning[0] = text);
            BufferedImage image = reader.read(0);
            // Where pixels end early, what is left is filled with grey, and only warned of.
            if (warning[0] != null || image.getHeight() != head.height() || image.getWidth() != head.width()) {
                throw new BrokenPictureException("is damaged: not all of its pixels can be read");
            }
            return Orientation.upright(image.getColorModel() instanceof IndexColorModel palette
                    ? of(image.getRaster(), palette) : of(image), head.orientation());
        } catch (BrokenPictureException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders stumble over damage in many ways.
            throw new BrokenPictureException("is damaged: its pixels cannot be read");
        } finally {
            reader.dispose();
        }
    }

    private static Picture of(BufferedImage image) {
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        int channels = bands < COLOURS ? GREY : COLOURS;
        boolean transparent = bands > channels;
        int width = raster.getWidth();
        byte[] pixels = new byte[raster.getHeight() * width * channels];
        int[] row = new int[width * bands];
        int highest = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
        int next = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    int value = row[x * bands + channel];
                    if (transparent) {
                        value = onWhite(value, row[x * bands + bands - 1], highest);
                    }
                    pixels[next++] = (byte) (highest == MOST ? value : (value * MOST + highest / 2) / highest);
                }
            }
        }
        return new Picture(raster.getHeight(), width, channels, pixels);
    }

    /** What is seen of a value that lies on white. */
    private static int onWhite(int value, int opacity, int highest) {
        return (int) (((long) value * opacity + (long) highest * (highest - opacity) + highest / 2) / highest);
    }

    private static Picture of(Raster raster, IndexColorModel palette) {
        boolean grey = true;
        for (int i = 0; i < palette.getMapSize(); i++) {
            grey &= palette.getRed(i) == palette.getGreen(i) && palette.getRed(i) == palette.getBlue(i);
        }
        int channels = grey ? GREY : COLOURS;
        byte[] pixels = new byte[raster.getHeight() * raster.getWidth() * channels];
        int next = 0;
        int[] row = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int index : row) {
                int opacity = palette.getAlpha(index);
                pixels[next++] = (byte) onWhite(palette.getRed(index), opacity, MOST);
                if (!grey) {
                    pixels[next++] = (byte) onWhite(palette.getGreen(index), opacity, MOST);
                    pixels[next++] = (byte) onWhite(palette.getBlue(index), opacity, MOST);
                }
            }
        }
        return new Picture(raster.getHeight(), raster.getWidth(), channels, pixels);
    }

    /** A file of the format PNG. */
    public byte[] png() {
        BufferedImage image = new BufferedImage(width, height,
                channels == GREY ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        int[] samples = new int[pixels.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pixels[i] & MOST;
        }
        image.getRaster().setPixels(0, 0, width, height, samples);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    /**
     * The same in grey, or as red, green and blue. Colours become their luma by ITU-R BT.601, rounded as most libraries
     * do.
     *
     * @param count of channels, 1 or 3
     */
    Picture withChannels(int count) {
        if (count == channels) {
            return this;
        }
        byte[] others = new byte[height * width * count];
        for (int i = 0; i < height * width; i++) {
            if (count == COLOURS) {
                others[COLOURS * i] = pixels[i];
                others[COLOURS * i + 1] = pixels[i];
                others[COLOURS * i + 2] = pixels[i];
            } else {
                int red = pixels[COLOURS * i] & MOST;
                int green = pixels[COLOURS * i + 1] & MOST;
                int blue = pixels[COLOURS * i + 2] & MOST;
                others[i] = (byte) (red * 19595 + green * 38470 + blue * 7471 + 0x8000 >> 16);
            }
        }
        return new Picture(height, width, count, others);
    }
}
