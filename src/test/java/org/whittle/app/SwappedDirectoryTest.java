package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A study directory that others can write to is not code: whatever is put into it, with all sums made anew, nothing of
 * it is run, names a class that is loaded, or makes a wrong table without a word.
 */
class SwappedDirectoryTest {

    @TempDir
    private static Path home;
    private static SmallStudy small;
    private static Path made;

    @TempDir
    private Path directory;
    private int runs;

    @BeforeAll
    static void tuneOnce() throws IOException {
        small = new SmallStudy(home);
        made = home.resolve("made");
        SmallStudy.Outcome outcome = small.tune(made, "local[2]", "--set", "search.scheduler=full", "--set",
                "search.trials=2", "--set", "search.max-epochs=1");
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    }

    @BeforeEach
    void forget() {
        System.clearProperty(Planted.LOADED);
    }

    @AfterEach
    void nothingWasRun() {
        assertThat(System.getProperty(Planted.LOADED)).isNull();
    }

    private SwappedDirectory old() throws IOException {
        return new SwappedDirectory(Golden.copy("0.1-a", "finished", directory.resolve("old")));
    }

    private SwappedDirectory made() throws IOException {
        Path copy = directory.resolve("copy");
        try (Stream<Path> files = Files.walk(made)) {
            for (Path file : files.toList()) {
                Path to = copy.resolve(made.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
        return new SwappedDirectory(copy);
    }

    private SmallStudy.Outcome predict(SwappedDirectory swapped) {
        return SmallStudy.run("predict", swapped.study().toString(), "--input", Golden.table().toString(), "--output",
                directory.resolve("scored-" + runs++ + ".csv").toString(), "--master", "local[1]");
    }

    private SmallStudy.Outcome resume(SwappedDirectory swapped) {
        return small.tune(swapped.study(), "local[1]", "--resume", "--set", "search.scheduler=full", "--set",
                "search.trials=2", "--set", "search.max-epochs=1");
    }

    private void assertRefused(SwappedDirectory swapped, String why) {
        SmallStudy.Outcome outcome = predict(swapped);
        assertThat(outcome.errors()).contains(why);
        assertThat(outcome.exitCode()).as(outcome.errors()).isEqualTo(ExitCode.INPUT);
        assertThat(outcome.errors().strip().lines()).as(outcome.errors()).hasSize(1);
    }

    private static final String COLUMNS = "data/preprocessing/stages/0___whittle_columns/metadata/part-00000";

    @ParameterizedTest
    @ValueSource(strings = {
        "FROM __THIS__ LIMIT 7",
        "FROM __THIS__ WHERE java_method('java.lang.System', 'setProperty', 'org.whittle.app.planted', 'sql') IS NULL",
        ", reflect('java.lang.System', 'setProperty', 'org.whittle.app.planted', 'sql') AS x FROM __THIS__",
        "FROM __THIS__ UNION ALL SELECT * FROM __THIS__", "FROM json.`/etc/passwd`", ""})
    void noStatementIsRun(String swappedEnd) throws IOException {
        SwappedDirectory swapped = old();
        swapped.replace(COLUMNS, "FROM __THIS__", swappedEnd);
        assertRefused(swapped, "its statement is not the one that Whittle wrote");
    }

    @Test
    void noStageIsLoadedByTheClassThatItNames() throws IOException {
        for (String stage : List.of(
                "metadata",
                "stages/0___whittle_columns/metadata",
                "stages/1___whittle_numbers/metadata",
                "stages/2___whittle_scaled/metadata",
                "stages/3___whittle_index/metadata",
                "stages/4___whittle_whole/metadata",
                "stages/5___whittle_assembled/metadata")) {
            SwappedDirectory swapped = new SwappedDirectory(Golden.copy("0.1-a", "finished",
                    directory.resolve("old" + stage.replace('/', '-'))));
            String file = "data/preprocessing/" + stage + "/part-00000";
            String known = swapped.read(file).replaceFirst(".*?\"class\":\"([^\"]*)\".*\\n?", "$1");
            swapped.replace(file, known, Planted.Listener.class.getName());
            assertRefused(swapped, "it names the class '%s'".formatted(Planted.Listener.class.getName()));
        }
    }

    @Test
    void noStageIsAddedOrTakenAway() throws IOException {
        SwappedDirectory swapped = old();
        String pipeline = "data/preprocessing/metadata/part-00000";
        swapped.replace(pipeline, "\"__whittle_assembled\"", "\"__whittle_assembled\",\"planted\"");
        assertRefused(swapped, "it has a stage 'planted' that Whittle never wrote");
        swapped.replace(pipeline, ",\"planted\"", "");
        swapped.replace(pipeline, "\"__whittle_index\",", "");
        assertRefused(swapped, "its stage '__whittle_index' is not there");
    }

    /** By the schema in a Parquet file's footer Spark makes a type of the class that it names. */
    @Test
    void noTypeOfAParquetFileIsLoaded() throws IOException {
        SwappedDirectory swapped = old();
        String data = "data/preprocessing/stages/2___whittle_scaled/data";
        String vector = "org.apache.spark.ml.linalg.VectorUDT";
        String planted = Planted.TypeOfVector.class.getName();
        // The footer counts its bytes.
        assertThat(planted).hasSameSizeAs(vector);
        Path file;
        try (Stream<Path> files = Files.list(swapped.study().resolve(data))) {
            file = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
        }
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(content).contains(vector);
        Files.write(file, content.replace(vector, planted).getBytes(StandardCharsets.ISO_8859_1));
        SmallStudy.Outcome outcome = predict(swapped);
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(System.getProperty(Planted.LOADED)).isNull();
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            // Spark stumbles over it only when it has made one.
            assertThatThrownBy(() -> spark.read().parquet(file.toString()).schema())
                    .hasMessageContaining("UserDefinedType");
        }
        assertThat(System.getProperty(Planted.LOADED)).as("the attack").isEqualTo(planted);
        System.clearProperty(Planted.LOADED);
    }

    @Test
    void preprocessingIsOnlyNumbers() throws IOException {
        SwappedDirectory swapped = made();
        swapped.swapPreprocessing(json -> json.replace("\"step\" : \"numbers\"",
                "\"step\" : \"%s\"".formatted(Planted.Listener.class.getName())));
        assertRefused(swapped, "data/preprocessing.json is missing or damaged");
        SmallStudy.Outcome resumed = resume(swapped);
        assertThat(resumed.exitCode()).as(resumed.errors()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"@class\" : \"org.whittle.app.Planted$Listener\", ", "\"statement\" : \"SELECT 1\", "})
    void unknownFieldsAreLeftAlone(String field) throws IOException {
        SwappedDirectory swapped = made();
        swapped.swapPreprocessing(json -> json.replace("\"step\" : \"numbers\"", field + "\"step\" : \"numbers\""));
        assertThat(predict(swapped).exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"center\" : [ ]", "\"center\" : [ 1e999, 1 ]", "\"center\" : [ NaN, 1 ]",
        "\"center\" : \"deep\"", "\"center\" : null"})
    void numbersThatDoNotFitAreOneLine(String center) throws IOException {
        SwappedDirectory swapped = made();
        String deep = "[".repeat(100_000);
        swapped.swapPreprocessing(json -> json.replaceFirst("\"center\" : \\[[^]]*]",
                center.contains("deep") ? "\"center\" : " + deep : center));
        assertRefused(swapped, "data/preprocessing.json is missing or damaged");
    }

    @Test
    void otherNumbersAreReadAsNumbers() throws IOException {
        SwappedDirectory swapped = made();
        swapped.swapPreprocessing(json -> json.replaceFirst("\"center\" : \\[ [-0-9.E]+", "\"center\" : [ 0.125"));
        assertThat(predict(swapped).exitCode()).isZero();
        SmallStudy.Outcome resumed = resume(swapped);
        assertThat(resumed.exitCode()).as(resumed.errors()).isZero();
    }

    @Test
    void withoutNewSumsAChangeIsFound() throws IOException {
        SwappedDirectory swapped = made();
        swapped.write("data/preprocessing.json", swapped.read("data/preprocessing.json")
                .replaceFirst("\"center\" : \\[ [-0-9.E]+", "\"center\" : [ 0.125"));
        assertRefused(swapped, "it is not as it was prepared");
    }

    /** A study directory's settings name no class, jar or cluster; the user's own do. */
    @Test
    void noSettingOfTheDirectoryNamesCode() throws IOException {
        SwappedDirectory swapped = made();
        swapped.replace(
                "study.json",
                "\"settings\" : {",
                "\"settings\" : {\n    \"spark.extraListeners\" : \"\\\"%s\\\"\","
                                .formatted(Planted.Listener.class.getName())
                        + "\n    \"spark.sql.shuffle.partitions\" : \"3\",");
        swapped.reseal("study.json");
        SmallStudy.Outcome outcome = predict(swapped);
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(outcome.out()).contains("not taken from the study directory").contains("spark.extraListeners")
                .doesNotContain("shuffle.partitions");
    }

    @Test
    void theModelsPropertiesNameNothingThatIsLoaded() throws IOException {
        SwappedDirectory swapped = made();
        swapped.write("model/serving.properties", "engine=Python\nblockFactory=%s\ntranslatorFactory=%s\n"
                .formatted(Planted.Listener.class.getName(), Planted.Listener.class.getName()));
        assertThat(predict(swapped).exitCode()).isZero();
        swapped.write("model/architecture.json", "{\"format\": \"whittle-mlp\", \"version\": 1, \"inputs\": 6, "
                + "\"units\": [2000000000], \"activation\": \"%s\", \"classes\": [\"kind-0\", \"kind-1\", \"kind-2\"]}"
                .formatted(Planted.Listener.class.getName()));
        assertRefused(swapped, "model/architecture.json is damaged");
        swapped.replace("model/architecture.json", Planted.Listener.class.getName(), "relu");
        assertRefused(swapped, "model/mlp-0000.params is damaged");
    }

    @Test
    void resumingRunsNothingEither() throws IOException {
        SwappedDirectory swapped = old();
        swapped.replace(
                COLUMNS,
                "FROM __THIS__",
                "FROM __THIS__ WHERE java_method('java.lang.System', 'setProperty', 'org.whittle.app.planted', 'sql') "
                        + "IS NULL");
        swapped.replace("data/preprocessing/stages/3___whittle_index/metadata/part-00000",
                "org.apache.spark.ml.feature.StringIndexerModel", Planted.Listener.class.getName());
        SmallStudy.Outcome outcome = SmallStudy.run("tune", Golden.file("finished").toString(), "--study",
                swapped.study().toString(), "--resume", "--master", "local[1]");
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    }

    /** The attack itself, by which it is known that the tests would see it. */
    @Test
    void mlLibWouldRunIt() throws IOException {
        SwappedDirectory swapped = old();
        swapped.replace(
                COLUMNS,
                "FROM __THIS__",
                "FROM __THIS__ WHERE java_method('java.lang.System', 'setProperty', 'org.whittle.app.planted', 'sql') "
                        + "IS NULL");
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            PipelineModel.load(swapped.study().resolve("data/preprocessing").toUri().toString())
                    .transform(spark.read().option("header", "true").option("inferSchema", "true")
                            .csv(Golden.table().toString())).count();
        }
        assertThat(System.getProperty(Planted.LOADED)).isEqualTo("sql");
        System.clearProperty(Planted.LOADED);
        assertThat(new String(Files.readAllBytes(swapped.study().resolve(COLUMNS)), StandardCharsets.UTF_8))
                .contains("java_method");
    }
}
