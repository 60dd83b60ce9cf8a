package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DeferredTranslatorFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.data.FeaturePipeline;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.run.Scoring;
import org.whittle.score.Prediction;
import org.whittle.score.Scorer;

/**
 * Models that earlier builds exported are loaded by plain DJL, by their URL and the factories that they name, for ever;
 * and say what {@code predict} said then.
 */
@Tag("cluster")
class GoldenModelsTest {

    /**
     * DJL's blocks group the same operations in another way than batches do: some roundings of 6e-8 on values of order
     * 1.
     */
    private static final double ROUNDING = 1e-5;
    private static final List<String> CLASSES = List.of("kind-0", "kind-1", "kind-2");

    @ParameterizedTest
    @MethodSource("org.whittle.app.Golden#scored")
    void plainDjlLoadsThemAndSaysWhatPredictSaid(String set, String study) throws Exception {
        Path directory = Golden.set(set).resolve(study);
        assertThat(properties(directory.resolve("model")))
                .containsEntry("blockFactory", "org.whittle.train.MlpBlockFactory");
        Criteria<float[], Classifications> criteria = Criteria.builder().setTypes(float[].class, Classifications.class)
                .optModelUrls(directory.resolve("model").toUri().toString())
                .optTranslatorFactory(new DeferredTranslatorFactory()).build();

        try (SparkSession spark = SparkSession.builder()
                        .master("local[1]")
                        .config("spark.ui.enabled", "false")
                        .getOrCreate();
                ZooModel<float[], Classifications> model = criteria.loadModel();
                Predictor<float[], Classifications> predictor = model.newPredictor()) {
            FeaturePipeline pipeline = FeaturePipeline.load(new HadoopFileStore(directory.toString(), Map.of()));
            List<double[]> rows = pipeline.of(pipeline.read(spark, "csv", Golden.table().toString(), Map.of(), true))
                    .features().collect();
            List<Row> then = spark.read().option("header", "true").option("inferSchema", "true")
                    .csv(Golden.set(set).resolve("predictions/" + study + ".csv").toString()).collectAsList();

            assertThat(rows).hasSize(240).hasSameSizeAs(then);
            for (int i = 0; i < rows.size(); i++) {
                Classifications now = predictor.predict(narrow(rows.get(i)));
                for (String name : CLASSES) {
                    assertThat(now.get(name).getProbability()).as("row %d, %s", i, name)
                            .isCloseTo(then.get(i).<Double>getAs("probability_" + name), within(ROUNDING));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.whittle.app.Golden#scored")
    void theyScoreRawRowsWithoutSpark(String set, String study, @TempDir Path elsewhere) throws Exception {
        Path directory = Golden.set(set).resolve(study);
        List<String> lines = Files.readAllLines(Golden.table());
        List<Map<String, Object>> rows = lines.subList(1, lines.size()).stream()
                .map(line -> row(lines.get(0), line)).toList();
        List<String> then = Files.readAllLines(Golden.set(set).resolve("predictions/" + study + ".csv"));
        int label = List.of(then.get(0).split(",")).indexOf("prediction");
        List<String> expected = then.stream().skip(1).map(line -> line.split(",", -1)[label]).toList();

        if (Files.exists(directory.resolve("data/preprocessing.json"))) {
            assertThat(labels(directory, rows)).isEqualTo(expected);
        } else {
            // The first release had a pipeline of MLlib's, which Spark turns into numbers once.
            assertThatThrownBy(() -> Scorer.load(directory)).hasMessageContaining("copyTo(directory)");
        }
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Scoring.of(spark, directory.toString()).copyTo(elsewhere);
        }
        assertThat(labels(elsewhere, rows)).isEqualTo(expected);
    }

    private static List<String> labels(Path directory, List<Map<String, Object>> rows) throws IOException {
        try (Scorer scorer = Scorer.load(directory)) {
            return scorer.score(rows).stream().map(Prediction::label).toList();
        }
    }

    /** A line of a CSV file, in which an empty cell is a missing value. */
    private static Map<String, Object> row(String header, String line) {
        String[] names = header.split(",");
        String[] cells = line.split(",", -1);
        Map<String, Object> row = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            row.put(names[i], cells[i].isEmpty() ? null : cells[i]);
        }
        return row;
    }

    private static Properties properties(Path model) throws IOException {
        Properties properties = new Properties();
        properties.load(Files.newBufferedReader(model.resolve("serving.properties")));
        return properties;
    }

    private static float[] narrow(double[] row) {
        float[] features = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            features[i] = (float) row[i];
        }
        return features;
    }
}
