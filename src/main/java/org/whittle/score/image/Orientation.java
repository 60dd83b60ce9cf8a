package org.whittle.score.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a camera was held, as EXIF has it: what has to be done to pixels so that the top is up. */
final class Orientation {

    /** The top is up. */
    static final int UPRIGHT = 1;

    private static final int MOST = 8;
    /** From here on width and height change places. */
    private static final int LYING = 5;
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int HEAD = 8;
    private static final int ENTRY = 12;
    private static final short LITTLE = 0x4949;
    private static final short BIG = 0x4d4d;

    private Orientation() {
    }

    /**
     * The orientation that a block of EXIF has; upright if it has none, or makes no sense.
     *
     * @param from where the block begins, with its order of bytes
     */
    static int of(byte[] file, int from, int length) {
        if (length < HEAD) {
            return UPRIGHT;
        }
        ByteBuffer block = ByteBuffer.wrap(file, from, length).slice();
        short order = block.getShort(0);
        if (order != LITTLE && order != BIG) {
            return UPRIGHT;
        }
        block.order(order == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = block.getInt(4);
        if (directory < HEAD || directory > length - 2) {
            return UPRIGHT;
        }
        int entries = Short.toUnsignedInt(block.getShort(directory));
        for (int i = 0; i < entries; i++) {
            int at = directory + 2 + i * ENTRY;
            if (at > length - ENTRY) {
                break;
            }
            if (Short.toUnsignedInt(block.getShort(at)) == TAG && block.getShort(at + 2) == SHORT) {
                int value = Short.toUnsignedInt(block.getShort(at + 8));
                return value >= UPRIGHT && value <= MOST ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** The picture with its top up. */
    static Picture upright(Picture picture, int orientation) {
        if (orientation == UPRIGHT) {
            return picture;
        }
        int height = orientation < LYING ? picture.height() : picture.width();
        int width = orientation < LYING ? picture.width() : picture.height();
        int channels = picture.channels();
        int lastDown = picture.height() - 1;
        int lastAcross = picture.width() - 1;
        byte[] pixels = new byte[picture.pixels().length];
        int next = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int down = switch (orientation) {
                    case 2 -> y;
                    case 3, 4 -> lastDown - y;
                    case 5, 8 -> x;
                    default -> lastDown - x;
                };
                int across = switch (orientation) {
                    case 2, 3 -> lastAcross - x;
                    case 4 -> x;
                    case 5, 6 -> y;
                    default -> lastAcross - y;
                };
                System.arraycopy(
                        picture.pixels(), (down * picture.width() + across) * channels, pixels, next, channels);
                next += channels;
            }
        }
        return new Picture(height, width, channels, pixels);
    }
}
