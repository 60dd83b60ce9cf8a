package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.random.RandomStream;
import org.whittle.score.Scorer;

/** A study of which features networks see: how many of the best, and which groups of columns. */
class FeaturesStudyTest {

    private static final String STUDY = """
            data {
              path = "%s", label = y, selection { method = anova, top = 2 }
              groups { spare = [c, d], main = [a] }
            }
            space { top = [1, 2, 0], use { spare {}, main {} } }
            constraints = ["use.main or use.spare"]
            training { units = 8, layers = 1, batch-size = 16, learning-rate = 0.02 }
            search { sampler = grid, scheduler = full, max-epochs = 3 }
            objective.metric = log-loss
            """;

    @TempDir
    Path directory;

    private Path table() throws Exception {
        RandomStream random = RandomStream.ofSeed(8);
        StringBuilder rows = new StringBuilder("a,b,c,d,y\n");
        for (int i = 0; i < 150; i++) {
            rows.append("%s,%s,%s,%s,%s%n".formatted(i % 2 * 2 + random.nextGaussian(),
                    i % 2 + random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), "ny".charAt(i % 2)));
        }
        return Files.writeString(directory.resolve("rows.csv"), rows);
    }

    private List<String> epochs(SparkSession spark, String study) throws Exception {
        TuningResult result = Tuning.of(Specification.text(STUDY.formatted(table()))).spark(spark)
                .directory(directory.resolve(study).toString()).run();
        assertThat(result.trials().filter("state != 'finished'").count()).isZero();
        assertThat(result.leaderboard()).containsPattern("The winner sees [1-4] of 4 features, the best by anova: ");
        return result.epochs().orderBy("trial", "epoch").select("trial", "epoch", "train_loss", "validation_loss")
                .toJSON().collectAsList();
    }

    @Test
    void whatTheWinnerDoesNotSeeDoesNotMatter() throws Exception {
        try (SparkSession spark = SmallTuning.spark()) {
            List<String> once = epochs(spark, "once");
            assertThat(once).as("three tops, three ways to use two groups").hasSize(3 * 3 * 3);
            assertThat(epochs(spark, "again")).isEqualTo(once);
        }
        String study = directory.resolve("once").toString();
        TuningResult result = TuningResult.of(study);
        String seen = result.leaderboard().replaceAll("(?s).*the best by anova: ([a-d, ]+)\\..*", "$1");
        assertThat(Files.readString(directory.resolve("once/report/index.html")))
                .contains("the best by anova: " + seen);
        List<String> names = List.of(seen.split(", "));
        try (Scorer scorer = Scorer.load(Path.of(study))) {
            Map<String, Object> row = new LinkedHashMap<>(Map.of("a", 1.5, "b", 0.3, "c", -1.0, "d", 0.7));
            Object before = scorer.score(row);
            for (String column : List.of("a", "b", "c", "d")) {
                Map<String, Object> other = new LinkedHashMap<>(row);
                other.put(column, 40.0);
                assertThat(scorer.score(other).equals(before)).as(column).isEqualTo(!names.contains(column));
            }
        }
    }
}
