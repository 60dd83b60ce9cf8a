package org.whittle.examples;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DeferredTranslatorFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.run.Scoring;
import org.whittle.score.Prediction;
import org.whittle.score.Scorer;

/** The winner at work: on tables, and on single rows without Spark. */
final class ServeTheModel {

    private ServeTheModel() {
    }

    /** The study's preprocessing and the winner's network, on any table with the study's columns. */
    static Dataset<Row> score(SparkSession spark, String directory, Dataset<Row> flowers) {
        return Scoring.of(spark, directory).of(flowers);
    }

    /** Raw rows, without Spark: the directory {@code model} is all it takes, wherever it was copied to. */
    static List<String> species(Path model, List<Map<String, Object>> flowers) throws IOException {
        try (Scorer scorer = Scorer.load(model)) {
            List<Prediction> predictions = scorer.score(flowers);
            return predictions.stream().map(Prediction::label).toList();
        }
    }

    /** The network alone, by plain DJL. It takes what the steps in {@code preprocessing.json} make of a row. */
    static String species(String directory, float... features) throws Exception {
        Criteria<float[], Classifications> criteria = Criteria.builder()
                .setTypes(float[].class, Classifications.class)
                .optModelPath(Path.of(directory, "model"))
                .optTranslatorFactory(new DeferredTranslatorFactory())    // the one that serving.properties names
                .build();
        try (ZooModel<float[], Classifications> model = criteria.loadModel();
             Predictor<float[], Classifications> predictor = model.newPredictor()) {
            return predictor.predict(features).best().getClassName();
        }
    }
}
