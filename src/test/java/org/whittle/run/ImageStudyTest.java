package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.data.FeaturePipeline;
import org.whittle.score.Prediction;
import org.whittle.score.Scorer;
import org.whittle.score.image.Picture;
import org.whittle.score.image.Pictures;
import org.whittle.study.InvalidInputException;

/** A study of pictures in folders, changed anew for each epoch, from its files to its page and its predictions. */
class ImageStudyTest {

    private static final Pattern TILE =
            Pattern.compile("<img alt=\"([^\"]+)\" title=\"[^\"]+\" src=\"data:image/png;base64," + "([^\"]+)\">");

    @TempDir
    Path directory;

    @Test
    void picturesAreTunedShownAndScored() throws Exception {
        for (int i = 0; i < 30; i++) {
            picture("dark/%d.png".formatted(i), Pictures.grey(6, 5, 40 + i, 0));
            picture("<light>/%d.png".formatted(i), Pictures.grey(6, 5, 150 + i, 255));
        }
        String text = """
                data { format = images, path = "%s" }
                space { noise { type = choice, values = [0.0, 0.1] }, flip-horizontal {} }
                training { units = 8, batch-size = 16, learning-rate = 0.01 }
                search { sampler = grid, scheduler = full, max-epochs = 3 }
                objective.metric = accuracy
                """.formatted(directory.resolve("pictures"));
        try (SparkSession spark = SmallTuning.spark()) {
            List<String> once = objectives(spark, text, "once");
            assertThat(objectives(spark, text, "again")).hasSizeGreaterThan(9).isEqualTo(once);
        }
        String page = Files.readString(directory.resolve("once/report/index.html"));
        assertThat(page).contains("Images of 6 x 5 pixels, grey", "25 training images as they are",
                "changed as in the first epoch: flip-horizontal true, noise 0.1").doesNotContain("<light>");
        Matcher tile = TILE.matcher(page);
        int tiles = 0;
        while (tile.find()) {
            tiles++;
            assertThat(tile.group(1)).matches("(dark|&lt;light&gt;)(, changed)?");
            assertThat(Picture.read(Base64.getDecoder().decode(tile.group(2))).pixels()).hasSize(30);
        }
        assertThat(tiles).isEqualTo(50);
        try (Scorer scorer = Scorer.load(directory.resolve("once"))) {
            Prediction light = scorer.score(Map.of("image", directory.resolve("pictures/<light>/3.png")));
            assertThat(light.label()).isEqualTo("<light>");
            assertThat(scorer.score(Map.of("image", Pictures.grey(60, 50, 45, 45))).label()).isEqualTo("dark");
        }
    }

    /** Light disks and light squares: their edges are of the picture as it is after it was changed. */
    @Test
    void edgesAreTunedAndScoredAsTheyWereTrainedOn() throws Exception {
        for (int i = 0; i < 24; i++) {
            picture("disk/%d.png".formatted(i), figure(i, true));
            picture("square/%d.png".formatted(i), figure(i, false));
        }
        String text = """
                data { format = images, path = "%s" }
                network.kind = convolutional
                space { edges = [none, sobel, canny], rotation { type = choice, values = [0.0, 10.0] } }
                training { conv-layers = 1, filters = 4, units = 8, batch-size = 16, learning-rate = 0.01 }
                search { sampler = grid, scheduler = full, max-epochs = 4 }
                objective.metric = accuracy
                """.formatted(directory.resolve("pictures"));
        try (SparkSession spark = SmallTuning.spark()) {
            List<String> once = objectives(spark, text, "once");
            assertThat(objectives(spark, text, "again")).isEqualTo(once);
            assertThat(once).as("three kinds of edges, two of rotation").hasSize(6 * 4).doesNotHaveDuplicates();
            Path rows = directory.resolve("pictures/disk");
            String study = directory.resolve("once").toString();
            Dataset<Row> pixels = FeaturePipeline.load(SparkStart.files(spark, study))
                    .read(spark, "images", rows.toString(), Map.of(), false).values();
            List<Double> predicted = Scoring.of(spark, study).of(pixels).orderBy("path").collectAsList().stream()
                    .map(row -> (double) row.<Float>getList(row.fieldIndex("probabilities")).get(0)).toList();
            try (Scorer scorer = Scorer.load(directory.resolve("once"))) {
                List<Double> scored = IntStream.range(0, 24).mapToObj("%d.png"::formatted).sorted()
                        .map(file -> ((Prediction.Label) scorer.score(Map.of("image", rows.resolve(file))))
                                .probabilities().get("disk")).toList();
                assertThat(scored).hasSize(24);
                for (int i = 0; i < 24; i++) {
                    // Convolutions of one image and of many differ in the last bits of a float.
                    assertThat(scored.get(i)).isCloseTo(predicted.get(i), within(1e-6));
                }
            }
        }
        assertThat(Files.readString(directory.resolve("once/report/index.html")))
                .contains("Images of 12 x 12 pixels, grey, and edges: sobel, canny");
    }

    /** The file does not say how large pictures are, so it is found out before anything is written. */
    @Test
    void networksThatDoNotFitThePicturesAreToldBeforeAnythingIsWritten() throws Exception {
        for (int i = 0; i < 10; i++) {
            picture("disk/%d.png".formatted(i), figure(i, true));
            picture("square/%d.png".formatted(i), figure(i, false));
        }
        String text = """
                data { format = images, path = "%s" }
                network { kind = layers, graph = [
                  { repeat { times = conv-layers, graph = [ { conv { filters = filters } }, { pool { kind = max, size \
                = 3 } } ] } }
                  flatten
                ] }
                space { conv-layers { low = 1, high = 3 } }
                training.filters = 4
                search { sampler = grid, scheduler = full, max-epochs = 1 }
                """.formatted(directory.resolve("pictures"));
        assertThat(Specification.text(text).draft().problems()).isEmpty();
        try (SparkSession spark = SmallTuning.spark()) {
            assertThatThrownBy(() -> objectives(spark, text, "refused")).isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("study:3: ").hasMessageContaining("where conv-layers = 3")
                    .hasMessageContaining("conv-layers <= 2");
        }
        assertThat(directory.resolve("refused")).doesNotExist();
    }

    private static byte[] figure(int number, boolean disk) {
        byte[] pixels = new byte[144];
        for (int i = 0; i < pixels.length; i++) {
            double down = i / 12 - 5.5 - number % 3;
            double across = i % 12 - 5.5 + number % 2;
            boolean in = disk ? down * down + across * across < 12 : Math.abs(down) < 3 && Math.abs(across) < 3;
            pixels[i] = (byte) (in ? 200 + number : 30 + number);
        }
        return new Picture(12, 12, 1, pixels).png();
    }

    private List<String> objectives(SparkSession spark, String text, String study) throws Exception {
        TuningResult result = Tuning.of(Specification.text(text)).spark(spark)
                .directory(directory.resolve(study).toString()).run();
        assertThat(result.trials().filter("state != 'finished'").count()).isZero();
        return result.epochs().orderBy("trial", "epoch").select("trial", "epoch", "train_loss", "validation_loss")
                .toJSON().collectAsList();
    }

    private void picture(String name, byte[] content) throws Exception {
        Path file = directory.resolve("pictures").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
