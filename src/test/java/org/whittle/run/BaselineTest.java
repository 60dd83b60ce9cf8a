package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.app.InProcess;
import org.whittle.random.RandomStream;
import org.whittle.study.InvalidInputException;

/** The baseline alone, and MLlib beside it. */
class BaselineTest {

    private static SparkSession spark;

    @TempDir
    Path directory;

    @BeforeAll
    static void session() {
        spark = SmallTuning.spark();
    }

    /** Rows whose label hangs on whether two numbers have one sign: nothing that a linear model could tell. */
    private Specification study(DoubleFunction<String> label, String... more) throws IOException {
        RandomStream random = RandomStream.ofSeed(11);
        List<String> lines = new ArrayList<>(List.of("a,b,label"));
        for (int i = 0; i < 400; i++) {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            lines.add(String.format(Locale.ROOT, "%.6f,%.6f,%s", a, b, label.apply(a * b)));
        }
        Path table = directory.resolve("rows.csv");
        Files.write(table, lines);
        return Specification.text("""
                study { name = signs, seed = 5 }
                data.path = "%s"
                space.units = [4, 8]
                baseline.units = 8
                search { max-epochs = 3, sampler = random, scheduler = full, trials = 2 }
                """.formatted(table) + String.join("\n", more));
    }

    private static String sign(double product) {
        return product > 0 ? "same" : "other";
    }

    @Test
    void isTheStudysTrial0BesideTreesThoughTheLockBoxIsGone() throws Exception {
        Specification study = study(BaselineTest::sign);
        Path folder = directory.resolve("meanwhile");
        List<Path> taken = new ArrayList<>();
        BaselineResult result = Baseline.of(study).spark(spark).folder(folder.toString()).run(step -> {
            if (step.startsWith("training")) {
                taken.addAll(remove(folder.resolve("data/lockbox")));
            }
        });
        assertThat(taken).extracting(path -> path.getFileName().toString())
                .contains("features-00000.npy", "targets.npy");
        assertThat(folder).doesNotExist();
        assertThat(result.models()).extracting(BaselineResult.Model::name)
                .containsExactly("baseline", "gradient-boosted trees");
        BaselineResult.Model baseline = result.models().get(0);
        Row trial = Tuning.of(study.with("stop.trials", "1")).spark(spark).directory(directory.resolve("s").toString())
                .run().epochs().where("trial = 0 and epoch = " + baseline.epoch()).head();
        baseline.metrics().forEach((metric, value) -> assertThat(trial.<Double>getAs(metric.replace('-', '_')))
                .as(metric).isEqualTo(value));
        // 80 validation rows of which trees get nearly all: chance would be 0.5.
        assertThat(result.models().get(1).metrics().get("accuracy")).isGreaterThan(0.85);
        assertThat(result.yardstick().metric()).isEqualTo("accuracy");
        assertThat(result.ahead().isPresent()).isEqualTo(
                result.models().get(1).metrics().get("accuracy") > baseline.metrics().get("accuracy"));
        assertThat(result.text()).contains("signs: 240 training and 80 validation rows of 2 features",
                "gradient-boosted trees", "No test row was read.");
    }

    private static List<Path> remove(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> files = all.sorted(Comparator.reverseOrder()).toList();
            for (Path file : files) {
                Files.delete(file);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void regressionsHaveTreesTooAndABaselineThatDivergesIsToldOf() throws Exception {
        BaselineResult result = Baseline.of(
                        study(Double::toString, "training { optimizer = sgd, learning-rate = 1e6 }"))
                .spark(spark)
                .folder(directory.resolve("meanwhile").toString())
                .run(step -> {});
        assertThat(result.models().get(1).name()).isEqualTo("gradient-boosted trees");
        assertThat(result.models().get(1).metrics().get("r2")).isBetween(0.5, 1.0);
        // The task is left open, so trials are compared by their loss, which trees do not have.
        assertThat(result.objective().metric()).isEqualTo("validation-loss");
        assertThat(result.yardstick().metric()).isEqualTo("rmse");
        assertThat(result.trained()).isFalse();
        assertThat(result.ahead()).isEmpty();
        assertThat(result.text()).contains("The baseline has no result: In epoch 1 ");
    }

    @Test
    void whatLiesInTheFolderStays() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("mine"));
        Baseline baseline = Baseline.of(study(BaselineTest::sign)).spark(spark).folder(folder.toString());
        assertThatThrownBy(() -> baseline.run(step -> { })).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("exists").hasMessageContaining("--folder");
        assertThat(folder).exists();
    }

    @Test
    void ofMoreClassesALinearModelStandsBesideInJsonOnEachFold() throws IOException {
        study(product -> Math.abs(product) < 0.3 ? "none" : sign(product));
        Path file = directory.resolve("signs.conf");
        Files.writeString(file, """
                data.path = "%s"
                space.units = [4, 8]
                baseline.units = 4
                objective.metric = accuracy
                search.max-epochs = 1
                data.split.folds.k = 2
                """.formatted(directory.resolve("rows.csv")));
        InProcess.Outcome outcome = InProcess.run("baseline", file.toString(), "--json", "--folder",
                directory.resolve("meanwhile").toString(), "--set", "study.seed=5");
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(outcome.out());
        assertThat(json.get("objective").asText()).isEqualTo("accuracy");
        // Half of the four in five that are no test rows, class by class.
        assertThat(json.get("folds").asInt()).isEqualTo(2);
        assertThat(json.get("trainingRows").asInt()).isBetween(157, 163);
        assertThat(json.get("validationRows").asInt()).isBetween(157, 163);
        assertThat(json.get("models").get(1).get("name").asText()).isEqualTo("linear model");
        for (JsonNode model : json.get("models")) {
            assertThat(model.get("validation").get("accuracy").asDouble()).isBetween(0.0, 1.0);
        }
    }
}
