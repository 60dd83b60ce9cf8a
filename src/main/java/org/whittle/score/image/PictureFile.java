package org.whittle.score.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * What the parts of a picture's file say, before anything is decoded.
 *
 * @param format of ImageIO
 * @param orientation of the camera, as {@link Orientation} has it
 * @param essential the file without the parts that are not needed for its pixels: texts, profiles, thumbnails
 */
record PictureFile(String format, int height, int width, int orientation, byte[] essential) {

    /** A photograph of 33 megapixels; of more, nothing is left in an image that is small enough to train on. */
    static final long MOST_PIXELS = 1 << 25;

    private static final long PNG = 0x89504e470d0a1a0aL;
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504c5445;
    private static final int TRNS = 0x74524e53;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;
    private static final int ACTL = 0x6163544c;
    private static final int EXIF = 0x65584966;
    private static final String EXIF_HEAD = "Exif\0\0";
    private static final int CHUNK_FRAME = 12;

    /** @throws BrokenPictureException if it is none that can be decoded */
    static PictureFile of(byte[] file) throws BrokenPictureException {
        if (file.length == 0) {
            throw new BrokenPictureException("is empty");
        }
        ByteBuffer bytes = ByteBuffer.wrap(file);
        if (file.length >= Long.BYTES && bytes.getLong(0) == PNG) {
            return png(bytes.position(Long.BYTES));
        }
        if (file.length >= 2 && bytes.getShort(0) == (short) 0xffd8) {
            return jpeg(file);
        }
        throw new BrokenPictureException(foreign(file));
    }

    private static String foreign(byte[] file) {
        String begin = new String(file, 0, Math.min(12, file.length), StandardCharsets.ISO_8859_1);
        String kind = begin.startsWith("GIF8") ? "a GIF, which may be animated" : begin.startsWith("BM") ? "a BMP"
                : begin.startsWith("RIFF") && begin.endsWith("WEBP") ? "a WebP"
                : begin.startsWith("II*") || begin.startsWith("MM\0*") ? "a TIFF" : "";
        return kind.isEmpty() ? "is no PNG or JPEG" : "is %s; convert it to PNG or JPEG".formatted(kind);
    }

    private static PictureFile png(ByteBuffer bytes) throws BrokenPictureException {
        ByteArrayOutputStream essential = new ByteArrayOutputStream(bytes.capacity());
        essential.write(bytes.array(), 0, Long.BYTES);
        int height = 0;
        int width = 0;
        int orientation = Orientation.UPRIGHT;
        boolean pixels = false;
        for (boolean first = true; ; first = false) {
            if (bytes.remaining() < CHUNK_FRAME) {
                throw new BrokenPictureException("is cut off: its end is not there");
            }
            int at = bytes.position();
            int length = bytes.getInt();
            int kind = bytes.getInt();
            if (length < 0 || length > bytes.remaining() - Integer.BYTES) {
                throw new BrokenPictureException("is cut off, or damaged: a part of it is longer than the file");
            }
            bytes.position(at + Long.BYTES + length);
            CRC32 sum = new CRC32();
            sum.update(bytes.array(), at + Integer.BYTES, length + Integer.BYTES);
            if (bytes.getInt() != (int) sum.getValue()) {
                throw new BrokenPictureException("is damaged: a checksum of it does not match");
            }
            if (first != (kind == IHDR) || first && length != 13) {
                throw new BrokenPictureException("is damaged: its head is not where it has to be");
            }
            if (kind == IHDR) {
                width = bytes.getInt(at + Long.BYTES);
                height = bytes.getInt(at + Long.BYTES + Integer.BYTES);
                requireSize(height, width);
            } else if (kind == ACTL) {
                throw new BrokenPictureException("is animated; write one picture");
            }
            if (kind == EXIF) {
                orientation = Orientation.of(bytes.array(), at + Long.BYTES, length);
            }
            pixels |= kind == IDAT;
            if (kind == IHDR || kind == PLTE || kind == TRNS || kind == IDAT || kind == IEND) {
                essential.write(bytes.array(), at, length + CHUNK_FRAME);
            }
            if (kind == IEND && !pixels) {
                throw new BrokenPictureException("has no pixels");
            }
            if (kind == IEND) {
                return new PictureFile("png", height, width, orientation, essential.toByteArray());
            }
        }
    }

    /** Markers up to the pixels; those of camera, profile and thumbnail are left out. */
    private static PictureFile jpeg(byte[] file) throws BrokenPictureException {
        ByteArrayOutputStream essential = new ByteArrayOutputStream(file.length);
        essential.write(file, 0, 2);
        int height = 0;
        int width = 0;
        int orientation = Orientation.UPRIGHT;
        int at = 2;
        while (true) {
            if (at + 4 > file.length) {
                throw new BrokenPictureException("is cut off: its pixels are not there");
            }
            int marker = file[at + 1] & 0xff;
            if ((file[at] & 0xff) != 0xff) {
                throw new BrokenPictureException(
                        "is damaged: a part of it does not begin where the one before it ends");
            }
            if (marker == 0xff) {
                at++;
                continue;
            }
            int length = (file[at + 2] & 0xff) << 8 | file[at + 3] & 0xff;
            if (marker == 0xd9) {
                throw new BrokenPictureException("has no pixels");
            }
            if (length < 2 || at + 2 + length > file.length) {
                throw new BrokenPictureException("is cut off, or damaged: a part of it is longer than the file");
            }
            boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (frame) {
                if (length < 8) {
                    throw new BrokenPictureException("is damaged: its head is too short");
                }
                height = (file[at + 5] & 0xff) << 8 | file[at + 6] & 0xff;
                width = (file[at + 7] & 0xff) << 8 | file[at + 8] & 0xff;
                requireSize(height, width);
                requireColours(file[at + 9] & 0xff);
            }
            if (marker == 0xe1 && orientation == Orientation.UPRIGHT && length > 2 + EXIF_HEAD.length()
                    && new String(file, at + 4, EXIF_HEAD.length(), StandardCharsets.ISO_8859_1).equals(EXIF_HEAD)) {
                orientation = Orientation.of(file, at + 4 + EXIF_HEAD.length(), length - 2 - EXIF_HEAD.length());
            }
            boolean needed = marker < 0xe0 || marker == 0xee || marker == 0xe0 && length >= 7
                    && new String(file, at + 4, 4, StandardCharsets.ISO_8859_1).equals("JFIF");
            if (needed && marker != 0xfe) {
                essential.write(file, at, length + 2);
            }
            at += length + 2;
            if (marker == 0xda) {
                return jpeg(file, at, essential, height, width, orientation);
            }
        }
    }

    private static PictureFile jpeg(byte[] file, int pixels, ByteArrayOutputStream essential, int height, int width,
                                    int orientation)
            throws BrokenPictureException {
        if (height == 0) {
            throw new BrokenPictureException("is damaged: it does not say how large it is");
        }
        int end = file.length - 2;
        while (end >= pixels && !((file[end] & 0xff) == 0xff && (file[end + 1] & 0xff) == 0xd9)) {
            end--;
        }
        if (end < pixels) {
            throw new BrokenPictureException("is cut off: its end is not there");
        }
        essential.write(file, pixels, end + 2 - pixels);
        return new PictureFile("jpeg", height, width, orientation, essential.toByteArray());
    }

    private static void requireSize(int height, int width) throws BrokenPictureException {
        if (height <= 0 || width <= 0) {
            throw new BrokenPictureException("is damaged: it claims %d x %d pixels".formatted(width, height));
        }
        if ((long) height * width > MOST_PIXELS) {
            throw new BrokenPictureException("has %d x %d pixels, more than %d; make it smaller"
                    .formatted(width, height, MOST_PIXELS));
        }
    }

    private static void requireColours(int channels) throws BrokenPictureException {
        if (channels != 1 && channels != 3) {
            throw new BrokenPictureException("has %d colours a pixel, as for printing; convert it to RGB or grey"
                    .formatted(channels));
        }
    }
}
