package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.net.InputShape;
import org.whittle.score.step.Scaling;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.InvalidInputException;
import org.whittle.work.Rows;

/** Images and labels in the format of MNIST's files, which nobody has to believe. */
class IdxTest extends SparkTest {

    private static final int COUNT = 60;

    /** Image i holds i in its first pixel, and its class in the second. */
    private static byte[] images(int... sizes) throws IOException {
        ByteArrayOutputStream bytes = head(8, sizes);
        int item = Arrays.stream(sizes).skip(1).reduce(1, (a, b) -> a * b);
        for (int i = 0; i < sizes[0]; i++) {
            byte[] pixels = new byte[item];
            pixels[0] = (byte) i;
            pixels[1] = (byte) (i % 3 * 100);
            pixels[item - 1] = (byte) 255;
            bytes.write(pixels);
        }
        return bytes.toByteArray();
    }

    private static byte[] labels(int count) throws IOException {
        ByteArrayOutputStream bytes = head(8, count);
        for (int i = 0; i < count; i++) {
            bytes.write(i % 3);
        }
        return bytes.toByteArray();
    }

    private static ByteArrayOutputStream head(int type, int... sizes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(type << 8 | sizes.length);
        for (int size : sizes) {
            out.writeInt(size);
        }
        return bytes;
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    private Settings sound(boolean gz) throws IOException {
        String end = gz ? ".gz" : "";
        write("a-labels-idx1-ubyte" + end, gz ? gzip(labels(COUNT)) : labels(COUNT));
        byte[] images = images(COUNT, 2, 3);
        return Settings.of("idx", write("a-images-idx3-ubyte" + end, gz ? gzip(images) : images), "label")
                .scaling(Scaling.NONE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void imagesGoWithTheirLabels(boolean gz) throws IOException {
        PreparedData prepared = prepare(sound(gz));
        assertThat(prepared.training().input()).isEqualTo(new InputShape.Image(2, 3, 1));
        List<Integer> seen = new ArrayList<>();
        for (Rows rows : List.of(prepared.training().training(), prepared.training().validation(),
                prepared.lockBox().open())) {
            float[] features = rows.features();
            for (int i = 0; i < rows.count(); i++) {
                seen.add((int) features[i * 6]);
                assertThat(features[i * 6 + 1]).isEqualTo((float) (rows.targets()[i] * 100));
                assertThat(features[i * 6 + 5]).isEqualTo(255);
            }
        }
        assertThat(seen).hasSize(COUNT).doesNotHaveDuplicates();
    }

    @Test
    void rowsOfAFileMayBeEachPart() throws IOException {
        String path = sound(true).spec().path();
        Settings settings = Settings.of("idx", path + "#0:30", "label").scaling(Scaling.NONE)
                .split(new Split.ByPath(path + "#30:45", path + "#45:60"));
        PreparedData prepared = prepare(settings);
        assertThat(prepared.training().validation().count()).isEqualTo(15);
        float[] test = prepared.lockBox().open().features();
        assertThat(List.of(0, 6, 12)).allSatisfy(i -> assertThat(test[i]).isBetween(45f, 59f));
        assertThat(prepared.training().training().count()).isEqualTo(30);
    }

    @Test
    void channelsComeLast() throws IOException {
        write("b-labels-idx1-ubyte", labels(COUNT));
        PreparedData prepared = prepare(Settings.of("idx", write("b-images-idx4-ubyte", images(COUNT, 2, 2, 3)),
                "label"));
        assertThat(prepared.training().input()).isEqualTo(new InputShape.Image(2, 2, 3));
    }

    @Test
    void laterImagesNeedNoLabels() throws IOException {
        prepare(sound(true));
        FeaturePipeline pipeline = FeaturePipeline.load(study("study"));
        Path later = write("later-images-idx3-ubyte", images(5, 2, 3));
        LaterTable table = pipeline.read(spark, "idx", later.toString(), Map.of(), false);
        assertThat(table.written().columns()).containsExactly("row");
        assertThat(pipeline.of(table)).isNotNull();
        Path other = write("other-images-idx3-ubyte", images(5, 3, 3));
        assertThat(lines(() -> pipeline.read(spark, "idx", other.toString(), Map.of(), false))).singleElement()
                .asString().contains("holds images of [3, 3, 1], but the network takes those of [2, 3, 1]");
    }

    private static List<String> lines(Runnable what) {
        try {
            what.run();
        } catch (InvalidInputException e) {
            assertThat(e.problems()).allSatisfy(line -> assertThat(line).doesNotContain("\n", "org.apache",
                    "Exception"));
            return e.problems();
        }
        return List.of();
    }

    private List<String> problems(Path images) {
        List<String> problems = lines(() -> prepare(Settings.of("idx", images, "label")));
        assertThat(study("study").exists("data")).isFalse();
        return problems;
    }

    private List<String> problems(byte[] images) throws IOException {
        write("x-labels-idx1-ubyte", labels(COUNT));
        return problems(write("x-images-idx3-ubyte", images));
    }

    @Test
    void whatIsNoSuchFileIsToldInALine() throws IOException {
        byte[] images = images(COUNT, 2, 3);
        assertThat(problems(new byte[0])).singleElement().asString().contains("x-images-idx3-ubyte is cut off");
        assertThat(problems(Arrays.copyOf(images, 10))).singleElement().asString().contains("ends within its head");
        assertThat(problems(Arrays.copyOf(images, images.length - 1))).singleElement().asString()
                .contains("is cut off: 359 of its 360 numbers are there");
        assertThat(problems(Arrays.copyOf(images, images.length + 1))).singleElement().asString()
                .contains("there is more in it than the 60 x 2 x 3 numbers");
        assertThat(problems("PNG, not IDX".getBytes("UTF-8"))).singleElement().asString().contains("is no IDX file");
        assertThat(problems(head(13, COUNT, 2, 3).toByteArray())).singleElement().asString()
                .contains("holds no bytes of labels or images (its type is 13");
        assertThat(problems(head(8, COUNT, 1 << 30, 1 << 30).toByteArray())).singleElement().asString()
                .contains("is damaged: it claims 60 x 1073741824 x 1073741824 numbers");
        assertThat(problems(head(8, Integer.MAX_VALUE, 4096, 4096).toByteArray())).singleElement().asString()
                .contains("is cut off: 0 of its");
        assertThat(problems(head(8, -1, 2, 2).toByteArray())).singleElement().asString().contains("is damaged");
        assertThat(problems(labels(COUNT))).singleElement().asString()
                .contains("holds labels, where images have a height and a width");
        assertThat(problems(images(COUNT + 1, 2, 3))).singleElement().asString()
                .contains("x-labels-idx1-ubyte holds 60 numbers", "has 61 images");
        assertThat(problems(directory)).singleElement().asString().contains("is a directory");
        assertThat(problems(directory.resolve("none-images-idx3-ubyte"))).singleElement().asString()
                .contains("is not there");
        assertThat(problems(write("alone-images-idx3-ubyte", images))).singleElement().asString()
                .contains("its labels are not beside it: name their file in data.options.labels");
        for (String range : List.of("#10:10", "#0:61", "#50:40")) {
            assertThat(problems(write("y-images-idx3-ubyte", images).resolveSibling("y-images-idx3-ubyte" + range)))
                    .singleElement().asString().contains("names no rows of the file, which has rows 0:60");
        }
        byte[] gz = gzip(images);
        assertThat(problems(write("z-images-idx3-ubyte.gz", images))).singleElement().asString()
                .contains("cannot be uncompressed");
        assertThat(problems(write("z-images-idx3-ubyte.gz", Arrays.copyOf(gz, gz.length - 20)))).singleElement()
                .asString().contains("is cut off");
    }

    @Test
    void theShapeOfTheStudyFileIsThatOfTheFile() throws IOException {
        assertThat(lines(() -> prepare(quiet(2, 2)))).singleElement().asString()
                .contains("data.image.shape = [2, 2, 1], but ", "holds images of [2, 3, 1]; leave it out");
        assertThat(lines(() -> prepare(quiet(2, 3)))).isEmpty();
    }

    private Settings quiet(int height, int width) {
        try {
            return sound(true).image(height, width, 1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whatever is changed in a file, it is read or refused in a line: it never fails otherwise. */
    @Test
    void changedFilesAreReadOrRefused() throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        byte[] sound = gzip(images(COUNT, 2, 3));
        write("f-labels-idx1-ubyte.gz", gzip(labels(COUNT)));
        for (int i = 0; i < 60; i++) {
            byte[] changed = Arrays.copyOf(sound, i % 4 == 0 ? random.nextInt(sound.length) : sound.length);
            for (int change = 0; change <= i % 3 && changed.length > 0; change++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            Path file = write("f-images-idx3-ubyte.gz", changed);
            assertThat(lines(() -> Settings.of("idx", file, "label").open(spark))).hasSizeLessThan(2);
        }
    }
}
