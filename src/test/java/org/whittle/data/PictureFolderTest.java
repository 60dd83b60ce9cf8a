package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.whittle.data.column.Findings;
import org.whittle.data.source.TableReader;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.score.image.Fit;
import org.whittle.score.image.Frame;
import org.whittle.score.image.Pictures;
import org.whittle.score.step.Scaling;
import org.whittle.study.InvalidInputException;
import org.whittle.study.PictureSpec;
import org.whittle.work.Rows;

/** Folders of pictures as rows of a study. */
class PictureFolderTest extends SparkTest {

    private Path picture(String name, byte[] content) throws IOException {
        Path file = directory.resolve("pictures").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    /** Pictures of 4 × 3, each with its class's value everywhere but in the first pixel, which is its number. */
    private Settings sound(PictureSpec spec) throws IOException {
        for (int i = 0; i < 20; i++) {
            picture("cats/%02d.png".formatted(i), Pictures.grey(4, 3, 50, i));
            picture("dogs and others/deep/%02d.PNG".formatted(i), Pictures.grey(4, 3, 200, 100 + i));
        }
        return Settings.of("images", directory.resolve("pictures"), "label").scaling(Scaling.NONE).pictures(spec);
    }

    private static PictureSpec frame(int height, int width, int channels, Fit fit, boolean skip) {
        return new PictureSpec(new Frame(height, width, channels, fit), skip);
    }

    @Test
    void foldersAreClassesAndPixelsAreBytes() throws IOException {
        PreparedData prepared = prepare(sound(PictureSpec.STANDARD));
        assertThat(prepared.training().input()).isEqualTo(new InputShape.Image(3, 4, 1));
        assertThat(prepared.training().task())
                .isEqualTo(new LearningTask.Classification(List.of("cats", "dogs and others")));
        assertThat(new String(Arrays.copyOf(study("study").read("data/training/features-00000.npy"), 60), "US-ASCII"))
                .contains("|u1");
        TreeSet<Integer> seen = new TreeSet<>();
        for (Rows rows : List.of(prepared.training().training(), prepared.training().validation(),
                prepared.lockBox().open())) {
            float[] features = rows.features();
            for (int i = 0; i < rows.count(); i++) {
                seen.add((int) features[i * 12]);
                assertThat(features[i * 12 + 5]).isEqualTo(rows.targets()[i] == 0 ? 50 : 200);
            }
        }
        assertThat(seen).hasSize(40);
        assertThat(prepare(sound(PictureSpec.STANDARD), "again").fingerprint()).isEqualTo(prepared.fingerprint());
    }

    @Test
    void picturesOfAnySizeAreBroughtToOne() throws IOException {
        Settings settings = sound(frame(6, 5, 3, Fit.PAD, false));
        picture("cats/photo.jpg", Pictures.jpeg(320, 200));
        assertThat(prepare(settings).training().input()).isEqualTo(new InputShape.Image(6, 5, 3));
        assertThat(lines(sound(PictureSpec.STANDARD))).singleElement().asString().contains(
                "holds pictures of 2 sizes (4 x 3: 40, 320 x 200: 1)", "data.image { width = 32, height = 32 }");
    }

    private List<String> lines(Settings settings) {
        try {
            prepare(settings, "refused");
        } catch (InvalidInputException e) {
            assertThat(study("refused").exists("data")).isFalse();
            return e.problems();
        }
        return List.of();
    }

    private void malformed() throws IOException {
        for (Map.Entry<String, Map.Entry<byte[], String>> file : Pictures.malformed().entrySet()) {
            picture("cats/" + file.getKey(), file.getValue().getKey());
        }
    }

    @Test
    void fiftyBrokenPicturesAreNamedAtOnce() throws IOException {
        Settings settings = sound(PictureSpec.STANDARD);
        malformed();
        List<String> lines = lines(settings);
        assertThat(lines).hasSize(50).isSorted();
        Pictures.malformed().forEach((name, file) -> assertThat(lines).filteredOn(line ->
                line.startsWith("cats/%s ".formatted(name))).singleElement().asString().contains(file.getValue())
                .doesNotContain("\n", "Exception"));
    }

    @Test
    void theyAreLeftOutAndNamedWhereThatIsAsked() throws IOException {
        PreparedData sound = prepare(sound(PictureSpec.STANDARD), "sound");
        malformed();
        List<String> told = new ArrayList<>();
        PreparedData prepared = new DataPreparer(spark, study("study")).prepare(
                sound(frame(0, 0, 0, Fit.CROP, true)).spec(), SEED, told::add, () -> { });
        assertThat(prepared.fingerprint()).isEqualTo(sound.fingerprint());
        assertThat(told).filteredOn(line -> line.endsWith("; it is left out (data.on-error = skip)")).hasSize(50);
    }

    @Test
    void whatIsNoFolderOfPicturesIsToldInALine() throws IOException {
        assertThat(lines(Settings.of("images", directory.resolve("none"), "label"))).singleElement().asString()
                .contains("none: no such file or directory");
        Path empty = Files.createDirectories(directory.resolve("empty"));
        assertThat(lines(Settings.of("images", empty, "label"))).singleElement().asString()
                .contains("empty holds no files; write the folder of pictures");
        Settings settings = sound(PictureSpec.STANDARD);
        Path stray = picture("stray.png", Pictures.grey(4, 3, 1, 1));
        assertThat(lines(settings)).singleElement().asString()
                .isEqualTo("stray.png lies in no folder of a class, as others do; move it into one");
        Files.delete(stray);
        assertThat(lines(Settings.of("images", directory.resolve("pictures/cats"), "label"))).singleElement()
                .asString().contains("its pictures lie in no folders, which would be their classes");
        assertThat(lines(Settings.of("images", directory.resolve("pictures"), "animal"))).singleElement().asString()
                .contains("its labels are called label: leave data.label out");
        for (int i = 0; i < 3; i++) {
            picture("broken/%d/x.png".formatted(i), new byte[0]);
        }
        assertThat(lines(Settings.of("images", directory.resolve("pictures/broken"), "label").pictures(
                frame(8, 8, 1, Fit.CROP, true)))).singleElement().asString()
                .contains("holds no picture that can be used, of 3");
    }

    @Test
    void laterPicturesAreBroughtToTheStudysShape() throws IOException {
        prepare(sound(frame(3, 4, 1, Fit.STRETCH, false)));
        FeaturePipeline pipeline = FeaturePipeline.load(study("study"));
        Path later = directory.resolve("later");
        Files.createDirectories(later);
        Files.write(later.resolve("large.png"), Pictures.grey(8, 6, 77, 77));
        Files.write(later.resolve("colour.jpg"), Pictures.jpeg(30, 30));
        LaterTable table = pipeline.read(spark, "images", later.toString(), Map.of(), true);
        assertThat(table.written().columns()).containsExactly("path");
        assertThat(pipeline.transform(table.values()).collectAsList()).hasSize(2).anySatisfy(row ->
                assertThat(features(row)).hasSize(12).containsOnly(77));
        Files.write(later.resolve("broken.png"), new byte[3]);
        Findings findings = new Findings();
        TableReader.open(spark, "images", later.toString(), Map.of(), PictureSpec.STANDARD, findings);
        assertThat(findings.problems().get(0).text()).isEqualTo("broken.png is no PNG or JPEG");
    }

    private static double[] features(Row row) {
        return row.<Vector>getAs(FeaturePipeline.FEATURES).toArray();
    }
}
