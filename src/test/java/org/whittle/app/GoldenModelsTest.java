package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DeferredTranslatorFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.data.FeaturePipeline;
import org.whittle.ledger.HadoopFileStore;

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

    static Stream<String[]> models() {
        return Golden.SETS.stream().flatMap(set -> Stream.of("finished", "two-objectives", "population-based")
                .map(study -> new String[] {set, study}));
    }

    @ParameterizedTest
    @MethodSource("models")
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
