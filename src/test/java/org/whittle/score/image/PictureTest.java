package org.whittle.score.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures are decoded, or refused in half a sentence. */
class PictureTest {

    @Test
    void fiftyMalformedFilesAreToldEach() {
        assertThat(Pictures.malformed()).hasSize(50).allSatisfy((name, file) ->
                assertThatThrownBy(() -> Picture.read(file.getKey())).as(name)
                        .isInstanceOf(BrokenPictureException.class).hasMessageContaining(file.getValue())
                        .message().doesNotContain("\n", "java"));
    }

    /** Whatever is changed in a file, it is a picture or a broken one, and of no other size than its head has. */
    @Test
    void changedFilesAreReadOrRefused() {
        Random random = new Random(5);
        byte[][] sound = {Pictures.png(20, 10), Pictures.jpeg(40, 30), Pictures.grey(9, 9, 7, 200)};
        int read = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] changed = sound[i % 3].clone();
            for (int change = 0; change <= i % 4; change++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            if (i % 5 == 0) {
                changed = Arrays.copyOf(changed, random.nextInt(changed.length));
            }
            try {
                Picture picture = Picture.read(changed);
                assertThat(picture.pixels()).hasSize(picture.height() * picture.width() * picture.channels());
                read++;
            } catch (BrokenPictureException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            }
        }
        assertThat(read).as("JPEG knows no sums").isPositive();
    }

    @Test
    void pixelsAreThoseOfTheFile() throws Exception {
        Picture grey = Picture.read(Pictures.grey(3, 2, 128, 7));
        assertThat(grey.channels()).isOne();
        assertThat(grey.pixels()).as("no gamma").containsExactly(7, -128, -128, -128, -128, -128);
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_3BYTE_BGR}) {
            BufferedImage image = Pictures.drawn(5, 4, type);
            Picture picture = Picture.read(Pictures.file(image, "png"));
            assertThat(picture.channels()).isEqualTo(3);
            for (int i = 0; i < 20; i++) {
                int rgb = image.getRGB(i % 5, i / 5);
                assertThat(Arrays.copyOfRange(picture.pixels(), 3 * i, 3 * i + 3))
                        .containsExactly((byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb);
            }
        }
    }

    @Test
    void palettesAndBitsBecomeBytes() throws Exception {
        BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(1, 0, 0xffffffff);
        Picture picture = Picture.read(Pictures.file(bits, "png"));
        assertThat(picture.channels()).isOne();
        assertThat(picture.pixels()).containsExactly(0, -1);
        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setPixels(0, 0, 2, 1, new int[] {65535, 257 * 40});
        assertThat(Picture.read(Pictures.file(deep, "png")).pixels()).containsExactly(-1, 40);
        BufferedImage coloured = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
        coloured.setRGB(0, 0, 0xffff0000);
        assertThat(Picture.read(Pictures.file(coloured, "png")).pixels()).startsWith(-1, 0, 0);
    }

    @Test
    void whatIsTransparentLiesOnWhite() throws Exception {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00102030);
        image.setRGB(1, 0, 0xff102030);
        image.setRGB(2, 0, 0x80102030);
        // 128 of 255 is what is there, the rest is white: 16 × 128 ∕ 255 + 127 = 135.03.
        assertThat(Picture.read(Pictures.file(image, "png")).pixels()).containsExactly(-1, -1, -1, 16, 32, 48,
                (byte) 135, (byte) 143, (byte) 151);
        IndexColorModel palette = new IndexColorModel(8, 2, new byte[] {0, 9}, new byte[] {0, 9}, new byte[] {0, 9}, 0);
        BufferedImage indexed = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        indexed.getRaster().setSamples(0, 0, 2, 1, 0, new int[] {0, 1});
        assertThat(Picture.read(Pictures.file(indexed, "png")).pixels()).containsExactly(-1, 9);
    }

    /** A block of EXIF: one entry, the orientation. */
    private static byte[] exif(int orientation, ByteOrder order) {
        return ByteBuffer.allocate(26)
                .order(order)
                .putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    /** A PNG with such a block behind its head. */
    private static byte[] held(byte[] png, byte[] exif) {
        CRC32 sum = new CRC32();
        byte[] name = {'e', 'X', 'I', 'f'};
        sum.update(name);
        sum.update(exif);
        return ByteBuffer.allocate(png.length + exif.length + 12)
                .put(png, 0, 33)
                .putInt(exif.length)
                .put(name)
                .put(exif)
                .putInt((int) sum.getValue())
                .put(png, 33, png.length - 33)
                .array();
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 123456", "2, 2, 321654", "3, 2, 654321", "4, 2, 456123", "5, 3, 142536", "6, 3, 415263",
            "7, 3, 635241", "8, 3, 362514", "0, 2, 123456", "9, 2, 123456"})
    void topsAreUp(int orientation, int height, String upright) throws Exception {
        byte[] png = new Picture(2, 3, 1, new byte[] {'1', '2', '3', '4', '5', '6'}).png();
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            Picture picture = Picture.read(held(png, exif(orientation, order)));
            assertThat(picture.height()).isEqualTo(height);
            assertThat(new String(picture.pixels(), StandardCharsets.US_ASCII)).isEqualTo(upright);
        }
    }

    @Test
    void photographsAreTurnedAndNonsenseIsNot() throws Exception {
        byte[] jpeg = Pictures.jpeg(40, 30);
        byte[] exif = exif(6, ByteOrder.BIG_ENDIAN);
        byte[] turned = ByteBuffer.allocate(jpeg.length + exif.length + 10).put(jpeg, 0, 2).putShort((short) 0xffe1)
                .putShort((short) (exif.length + 8)).put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif)
                .put(jpeg, 2, jpeg.length - 2).array();
        Picture whole = Picture.read(jpeg);
        Picture picture = Picture.read(turned);
        assertThat(picture.height()).isEqualTo(40);
        assertThat(picture.width()).isEqualTo(30);
        assertThat(Arrays.copyOfRange(picture.pixels(), 0, 3)).as("what was at the lower left")
                .isEqualTo(Arrays.copyOfRange(whole.pixels(), 29 * 40 * 3, 29 * 40 * 3 + 3));
        byte[] png = Pictures.grey(3, 2, 5, 6);
        for (int i = 0; i < 200; i++) {
            byte[] nonsense = exif(6, ByteOrder.LITTLE_ENDIAN);
            new Random(i).nextBytes(nonsense);
            nonsense[0] = 0x49;
            nonsense[1] = 0x49;
            assertThat(Picture.read(held(png, Arrays.copyOf(nonsense, i % 27))).pixels()).hasSize(6);
        }
    }

    @Test
    void colourBecomesLumaAndGreyThreeTimesItself() {
        Picture red = new Picture(1, 1, 3, new byte[] {(byte) 255, 0, 0});
        // 255 × 0.299 = 76.2
        assertThat(red.withChannels(1).pixels()).containsExactly(76);
        assertThat(new Picture(1, 1, 1, new byte[] {9}).withChannels(3).pixels()).containsExactly(9, 9, 9);
    }

    private static Picture row(int... values) {
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            pixels[i] = (byte) values[i];
        }
        return new Picture(1, values.length, 1, pixels);
    }

    @Test
    void framesCropPadAndStretch() {
        Picture wide = row(0, 0, 100, 200, 0, 0);
        assertThat(new Frame(1, 2, 1, Fit.CROP).of(wide).pixels()).as("the middle").containsExactly(100, (byte) 200);
        Picture padded = new Frame(6, 6, 1, Fit.PAD).of(wide);
        assertThat(Arrays.copyOfRange(padded.pixels(), 12, 18)).containsExactly(wide.pixels());
        assertThat(Arrays.copyOfRange(padded.pixels(), 0, 12)).containsOnly(0);
        Picture stretched = new Frame(3, 3, 1, Fit.STRETCH).of(row(0, 0, 240, 240, 0, 0));
        assertThat(stretched.height()).isEqualTo(3);
        // A triangle two pixels wide on either side: weights 1/8, 3/8, 3/8, 1/8, and at the edge 3/7, 3/7, 1/7.
        assertThat(stretched.pixels()).startsWith(34, (byte) 180, 34);
        assertThat(new Frame(0, 0, 0, Fit.CROP).of(wide)).isSameAs(wide);
    }

    @Test
    void aPictureOfOneValueStaysOne() throws Exception {
        Picture even = Picture.read(Pictures.grey(37, 23, 90, 90));
        for (Fit fit : Fit.values()) {
            byte[] pixels = new Frame(8, 11, 3, fit).of(even).pixels();
            assertThat(pixels).hasSize(8 * 11 * 3);
            if (fit != Fit.PAD) {
                assertThat(pixels).containsOnly(90);
            }
        }
        assertThat(new Frame(1, 1, 1, Fit.PAD).of(row(10, 20)).pixels()).containsExactly(15);
    }
}
