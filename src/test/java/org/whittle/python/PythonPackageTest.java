package org.whittle.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.Python;
import org.whittle.app.InProcess;
import org.whittle.ml.NetworkTuner;
import org.whittle.ml.NetworkTunerModel;

/** The Python package, its notebook and its page, in the Python that is there. */
@Tag("cluster")
class PythonPackageTest {

    private static final Path PACKAGE = Path.of("src/main/python").toAbsolutePath();
    private static final Path SCRIPTS = Path.of("src/test/resources/org/whittle/python").toAbsolutePath();
    private static final Path NOTEBOOK = Path.of("scripts/notebooks/study.ipynb").toAbsolutePath();
    private static final Pattern CODE = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    static Path directory;

    private static Path study;

    /** Where the notebook looks for it, of 24 trials, for importance takes 20. */
    @BeforeAll
    static void tune() throws IOException {
        study = directory.resolve("studies/digits");
        Path table = directory.resolve("rows.csv");
        List<String> lines = new ArrayList<>(List.of("a,b,kind"));
        for (int i = 0; i < 120; i++) {
            lines.add("%s,%s,kind-%d".formatted(i % 3 + 0.01 * (i % 29), i % 17 == 0 ? "" : 0.1 * (i % 13), i % 3));
        }
        Files.write(table, lines);
        Path file = Files.writeString(directory.resolve("small.conf"), """
                study { name = digits, seed = 3 }
                data { path = "%s", label = kind }
                space {
                  learning-rate { type = real, low = 1e-4, high = 1e-1, log = true }
                  optimizer     = [sgd, adam]
                  momentum      { type = real, low = 0, high = 0.9, when = "optimizer = sgd" }
                }
                training { layers = 1, units = 8, batch-size = 16 }
                search { sampler = random, scheduler = full, max-epochs = 2 }
                stop.trials = 24
                test.resamples = 100
                """.formatted(table));
        InProcess.Outcome tuned = InProcess.run("tune", file.toString(), "--study", study.toString(), "--master",
                "local[2]", "--quiet");
        assertThat(tuned.exitCode()).as(tuned.errors()).isZero();
        assertThat(InProcess.run("importance", study.toString()).exitCode()).isZero();
    }

    private static Map<String, String> from(Path place) {
        return Map.of("PYTHONPATH", place.toString(), "MPLBACKEND", "agg", "PYTHONDONTWRITEBYTECODE", "1");
    }

    @Test
    void tablesAreFramesAndPlotsShowThem() throws IOException {
        Python.assumeHas("pandas", "pyarrow", "matplotlib");
        shows(PACKAGE);
    }

    /** Twice the same bytes; what is in it does what the sources do. */
    @Test
    void theWheelHoldsThePackage() throws Exception {
        Python.assumeHas("setuptools", "pip", "pandas", "pyarrow", "matplotlib");
        byte[] first = Files.readAllBytes(wheel(directory.resolve("first")));
        Path again = wheel(directory.resolve("again"));
        assertThat(Files.readAllBytes(again)).isEqualTo(first);
        shows(again);
    }

    private static Path wheel(Path place) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of("scripts/python-wheel").toAbsolutePath().toString(),
                place.toString()).redirectErrorStream(true);
        builder.environment().put("WHITTLE_PYTHON", Python.interpreter());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith("-py3-none-any.whl")).findFirst().orElseThrow();
        }
    }

    private static void shows(Path place) throws IOException {
        Path pictures = Files.createTempDirectory(directory, "pictures");
        JsonNode read = MAPPER.readTree(Python.run(from(place), SCRIPTS.resolve("tables.py"), study, pictures));
        assertThat(read.get("module").asText()).startsWith(place.toString());
        assertThat(read.get("repr").asText())
                .startsWith("Study('%s': done, 24 trials, best validation-loss ".formatted(study))
                .doesNotContain("not known");
        assertThat(read.get("are_frames").asBoolean()).isTrue();
        SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate();
        List<String> tables = new ArrayList<>();
        read.get("tables").fieldNames().forEachRemaining(tables::add);
        assertThat(tables).containsExactly("trials", "epochs", "rungs", "test-predictions", "calibration",
                "importance");
        for (String name : tables) {
            Dataset<Row> table = spark.read().parquet(study.resolve("results/" + name + ".parquet").toString());
            JsonNode theirs = read.get("tables").get(name);
            assertThat(theirs.get("rows").asLong()).as(name).isEqualTo(table.count());
            assertThat(texts(theirs.get("columns"))).as(name).containsExactly(table.columns());
        }
        Dataset<Row> trials = spark.read().parquet(study.resolve("results/trials.parquet").toString());
        assertThat(read.get("objectives").asDouble())
                .isCloseTo(trials.agg(Map.of("objective", "sum")).head().getDouble(0), within(1e-9));
        assertThat(read.get("missing").asText()).startsWith("FileNotFoundError: ").contains("folds.parquet",
                "whittle results %s --tables".formatted(study));
        assertThat(read.get("unknown").asText()).contains("There is no table 'trails'; there are trials, epochs");
        assertThat(read.get("no_study").asText()).contains("is no study directory with results");
        assertThat(read.get("no_metric").asText()).contains("There is no metric 'acuracy'; there are ",
                "accuracy", "validation_loss");

        long ranked = trials.filter("rank is not null").count();
        assertThat(read.get("history").get("points").asLong()).isEqualTo(trials.filter("objective is not null")
                .count());
        assertThat(read.get("history").get("best").asDouble())
                .isEqualTo(trials.agg(Map.of("objective", "min")).head().getDouble(0));
        assertThat(read.get("curves").asLong()).isEqualTo(ranked);
        assertThat(read.get("parallel").asLong()).isEqualTo(ranked);
        assertThat(texts(read.get("slices"))).containsExactlyInAnyOrder("learning-rate", "optimizer", "momentum");
        assertThat(read.get("scale").asText()).isEqualTo("log");
        Dataset<Row> importance = spark.read().parquet(study.resolve("results/importance.parquet").toString());
        assertThat(read.get("importance").get("bars").asLong()).isEqualTo(Math.min(12, importance.count()));
        assertThat(read.get("importance").get("longest").asDouble())
                .isEqualTo(importance.agg(Map.of("importance", "max")).head().getDouble(0));
        // An empty picture of this size is below 3 kB.
        assertThat(StreamSupport.stream(read.get("bytes").spliterator(), false)).hasSize(5)
                .allMatch(bytes -> bytes.asInt() > 5_000);
        assertThat(read.get("page_is_whole").asBoolean()).isTrue();
        assertThat(read.get("sandbox").asBoolean()).isTrue();
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
    }

    /** The page's Python, in its order, is the notebook's. */
    @Test
    void theNotebookRunsWhatThePageQuotes() throws IOException {
        Python.assumeHas("nbclient", "ipykernel", "pandas", "pyarrow", "matplotlib");
        Map<String, String> environment = new TreeMap<>(from(PACKAGE));
        environment.remove("MPLBACKEND");
        environment.put("IPYTHONDIR", directory.resolve("ipython").toString());
        JsonNode cells = MAPPER.readTree(Python.run(environment, SCRIPTS.resolve("notebook.py"), NOTEBOOK, directory));
        List<String> quoted = CODE.matcher(Files.readString(Path.of("src/docs/notebooks.md"))).results()
                .map(quote -> quote.group(1).strip()).toList();
        assertThat(StreamSupport.stream(cells.spliterator(), false).map(cell -> cell.get("source").asText()))
                .containsExactlyElementsOf(quoted);
        assertThat(cells.get(0).get("html").asText()).startsWith("<iframe sandbox=");
        int pictures = 0;
        int frames = 0;
        for (JsonNode cell : cells) {
            assertThat(cell.get("shown")).as(cell.get("source").asText()).isNotEmpty();
            pictures += texts(cell.get("shown")).contains("image/png") ? 1 : 0;
            frames += cell.get("html").asText().contains("<table") ? 1 : 0;
        }
        assertThat(pictures).isEqualTo(4);
        assertThat(frames).isEqualTo(3);
    }

    /** The wrappers were not run against PySpark; that they say what the Java classes say can be told without. */
    @Test
    void theWrappersHaveTheParamsOfTheJavaClasses() throws IOException {
        Python.assumeHas("ast");
        JsonNode kinds = MAPPER.readTree(Python.run(SCRIPTS.resolve("params.py"), PACKAGE.resolve("whittle/ml.py")));
        JsonNode columns = kinds.get("_Columns");
        assertSame(kinds.get("NetworkTuner"), columns, new NetworkTuner("tuner"));
        assertSame(kinds.get("NetworkTunerModel"), columns, new NetworkTunerModel("model", "nowhere"));
        assertThat(texts(kinds.get("NetworkTuner").get("bases"))).containsExactly("JavaEstimator", "_Columns",
                "_Readable", "JavaMLWritable");
        List<String> all = Stream.of(new NetworkTuner("tuner").params()).map(Param::name).toList();
        assertThat(texts(kinds.get("NetworkTuner").get("keywords"))).containsExactlyInAnyOrderElementsOf(all);
        assertThat(texts(kinds.get("NetworkTuner").get("setters"))).containsExactlyInAnyOrderElementsOf(all);
    }

    private static void assertSame(JsonNode kind, JsonNode columns, Params stage) {
        assertThat(kind.get("java").asText()).isEqualTo(stage.getClass().getName());
        Map<String, JsonNode> params = new TreeMap<>();
        Map<String, JsonNode> defaults = new TreeMap<>();
        for (JsonNode part : List.of(columns, kind)) {
            part.get("params").fields().forEachRemaining(each -> params.put(each.getKey(), each.getValue()));
            part.get("defaults").fields().forEachRemaining(each -> defaults.put(each.getKey(), each.getValue()));
        }
        assertThat(params.keySet()).containsExactlyInAnyOrder(Stream.of(stage.params()).map(Param::name)
                .toArray(String[]::new));
        for (Param<?> param : stage.params()) {
            JsonNode theirs = params.get(param.name());
            assertThat(theirs.get("doc").asText()).isEqualTo(param.doc());
            assertThat(theirs.get("converter").asText()).as(param.name()).isEqualTo(param instanceof LongParam
                    ? "toInt" : param instanceof StringArrayParam ? "toListString" : "toString");
            assertThat(defaults.containsKey(param.name())).as(param.name()).isEqualTo(stage.hasDefault(param));
            if (stage.hasDefault(param)) {
                Object standard = stage.getDefault(param).get();
                assertThat(defaults.get(param.name())).as(param.name())
                        .isEqualTo(MAPPER.valueToTree(standard));
            }
        }
    }

    /** The version of the wheel is the build's, as Python writes it. */
    @Test
    void theWheelsVersionIsTheBuilds() throws IOException {
        String build = Pattern.compile("<version>(.*?)</version>").matcher(Files.readString(Path.of("pom.xml")))
                .results().findFirst().orElseThrow().group(1);
        assertThat(Files.readString(PACKAGE.resolve("pyproject.toml")))
                .contains("version = \"%s\"".formatted(build.replace("-SNAPSHOT", ".dev0")));
        assertThat(Files.readString(Path.of("src/docs/notebooks.md")))
                .contains("whittle-%s-py3-none-any.whl[plots]".formatted(build.replace("-SNAPSHOT", ".dev0")));
    }
}
