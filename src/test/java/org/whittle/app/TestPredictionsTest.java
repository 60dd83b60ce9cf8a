package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test rows are read once, by whoever opened the lock box, and what they were taken for is in a table. */
@Tag("cluster")
class TestPredictionsTest {

    @TempDir
    Path directory;

    private String[] counted(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--set", "spark.hadoop.fs.counted.impl=" + CountedFiles.class.getName()));
        return all.toArray(String[]::new);
    }

    @Test
    void nothingButTheOneOpeningReadsTestTensors() throws IOException {
        SmallStudy small = new SmallStudy(directory);
        Path study = directory.resolve("study");
        CountedFiles.opened();
        SmallStudy.Outcome tuned = SmallStudy.run(counted("tune", small.file.toString(), "--study",
                "counted://" + study, "--master", "local[2]", "--set", "search.max-epochs=3"));
        assertThat(tuned.exitCode()).as(tuned.errors()).isZero();

        List<CountedFiles.Opened> opened = CountedFiles.opened();
        assertThat(opened).as("the file system is in use").anyMatch(file -> file.path().contains("data/training"));
        List<CountedFiles.Opened> test = opened.stream().filter(file -> file.path().contains("lockbox")).toList();
        assertThat(test).isNotEmpty().allMatch(CountedFiles.Opened::afterOpening);
        // Labels once, features once for each of the two networks.
        assertThat(test).hasSize(3);

        // Not a byte of them is needed for what is shown afterwards.
        deleteTensors(study);
        SmallStudy.Outcome again = SmallStudy.run("results", study.toString());
        assertThat(again.exitCode()).as(again.errors()).isZero();
        assertPredictionsGiveTheTestResult(study);
    }

    private static void deleteTensors(Path study) throws IOException {
        try (var files = Files.walk(study.resolve("data"))) {
            for (Path file : files.filter(f -> f.toString().contains("lockbox") && Files.isRegularFile(f)).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void assertPredictionsGiveTheTestResult(Path study) throws IOException {
        JsonNode summary = new ObjectMapper().readTree(study.resolve("results/summary.json").toFile());
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            List<Row> rows = spark.read().parquet(study.resolve("results/test-predictions.parquet").toString())
                    .collectAsList();
            assertThat(rows.get(0).schema().fieldNames()).startsWith("row", "label", "prediction",
                    "probability_kind-0", "probability_kind-1", "probability_kind-2", "baseline_prediction");
            assertThat(accuracy(rows, "prediction"))
                    .isEqualTo(summary.at("/best/test/accuracy/value").asDouble());
            assertThat(accuracy(rows, "baseline_prediction"))
                    .isEqualTo(summary.at("/baseline/test/accuracy/value").asDouble());
        }
    }

    private static double accuracy(List<Row> rows, String prediction) {
        long right = rows.stream().filter(row -> row.getAs("label").equals(row.getAs(prediction))).count();
        return right / (double) rows.size();
    }
}
