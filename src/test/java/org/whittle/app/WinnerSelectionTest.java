package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.random.RandomStream;
import org.whittle.score.Prediction;
import org.whittle.score.Scorer;

/** The cheapest of equals, a threshold and a temperature: from validation rows into model, predictions and test. */
@Tag("cluster")
class WinnerSelectionTest {

    @TempDir
    Path directory;

    /** One row of eight is of the second class, and hardly ever the more probable one. */
    private Path table() throws IOException {
        List<String> lines = new ArrayList<>(List.of("a,b,kind"));
        RandomStream random = RandomStream.ofSeed(11);
        for (int i = 0; i < 640; i++) {
            boolean rare = i % 8 == 0;
            lines.add(String.format(Locale.ROOT, "%.5f,%.5f,%s", random.nextGaussian() + (rare ? 1.2 : 0),
                    random.nextGaussian(), rare ? "rare" : "common"));
        }
        return Files.write(directory.resolve("rows.csv"), lines);
    }

    private Path studyFile(Path table) throws IOException {
        return Files.writeString(directory.resolve("rare.conf"), """
                study { name = rare, seed = 2 }
                data { path = "%s", label = kind }
                space { units { low = 2, high = 32 }, learning-rate { low = 1e-2, high = 1e-1, log = true } }
                baseline { units = 32, learning-rate = 0.01 }
                objective.metric = roc-auc
                selection { rule = one-standard-error, threshold = f1, calibration = temperature }
                search { sampler = random, scheduler = full, max-epochs = 4 }
                stop { trials = 5, finalists = 0 }
                test.resamples = 100
                """.formatted(table));
    }

    @Test
    void whatValidationRowsSayIsInModelPredictionsAndTest() throws IOException {
        Path table = table();
        Path study = directory.resolve("study");
        SmallStudy.Outcome tuned = SmallStudy.run("tune", studyFile(table).toString(), "--study", study.toString(),
                "--master", "local[2]");
        assertThat(tuned.exitCode()).as(tuned.errors()).isZero();
        assertThat(tuned.out()).contains("within one standard error", "Threshold 0.", "Temperature ");

        JsonNode summary = new ObjectMapper().readTree(study.resolve("results/summary.json").toFile());
        JsonNode selection = summary.path("selection");
        assertThat(selection.path("parameters").asInt()).isLessThanOrEqualTo(selection.path("best_parameters").asInt());
        double threshold = selection.at("/rules/0/threshold").asDouble();
        double temperature = selection.at("/rules/0/temperature").asDouble();
        assertThat(threshold).isLessThan(0.5).isPositive();
        assertThat(temperature).isPositive().isNotEqualTo(1);
        JsonNode model = new ObjectMapper().readTree(study.resolve("model/architecture.json").toFile());
        assertThat(model.path("threshold").asDouble()).isEqualTo(threshold);
        assertThat(model.path("temperature").asDouble()).isEqualTo(temperature);
        assertThat(model.path("version").asInt()).isEqualTo(5);

        assertTestWasReadByTheRule(study, summary, threshold);
        assertScorersAgree(study, table, threshold);
    }

    private static void assertTestWasReadByTheRule(Path study, JsonNode summary, double threshold) {
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            List<Row> rows = spark.read().parquet(study.resolve("results/test-predictions.parquet").toString())
                    .collectAsList();
            double right = 0;
            for (Row row : rows) {
                String predicted = row.<Double>getAs("probability_rare") > threshold ? "rare" : "common";
                assertThat(row.<String>getAs("prediction")).isEqualTo(predicted);
                right += predicted.equals(row.getAs("label")) ? 1 : 0;
            }
            assertThat(right / rows.size())
                    .isCloseTo(summary.at("/best/test/accuracy/value").asDouble(), within(1e-12));
            List<Row> calibration = spark.read()
                    .parquet(study.resolve("results/calibration.parquet").toString()).collectAsList();
            double distance = 0;
            double counted = 0;
            for (Row bin : calibration) {
                if (bin.getAs("rows").equals("test") && bin.getAs("model").equals("winner")) {
                    int count = bin.getAs("count");
                    distance += count * Math.abs(bin.<Double>getAs("confidence") - bin.<Double>getAs("accuracy"));
                    counted += count;
                }
            }
            assertThat(distance / counted).isCloseTo(summary.at("/best/test/ece/value").asDouble(), within(1e-9));
            assertThat(calibration).anyMatch(bin -> bin.getAs("rows").equals("validation"));
        }
    }

    private void assertScorersAgree(Path study, Path table, double threshold) throws IOException {
        Path scored = directory.resolve("scored");
        SmallStudy.Outcome predicted = SmallStudy.run("predict", study.toString(), "--input", table.toString(),
                "--output", scored.toString(), "--output-format", "parquet", "--master", "local[1]");
        assertThat(predicted.exitCode()).as(predicted.errors()).isZero();
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate(); Scorer scorer = Scorer.load(study.resolve("model"))) {
            List<Row> rows = spark.read().parquet(scored.toString()).limit(200).collectAsList();
            assertThat(rows).extracting(row -> row.<String>getAs("prediction")).contains("rare", "common");
            for (Row row : rows) {
                Prediction.Label own = (Prediction.Label) scorer.score(Map.of("a", (Object) row.getAs("a"), "b",
                        row.getAs("b")));
                assertThat(own.label()).isEqualTo(row.<String>getAs("prediction"));
                assertThat(own.label()).isEqualTo(own.probabilities().get("rare") > threshold ? "rare" : "common");
            }
        }
    }

    @Test
    void aThresholdOfThreeClassesIsRefusedBeforeAnythingIsWritten() throws IOException {
        SmallStudy small = new SmallStudy(directory);
        SmallStudy.Outcome refused = small.tune(directory.resolve("none"), "local[1]", "--set",
                "selection.threshold = f1".replace(" ", ""));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errors()).contains("selection.threshold = f1 is of two classes, and the label has 3");
        assertThat(directory.resolve("none")).doesNotExist();
    }
}
