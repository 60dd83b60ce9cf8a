package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Studies of the default search whose end comes before any trial but the baseline is trained in full. */
@Tag("cluster")
class EarlyEndTest {

    @TempDir
    static Path directory;

    private static SmallStudy small;

    @BeforeAll
    static void write() throws IOException {
        small = new SmallStudy(directory);
    }

    /** Twenty seeds of each on digits: {@code scripts/bench winner}. */
    @ParameterizedTest
    @ValueSource(strings = {"stop.trials=6", "stop.wall-time=1 s", "stop.target=0.5"})
    void theWinnerIsTheBestTrialOfTheTable(String rule) throws IOException {
        Path study = directory.resolve(rule.replace('=', '-').replace(' ', '-'));
        SmallStudy.Outcome tuned = small.tune(study, "local[2]", "--set", rule, "--set", "search.sampler=auto", "--set",
                "search.scheduler=auto", "--set", "baseline.learning-rate=0.001", "--set", "search.max-epochs=27");
        assertThat(tuned.exitCode()).as(tuned.errors() + tuned.out()).isEqualTo(ExitCode.DONE);
        JsonNode best = new ObjectMapper().readTree(study.resolve("results/summary.json").toFile()).path("best");
        List<Row> trials;
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            trials = spark.read().parquet(study.resolve("results/trials.parquet").toString())
                    .filter("objective is not null").select("trial", "objective", "epoch", "rank").collectAsList();
        }
        Row first = trials.stream().min(Comparator.comparingDouble((Row r) -> -r.getDouble(1))
                .thenComparing(r -> r.getInt(2)).thenComparing(r -> r.getInt(0))).orElseThrow();
        assertThat(best.path("trial").asInt()).isEqualTo(first.getInt(0));
        assertThat(best.path("epoch").asInt()).isEqualTo(first.getInt(2));
        assertThat(first.getInt(3)).isEqualTo(1);
    }

    @Test
    void aStudyOfWhichNoNetworkCanBeShippedLeavesTablesAndPage() throws IOException {
        Path study = directory.resolve("nothing");
        // Steps so long that every network is far worse than a constant.
        SmallStudy.Outcome tuned = small.tune(
                study,
                "local[2]",
                "--set",
                "space={ learning-rate = [1e6, 9e5, 8e5] }",
                "--set",
                "baseline={ learning-rate = 1e6 }",
                "--set",
                "training.optimizer=sgd",
                "--set",
                "training.layers=4");
        assertThat(tuned.exitCode()).as(tuned.errors() + tuned.out()).isEqualTo(ExitCode.FAILED);
        assertThat(tuned.errors()).contains("No network can be shipped", "the best constant prediction has 1.099")
                .doesNotContain("\tat ");
        assertThat(tuned.out()).contains("WARNING: The refit of trial ", "It is not shipped.");
        assertThat(study.resolve("report/index.html")).content().contains("data-code=\"refit-rejected\"");
        assertThat(study.resolve("results/trials.parquet")).exists();
        JsonNode summary = new ObjectMapper().readTree(study.resolve("results/summary.json").toFile());
        assertThat(summary.path("warnings").findValuesAsText("code")).startsWith("nothing-to-ship", "refit-rejected")
                .containsOnly("nothing-to-ship", "refit-rejected");
        assertThat(study.resolve("model/architecture.json")).doesNotExist();
        assertThat(study.resolve("model").toFile().list((parent, name) -> !name.equals("baseline"))).isNullOrEmpty();
    }
}
