package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.score.Prediction;
import org.whittle.score.Scorer;
import org.whittle.score.image.Picture;
import org.whittle.score.image.Pictures;

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
