package org.whittle.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.random.RandomStream;
import org.whittle.run.Tuning;
import org.whittle.run.TuningResult;
import org.whittle.score.Prediction;
import org.whittle.score.Scorer;

/** The examples that the pages quote do what they say. */
class ExamplesTest {

    private static final Path PAGE = Path.of("src/docs/from-java.md");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    static Path directory;

    private static SparkSession spark;
    private static Dataset<Row> flowers;
    private static String study;
    private static TuningResult result;
    private static String printed;

    @BeforeAll
    static void startAStudy() throws InterruptedException {
        spark = SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
        RandomStream random = RandomStream.ofSeed(5);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int species = i % 3;
            rows.add(RowFactory.create(2 * species + random.nextGaussian() * 0.3, random.nextGaussian() - species,
                    List.of("setosa", "versicolor", "virginica").get(species)));
        }
        flowers = spark.createDataFrame(rows, new StructType().add("petal", DataTypes.DoubleType)
                .add("sepal", DataTypes.DoubleType).add("species", DataTypes.StringType));
        study = directory.resolve("flowers").toString();
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            result = StartAStudy.run(flowers, study);
        } finally {
            System.setOut(before);
        }
        printed = out.toString(StandardCharsets.UTF_8);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void aListenerIsToldOfEveryEpoch() {
        assertThat(printed.lines().filter(line -> line.contains(", epoch "))).hasSize((int) result.epochs().count());
        assertThat(printed.lines().filter(line -> !line.contains(", epoch ")))
                .allMatch(line -> line.matches("trial \\d+: .+"));
    }

    @Test
    void tablesCanBeJoined() {
        Dataset<Row> curves = ReadTables.curves(spark, study);
        assertThat(curves.select("params_optimizer").distinct().collectAsList()).extracting(row -> row.get(0))
                .containsExactlyInAnyOrder("adam", "sgd");
        assertThat(curves.filter("epoch = 9").count()).isPositive();
    }

    @Test
    void aCopyOfTheModelScoresRawRowsAsSparkDoes() throws Exception {
        Path model = directory.resolve("elsewhere");
        Files.createDirectories(model);
        try (Stream<Path> files = Files.list(Path.of(study, "model"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        List<Row> scored = ServeTheModel.score(spark, study, flowers).collectAsList();
        List<Map<String, Object>> rows = scored.stream().map(row -> Map.<String, Object>of("petal", row.get(0), "sepal",
                row.get(1))).toList();
        assertThat(ServeTheModel.species(model, rows))
                .isEqualTo(scored.stream().map(row -> row.<String>getAs("prediction")).toList());
        try (Scorer scorer = Scorer.load(model)) {
            List<Prediction> predictions = scorer.score(rows);
            for (int i = 0; i < scored.size(); i++) {
                List<Float> probabilities = scored.get(i).getList(scored.get(i).fieldIndex("probabilities"));
                List<Double> own = List.copyOf(((Prediction.Label) predictions.get(i)).probabilities().values());
                for (int k = 0; k < own.size(); k++) {
                    // Products of a batch of other rows add in another order: roundings of 6e-8.
                    assertThat(own.get(k)).isCloseTo(probabilities.get(k), within(1e-6));
                }
            }
        }
    }

    @Test
    void djlServesWhatSparkScores() throws Exception {
        List<Row> scored = ServeTheModel.score(spark, study, flowers).limit(5).collectAsList();
        for (Row row : scored) {
            assertThat(ServeTheModel.species(study, (float) row.getDouble(0), (float) row.getDouble(1)))
                    .isEqualTo(row.getAs("prediction"));
        }
        // The petals of three kinds are two apart, and each kind's deviate by 0.3.
        assertThat(ServeTheModel.score(spark, study, flowers)
                        .filter("prediction = species")
                        .count())
                .isGreaterThan(270);
    }

    @Test
    void aPipelineEndsWithAStudy() {
        Dataset<Row> scored = TuneInAPipeline.fit(flowers, directory.resolve("in-a-pipeline").toString())
                .transform(flowers);
        // As above.
        assertThat(scored.filter("prediction = label").count()).isGreaterThan(270);
    }

    @Test
    void whatWasCancelledEndsAsItWouldHave() throws Exception {
        TuningResult resumed = CancelAndResume.run(Tuning.of(StartAStudy.FLOWERS).data(flowers)
                .directory(directory.resolve("cancelled").toString()));
        assertThat(resumed.trials().select("trial", "objective").collectAsList())
                .isEqualTo(result.trials().select("trial", "objective").collectAsList());
    }

    @Test
    void thePageQuotesTheseFiles() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("src/test/java/org/whittle/examples"))) {
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
        }
        List<MatchResult> quotes = JAVA.matcher(Files.readString(PAGE)).results().toList();
        assertThat(quotes).hasSizeGreaterThan(3);
        for (MatchResult quote : quotes) {
            assertThat(words(all.toString())).contains(words(quote.group(1)));
        }
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
