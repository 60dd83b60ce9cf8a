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
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What classes and rows count, from the study file on. */
@Tag("cluster")
class WeightsTest {

    @TempDir
    Path directory;

    private SmallStudy.Outcome tune(String study, String... settings) throws IOException {
        String[] more = new String[2 * settings.length + 2];
        more[0] = "--set";
        more[1] = "search.max-epochs=3";
        for (int i = 0; i < settings.length; i++) {
            more[2 * i + 2] = "--set";
            more[2 * i + 3] = settings[i];
        }
        return new SmallStudy(directory).tune(directory.resolve(study), "local[1]", more);
    }

    @Test
    void classesCountWhatTheirNamesSayInTuneAndResume() throws IOException {
        SmallStudy.Outcome ended = tune("named", "training.class-weights.kind-1=5");
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        // Its own record is read back as it was written.
        SmallStudy.Outcome again = SmallStudy.run("tune", directory.resolve("small.conf").toString(), "--study",
                directory.resolve("named").toString(), "--resume", "--master", "local[1]", "--set",
                "search.max-epochs=3", "--set", "training.class-weights.kind-1=5");
        assertThat(again.exitCode()).as(again.errors()).isZero();
    }

    @Test
    void classesThatThereAreNotAreRefusedBeforeAnythingIsWritten() throws IOException {
        SmallStudy.Outcome refused = tune("none", "training.class-weights.kind-7=5");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errors()).contains("training.class-weights names kind-7, and the label has no such class");
        assertThat(directory.resolve("none")).doesNotExist();
    }

    /** The same table with a column of weights: rows of the third kind count four times as much. */
    private Path weighted(String bad) throws IOException {
        Path table = new SmallStudy(directory).table;
        List<String> lines = Files.readAllLines(table);
        lines.set(0, lines.get(0) + ",times");
        for (int i = 1; i < lines.size(); i++) {
            String weight = lines.get(i).endsWith("2") ? "2" : "0.5";
            lines.set(i, lines.get(i) + "," + (i == 17 && bad != null ? bad : weight));
        }
        return Files.write(directory.resolve("weighted.csv"), lines);
    }

    private SmallStudy.Outcome tuneWeighted(String study, String bad, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of("data.path=" + weighted(bad), "data.weight=times"));
        all.addAll(List.of(settings));
        return tune(study, all.toArray(String[]::new));
    }

    @Test
    void rowsCountWhatTheirColumnSaysFromTablesToTestMetrics() throws IOException {
        SmallStudy.Outcome ended = tuneWeighted("counted", null, "data.split.folds.k=3", "stop.trials=4");
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        Path study = directory.resolve("counted");
        assertThat(study.resolve("data/fold=2/validation/weights.npy")).exists();
        assertThat(study.resolve("data/lockbox/weights.npy")).exists();
        JsonNode summary = new ObjectMapper().readTree(study.resolve("results/summary.json").toFile());
        // The winner's test rows, by hand: two of three kinds count a quarter of the third.
        Map<String, double[]> counted = new TreeMap<>();
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            for (Row row : spark.read().parquet(study.resolve("results/test-predictions.parquet").toString())
                    .collectAsList()) {
                String label = row.getAs("label");
                double weight = label.equals("kind-2") ? 2 : 0.5;
                double[] sums = counted.computeIfAbsent("all", any -> new double[2]);
                sums[0] += label.equals(row.getAs("prediction")) ? weight : 0;
                sums[1] += weight;
            }
        }
        double[] sums = counted.get("all");
        assertThat(summary.at("/best/test/accuracy/value").asDouble()).isCloseTo(sums[0] / sums[1], within(1e-12));
        assertThat(summary.at("/best/test/accuracy/low").asDouble()).isLessThan(sums[0] / sums[1]);
        // Whoever scores rows later needs no weights.
        SmallStudy.Outcome predicted = SmallStudy.run("predict", study.toString(), "--input",
                directory.resolve("rows.csv").toString(), "--output", directory.resolve("scored").toString(),
                "--master", "local[1]");
        assertThat(predicted.exitCode()).as(predicted.errors()).isZero();
    }

    @Test
    void aNumberOfWeightedRowsIsLearntOverFolds() throws IOException {
        SmallStudy.Outcome ended = tuneWeighted("number", null, "data.label=a", "data.split.folds.k=3",
                "stop.trials=3", "objective.metric=rmse");
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
    }

    @Test
    void whatIsNoWeightIsToldWithItsRow() throws IOException {
        for (Map.Entry<String, String> wrong : Map.of("-1", "-1 is no weight", "", "the weight is missing", "many",
                "'many'").entrySet()) {
            SmallStudy.Outcome refused = tuneWeighted("none", wrong.getKey());
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.errors()).contains("weighted.csv:18, column 'times' of data.weight: "
                    + wrong.getValue()).contains("write a number from 0 on");
        }
        SmallStudy.Outcome unknown = tuneWeighted("none", null, "data.weight=time");
        assertThat(unknown.errors()).contains("data.weight: the table has no column 'time'; did you mean 'times'?");
        SmallStudy.Outcome label = tuneWeighted("none", null, "data.weight=kind");
        assertThat(label.errors()).contains("data.weight = kind is the label");
        SmallStudy.Outcome mixed = tuneWeighted("none", null, "training.mixup=0.3");
        assertThat(mixed.errors()).contains("training.mixup mixes rows, and data.weight says");
        Files.writeString(weighted(null), Files.readString(directory.resolve("weighted.csv")).replace(",0.5\n", ",0\n")
                .replace(",2\n", ",0\n"));
        SmallStudy.Outcome nothing = tune("none", "data.path=" + directory.resolve("weighted.csv"),
                "data.weight=times");
        assertThat(nothing.errors()).contains("Column 'times' of data.weight is 0 in all training rows");
        assertThat(directory.resolve("none")).doesNotExist();
    }
}
