package org.whittle.score.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Files of pictures, sound and broken. */
public final class Pictures {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private Pictures() {
    }

    /** A picture whose colours go with its place. */
    public static BufferedImage drawn(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0xff000000 | x * 255 / width << 16 | y * 255 / height << 8 | (x + y) * 7 % 256);
            }
        }
        return image;
    }

    /** A grey one, all of whose pixels are of one value but the first. */
    public static byte[] grey(int width, int height, int value, int first) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, value);
        pixels[0] = first;
        image.getRaster().setPixels(0, 0, width, height, pixels);
        return file(image, "png");
    }

    public static byte[] file(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalStateException("No writer of " + format);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] png(int width, int height) {
        return file(drawn(width, height, BufferedImage.TYPE_INT_RGB), "png");
    }

    public static byte[] jpeg(int width, int height) {
        return file(drawn(width, height, BufferedImage.TYPE_INT_RGB), "jpeg");
    }

    static byte[] chunk(String kind, byte[] content) {
        byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        return ByteBuffer.allocate(content.length + 12).putInt(content.length).put(name).put(content)
                .putInt((int) sum.getValue()).array();
    }

    static byte[] head(int width, int height, int bits, int type) {
        return chunk("IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) bits).put((byte) type)
                .put(new byte[3]).array());
    }

    static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater();
        deflater.setInput(content);
        deflater.finish();
        byte[] bytes = new byte[content.length + 64];
        int length = deflater.deflate(bytes);
        deflater.end();
        return Arrays.copyOf(bytes, length);
    }

    static byte[] all(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private static byte[] with(byte[] file, int at, int value) {
        byte[] changed = file.clone();
        changed[at < 0 ? changed.length + at : at] = (byte) value;
        return changed;
    }

    private static byte[] cut(byte[] file, int length) {
        return Arrays.copyOf(file, length < 0 ? file.length + length : length);
    }

    private static int find(byte[] file, int marker) {
        for (int i = 0; i < file.length - 1; i++) {
            if ((file[i] & 0xff) == 0xff && (file[i + 1] & 0xff) == marker) {
                return i;
            }
        }
        throw new IllegalArgumentException("No such marker");
    }

    private static byte[] jpegOfSize(byte[] jpeg, int height, int width, int channels) {
        int at = find(jpeg, 0xc0);
        byte[] changed = jpeg.clone();
        ByteBuffer.wrap(changed).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
        changed[at + 9] = (byte) channels;
        return changed;
    }

    /** Fifty files that are no pictures which can be used, with what is said of each. */
    public static Map<String, Map.Entry<byte[], String>> malformed() {
        Map<String, Map.Entry<byte[], String>> files = new LinkedHashMap<>();
        byte[] png = png(20, 10);
        byte[] jpeg = jpeg(40, 30);
        byte[] end = chunk("IEND", new byte[0]);
        byte[] rows = deflated(new byte[3 * (1 + 2 * 3)]);
        put(files, "empty.png", new byte[0], "is empty");
        put(files, "text.png", "not a picture".getBytes(StandardCharsets.UTF_8), "is no PNG or JPEG");
        put(files, "zeros.png", new byte[1000], "is no PNG or JPEG");
        put(files, "one-byte.jpg", new byte[] {(byte) 0xff}, "is no PNG or JPEG");
        put(files, "html.jpg", "<html>404 Not Found</html>".getBytes(StandardCharsets.UTF_8), "is no PNG or JPEG");
        put(files, "lfs.png", "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8),
                "is no PNG or JPEG");
        put(files, "moving.gif", "GIF89a\1\0\1\0\0\0\0;".getBytes(StandardCharsets.ISO_8859_1), "is a GIF");
        put(files, "gif-named.png", file(drawn(5, 5, BufferedImage.TYPE_BYTE_INDEXED), "gif"), "is a GIF");
        put(files, "bitmap.bmp", file(drawn(5, 5, BufferedImage.TYPE_INT_RGB), "bmp"), "is a BMP");
        put(files, "web.webp", "RIFF\0\0\0\0WEBPVP8 ".getBytes(StandardCharsets.ISO_8859_1), "is a WebP");
        put(files, "scan.tif", "II*\0\10\0\0\0".getBytes(StandardCharsets.ISO_8859_1), "is a TIFF");
        put(files, "scan-2.tif", "MM\0*\0\0\0\10".getBytes(StandardCharsets.ISO_8859_1), "is a TIFF");
        put(files, "signature.png", PNG, "is cut off");
        put(files, "cut-1.png", cut(png, 20), "is cut off");
        put(files, "cut-2.png", cut(png, 40), "is cut off");
        put(files, "cut-3.png", cut(png, png.length / 2), "is cut off");
        put(files, "cut-4.png", cut(png, -1), "is cut off");
        put(files, "no-end.png", cut(png, -12), "is cut off: its end");
        put(files, "bit-1.png", with(png, 60, png[60] + 1), "a checksum of it does not match");
        put(files, "bit-2.png", with(png, -1, png[png.length - 1] + 1), "a checksum of it does not match");
        put(files, "width-bit.png", with(png, 18, 77), "a checksum of it does not match");
        put(files, "longer.png", with(png, 33, 0x70), "a part of it is longer than the file");
        put(files, "negative.png", with(png, 33, 0xff), "a part of it is longer than the file");
        put(files, "headless.png", all(PNG, chunk("IDAT", rows), end), "its head is not where it has to be");
        put(files, "short-head.png", all(PNG, chunk("IHDR", new byte[12]), chunk("IDAT", rows), end), "its head");
        put(files, "two-heads.png", all(PNG, head(2, 3, 8, 2), head(2, 3, 8, 2), chunk("IDAT", rows), end), "its head");
        put(files, "no-pixels.png", all(PNG, head(2, 3, 8, 2), end), "has no pixels");
        put(files, "no-width.png", all(PNG, head(0, 3, 8, 2), chunk("IDAT", rows), end), "it claims 0 x 3 pixels");
        put(files, "minus.png", all(PNG, head(-5, 3, 8, 2), chunk("IDAT", rows), end), "it claims -5 x 3 pixels");
        put(files, "bomb-1.png", all(PNG, head(50_000, 50_000, 8, 2), chunk("IDAT", rows), end),
                "has 50000 x 50000 pixels, more than 33554432");
        put(files, "bomb-2.png", all(PNG, head(Integer.MAX_VALUE, Integer.MAX_VALUE, 8, 2), chunk("IDAT", rows), end),
                "has 2147483647 x 2147483647 pixels");
        put(
                files,
                "bomb-3.png",
                all(PNG, head(1, 1 << 30, 1, 0), chunk("IDAT", rows), end),
                "has 1 x 1073741824 pixels");
        put(files, "animated.png", all(PNG, head(2, 3, 8, 2), chunk("acTL", new byte[8]), chunk("IDAT", rows), end),
                "is animated");
        put(files, "bits.png", all(PNG, head(2, 3, 5, 2), chunk("IDAT", rows), end), "is damaged");
        put(files, "colour-type.png", all(PNG, head(2, 3, 8, 7), chunk("IDAT", rows), end), "is damaged");
        put(files, "no-palette.png", all(PNG, head(2, 3, 8, 3), chunk("IDAT", rows), end), "is damaged");
        put(files, "few-rows.png", all(PNG, head(20, 30, 8, 2), chunk("IDAT", rows), end), "is damaged");
        put(files, "not-deflated.png", all(PNG, head(2, 3, 8, 2), chunk("IDAT", new byte[] {1, 2, 3, 4, 5}), end),
                "is damaged");
        put(files, "start.jpg", cut(jpeg, 2), "is cut off: its pixels");
        put(files, "cut-1.jpg", cut(jpeg, 30), "is cut off");
        put(files, "cut-2.jpg", cut(jpeg, find(jpeg, 0xda)), "is cut off: its pixels are not there");
        put(files, "cut-3.jpg", cut(jpeg, jpeg.length * 3 / 4), "is cut off: its end is not there");
        put(files, "cut-4.jpg", cut(jpeg, -2), "is cut off: its end is not there");
        put(
                files,
                "nothing.jpg",
                new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9, 0, 0},
                "has no pixels");
        put(files, "bomb.jpg", jpegOfSize(jpeg, 65_000, 65_000, 3), "has 65000 x 65000 pixels");
        put(files, "flat.jpg", jpegOfSize(jpeg, 0, 40, 3), "it claims 40 x 0 pixels");
        put(files, "printed.jpg", jpegOfSize(jpeg, 30, 40, 4), "has 4 colours a pixel, as for printing");
        put(files, "taller.jpg", jpegOfSize(jpeg, 3000, 40, 3), "is damaged: not all of its pixels");
        put(files, "gap.jpg", with(jpeg, 20, 0), "is damaged");
        put(files, "no-tables.jpg", all(cut(jpeg, 20),
                Arrays.copyOfRange(jpeg, find(jpeg, 0xc0), find(jpeg, 0xc4)),
                Arrays.copyOfRange(jpeg, find(jpeg, 0xda), jpeg.length)), "is damaged");
        return files;
    }

    private static void put(Map<String, Map.Entry<byte[], String>> files, String name, byte[] content, String said) {
        files.put(name, Map.entry(content, said));
    }
}
