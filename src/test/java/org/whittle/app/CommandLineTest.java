package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.data.FeaturePipeline;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.net.LearningTask;
import org.whittle.score.model.Network;
import org.whittle.train.model.StoredModel;
import org.whittle.work.FileStore;
import org.whittle.work.Place;

/** The commands from end to end, and every exit code. */
@Tag("cluster")
class CommandLineTest {

    @TempDir
    static Path directory;

    private static SmallStudy small;
    private static Path study;
    private static SmallStudy.Outcome tuned;

    @BeforeAll
    static void tune() throws IOException {
        small = new SmallStudy(directory);
        study = directory.resolve("study");
        tuned = small.tune(study, "local[2]");
        assertThat(tuned.exitCode()).as(tuned.errors() + tuned.out()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void tuneReportsProgressAndResult() throws IOException {
        assertThat(tuned.out()).contains("trials", "bracket 1, rung 0: 9 trials × 1 epoch", "best accuracy",
                "lock box", "Winner: trial", "results/trials.parquet");
        JsonNode summary = summary(study);
        assertThat(summary.at("/best/test/accuracy/value").asDouble()).isGreaterThan(0.6);
        assertThat(summary.at("/best/test/accuracy/low").asDouble())
                .isLessThanOrEqualTo(summary.at("/best/test/accuracy/value").asDouble());
        assertThat(summary.at("/trials").asInt()).isEqualTo(16);
    }

    @Test
    void resultsShowsAFinishedStudyWithoutSpark() {
        SmallStudy.Outcome results = SmallStudy.run("results", study.toString());
        assertThat(results.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(tuned.out()).contains(results.out());
    }

    @Test
    void planAndValidateTrainNothing() {
        SmallStudy.Outcome plan = SmallStudy.run("plan", small.file.toString());
        assertThat(plan.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(plan.out()).contains("momentum", "when optimizer = sgd", "at most 16 trials");
        SmallStudy.Outcome valid = SmallStudy.run("validate", small.file.toString());
        assertThat(valid.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(valid.out()).contains("is valid");
    }

    @Test
    void resumingAFinishedStudyRepeatsNothing() {
        long ledgers = StudyDirectory.read(files(study)).ledger().read().size();
        SmallStudy.Outcome again = small.tune(study, "local[2]", "--resume");
        assertThat(again.exitCode()).as(again.errors()).isEqualTo(ExitCode.DONE);
        assertThat(StudyDirectory.read(files(study)).ledger().read()).as("only StudyResumed is new")
                .hasSize((int) ledgers + 1);
    }

    @Test
    void aRepeatedCommandReportsAFinishedStudyWithTheSameExitCodeAndLeavesItAsItIs() throws IOException {
        for (int exitCode : List.of(ExitCode.DONE, ExitCode.GATE)) {
            Path home = directory.resolve("repeated-{day}-" + exitCode);
            String[] line = {"--resume=auto", "--var", "day=2026-11-27", "--set", "stop.trials=3", "--set",
                "gate.above.accuracy=" + (exitCode == ExitCode.DONE ? 0.1 : 0.99999)};
            SmallStudy.Outcome first = small.tune(home, "local[2]", line);
            assertThat(first.exitCode()).as(first.errors()).isEqualTo(exitCode);
            Path named = directory.resolve("repeated-2026-11-27-" + exitCode);
            int events = StudyDirectory.read(files(named)).ledger().read().size();

            // No such master: nothing is started.
            SmallStudy.Outcome again = small.tune(home, "nowhere", line);
            assertThat(again.exitCode()).as(again.errors()).isEqualTo(exitCode);
            assertThat(again.out()).contains("finished already", "Winner: trial");
            assertThat(first.out()).endsWith(again.out().substring(again.out().indexOf("Winner: trial")));
            assertThat(StudyDirectory.read(files(named)).ledger().read()).hasSize(events);
            assertThat(SmallStudy.run("status", named.toString()).exitCode()).isEqualTo(exitCode);
        }
    }

    @Test
    void moreTrialsOpenTheLockBoxAgainAndSaySo() throws IOException {
        Path home = directory.resolve("extended");
        assertThat(small.tune(home, "local[2]", "--set", "stop.trials=4").exitCode()).isEqualTo(ExitCode.DONE);
        SmallStudy.Outcome more = small.tune(home, "local[2]", "--resume=auto", "--set", "stop.trials=7");
        assertThat(more.exitCode()).as(more.errors()).isEqualTo(ExitCode.DONE);
        assertThat(summary(home).at("/trials").asInt()).isEqualTo(7);
        assertThat(summary(home).at("/lock_box_openings").asInt()).isEqualTo(2);
        assertThat(summary(home).at("/lock_box_warning").asText()).contains("opened 2 times");
        assertThat(more.out()).contains("opened 2 times");
        assertThat(SmallStudy.run("results", home.toString()).out()).contains("opened 2 times");
    }

    @Test
    void predictEqualsPredictionsInProcess() throws IOException {
        Path output = directory.resolve("scored.parquet");
        SmallStudy.Outcome predict = SmallStudy.run("predict", study.toString(), "--input", small.table.toString(),
                "--output", output.toString(), "--master", "local[2]");
        assertThat(predict.exitCode()).as(predict.errors()).isEqualTo(ExitCode.DONE);
        FileStore files = files(study);
        try (SparkSession spark = SparkSession.builder()
                        .master("local[1]")
                        .config("spark.ui.enabled", "false")
                        .getOrCreate();
                Network network = StoredModel.load(files, "model", new Place("here", List.of(), "test", 0))) {
            Dataset<Row> scored = spark.read().parquet(output.toString());
            assertThat(scored.columns()).contains("a", "b", "colour", "kind", "prediction", "confidence",
                    "probabilities");
            List<String> classes = ((LearningTask.Classification) network.task()).classes();
            List<Row> rows = FeaturePipeline.load(files).transform(scored).collectAsList();
            assertThat(rows).hasSize(240);
            int right = 0;
            for (Row row : rows) {
                double[] vector = row.<org.apache.spark.ml.linalg.Vector>getAs(FeaturePipeline.FEATURES).toArray();
                float[] features = new float[vector.length];
                for (int i = 0; i < features.length; i++) {
                    features[i] = (float) vector[i];
                }
                double[] probabilities = network.predict(features, 1);
                int predicted = classes.indexOf(row.<String>getAs("prediction"));
                List<Float> stored = row.getList(row.fieldIndex("probabilities"));
                for (int k = 0; k < probabilities.length; k++) {
                    // A batch of another size may be summed in another order.
                    assertThat(stored.get(k))
                            .isCloseTo((float) probabilities[k], org.assertj.core.data.Offset.offset(1e-5f));
                    assertThat(stored.get(predicted)).isGreaterThanOrEqualTo(stored.get(k));
                }
                right += row.getAs("prediction").equals(row.getAs("kind")) ? 1 : 0;
            }
            assertThat(right).isGreaterThan(180);
        }
    }

    @Test
    void predictWritesCsvWithAColumnAClass() throws IOException {
        Path output = directory.resolve("scored.csv");
        SmallStudy.Outcome predict = SmallStudy.run("predict", study.toString(), "--input", small.table.toString(),
                "--output", output.toString(), "--master", "local[2]");
        assertThat(predict.exitCode()).as(predict.errors()).isEqualTo(ExitCode.DONE);
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Dataset<Row> scored = spark.read().option("header", "true").csv(output.toString());
            assertThat(scored.columns()).containsSequence("prediction", "confidence", "probability_kind-0",
                    "probability_kind-1", "probability_kind-2");
            assertThat(scored.count()).isEqualTo(240);
        }
        assertThat(SmallStudy.run(
                                "predict",
                                study.toString(),
                                "--input",
                                small.table.toString(),
                                "--output",
                                output.toString(),
                                "--master",
                                "local[2]")
                        .exitCode())
                .as("the output exists")
                .isEqualTo(ExitCode.INPUT);
    }

    @Test
    void anUnmetGateEndsWithThreeAndAllResults() throws IOException {
        Path home = directory.resolve("gate");
        SmallStudy.Outcome outcome = small.tune(home, "local[2]", "--set", "stop.trials=3", "--set",
                "gate.above.accuracy=0.99999");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.GATE);
        assertThat(outcome.out()).contains("gate: test accuracy is");
        assertThat(summary(home).at("/best/trial").isInt()).isTrue();
    }

    @Test
    void mistakesEndWithTwoAndNothingWritten() throws IOException {
        for (Map.Entry<String, String> mistake : Map.of("serach.eta=4", "search", "search.eta=1", "at least 2",
                "data.path=nowhere.csv", "nowhere.csv", "data.label=kindd", "kind",
                "data.ignore=[absent]", "absent").entrySet()) {
            Path home = directory.resolve("refused");
            SmallStudy.Outcome outcome = small.tune(home, "local[2]", "--set", mistake.getKey());
            assertThat(outcome.exitCode()).as(mistake.getKey() + outcome.errors()).isEqualTo(ExitCode.INPUT);
            assertThat(outcome.errors()).contains(mistake.getValue()).doesNotContain("Exception", "\tat ");
            assertThat(home).doesNotExist();
        }
        assertThat(small.tune(study, "local[2]").errors()).contains("--resume");
        assertThat(small.tune(study, "local[2]", "--resume", "--set", "study.seed=4").errors())
                .contains("study.seed (3 / 4)");
        assertThat(SmallStudy.run("tune").exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(SmallStudy.run("results", directory.resolve("none").toString()).exitCode())
                .isEqualTo(ExitCode.INPUT);
    }

    @Test
    void aStudyOfWhichEveryTrialFailsEndsWithOne() {
        SmallStudy.Outcome outcome = small.tune(directory.resolve("failed"), "local[2]", "--set",
                "training.layers=100", "--set", "space.units.low=1000000", "--set", "space.units.high=1048576",
                "--set", "baseline.units=1000000");
        assertThat(outcome.exitCode()).as(outcome.errors() + outcome.out()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.errors())
                .contains("no trial has succeeded, most often so: The network has more than 2³¹ parameters")
                .doesNotContain("..", "\tat ");
    }

    @Test
    void aSecondDriverEndsWithFour() {
        Path home = directory.resolve("owned");
        assertThat(small.tune(home, "local[2]", "--set", "stop.trials=3").exitCode()).isEqualTo(ExitCode.DONE);
        try (StudyDirectory owner = StudyDirectory.resume(files(home))) {
            SmallStudy.Outcome second = small.tune(home, "local[2]", "--resume", "--set", "stop.trials=3");
            assertThat(owner.study().name()).isEqualTo("small");
            assertThat(second.exitCode()).as(second.errors()).isEqualTo(ExitCode.IN_USE);
            assertThat(second.errors()).contains("in use").doesNotContain("\tat ");
        }
    }

    private static FileStore files(Path study) {
        return new HadoopFileStore(study.toString(), Map.of());
    }

    private static JsonNode summary(Path study) throws IOException {
        return new ObjectMapper().readTree(Files.readString(study.resolve("results/summary.json")));
    }
}
