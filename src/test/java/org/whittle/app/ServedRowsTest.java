package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DeferredTranslatorFactory;
import ai.djl.translate.TranslateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.run.Scoring;

/** Plain DJL scores raw rows by a model's URL: {@code serving.properties} says all that it takes. */
class ServedRowsTest {

    private static final List<String> CLASSES = List.of("kind-0", "kind-1", "kind-2");
    /** A row by itself and many at once are added in different orders: some roundings of 6e-8. */
    private static final double ROUNDING = 1e-6;

    @SuppressWarnings("rawtypes") // as DJL's Criteria has types
    private static Criteria<Map, Classifications> criteria(String url) {
        return Criteria.builder().setTypes(Map.class, Classifications.class).optModelUrls(url)
                .optTranslatorFactory(new DeferredTranslatorFactory()).build();
    }

    @SuppressWarnings("rawtypes")
    private static Iterator<double[]> served(Iterator<Row> rows, String url) throws Exception {
        List<double[]> scored = new ArrayList<>();
        try (ZooModel<Map, Classifications> model = criteria(url).loadModel();
                Predictor<Map, Classifications> predictor = model.newPredictor()) {
            while (rows.hasNext()) {
                Row row = rows.next();
                Map<String, Object> cells = new HashMap<>();
                for (String name : row.schema().fieldNames()) {
                    cells.put(name, row.getAs(name));
                }
                Classifications classes = predictor.predict(cells);
                scored.add(CLASSES.stream().mapToDouble(name -> classes.get(name).getProbability()).toArray());
            }
        }
        return scored.iterator();
    }

    @Test
    void aPredictorAPartitionSaysWhatPredictSays(@TempDir Path directory) throws Exception {
        Path table = directory.resolve("rows.csv");
        List<String> lines = new ArrayList<>(Files.readAllLines(Golden.table()));
        lines.add(",,,");
        lines.add("1e9,-3,never seen,kind-1");
        Files.write(table, lines);
        Path study = Golden.set("0.1-g").resolve("finished");
        String url = study.resolve("model").toUri().toString();
        try (SparkSession spark = SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Dataset<Row> rows = spark.read().option("header", "true").option("inferSchema", "true")
                    .csv(table.toString());
            List<double[]> served = rows.javaRDD().mapPartitions(part -> served(part, url)).collect();
            List<Row> predicted = Scoring.of(spark, study.toString()).of(rows).collectAsList();
            assertThat(served).hasSameSizeAs(predicted).hasSize(lines.size() - 1);
            for (int i = 0; i < served.size(); i++) {
                List<Float> probabilities = predicted.get(i).getList(predicted.get(i).fieldIndex("probabilities"));
                for (int k = 0; k < CLASSES.size(); k++) {
                    assertThat(served.get(i)[k]).isCloseTo(probabilities.get(k), within(ROUNDING));
                }
            }
        }
    }

    @Test
    @SuppressWarnings("rawtypes")
    void aRowThatCannotBeScoredIsRefused() throws Exception {
        String url = Golden.set("0.1-g").resolve("finished/model").toUri().toString();
        try (ZooModel<Map, Classifications> model = criteria(url).loadModel();
                Predictor<Map, Classifications> predictor = model.newPredictor()) {
            assertThatThrownBy(() -> predictor.predict(Map.of("a", "x", "b", 1)))
                    .isInstanceOf(TranslateException.class)
                    .hasMessageContaining("there is no 'colour'")
                    .hasMessageContaining("'a' is 'x', which is no number");
        }
    }
}
