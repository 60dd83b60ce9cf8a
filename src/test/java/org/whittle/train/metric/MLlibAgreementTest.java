package org.whittle.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A notebook that scores predictions with MLlib's evaluators must find the numbers of our tables. */
class MLlibAgreementTest {

    /** MLlib adds up partitions in another order, and its ROC curve by trapezoids. */
    private static final double ROUNDING = 1e-9;

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder().master("local[2]").config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2).getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void multiclassMetricsAgree() {
        int classes = 4;
        Sample sample = Sample.draw(300, classes);
        SortedMap<String, Double> ours = sample.metrics();
        Dataset<Row> scored = sample.scored();

        assertThat(ours.get("accuracy")).isCloseTo(multiclass("accuracy").evaluate(scored), within(ROUNDING));
        assertThat(ours.get("weighted-f1")).isCloseTo(multiclass("f1").evaluate(scored), within(ROUNDING));
        assertThat(ours.get("log-loss")).isCloseTo(multiclass("logLoss").evaluate(scored), within(ROUNDING));
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += multiclass("fMeasureByLabel").setMetricLabel(c).evaluate(scored);
        }
        assertThat(ours.get("macro-f1")).isCloseTo(sum / classes, within(ROUNDING));
    }

    @Test
    void rocAucOfTwoClassesAgrees() {
        Sample sample = Sample.draw(300, 2);
        double theirs = new BinaryClassificationEvaluator().setNumBins(0).evaluate(sample.scored());

        assertThat(sample.metrics().get("roc-auc")).isCloseTo(theirs, within(ROUNDING));
    }

    @Test
    void regressionMetricsAgree() {
        SplittableRandom random = new SplittableRandom(7);
        double[] predictions = new double[200];
        double[] targets = new double[200];
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < targets.length; i++) {
            targets[i] = random.nextGaussian(10, 3);
            predictions[i] = targets[i] + random.nextGaussian();
            rows.add(RowFactory.create(predictions[i], targets[i]));
        }
        Dataset<Row> scored = spark.createDataFrame(rows, new StructType().add("prediction", DataTypes.DoubleType)
                .add("label", DataTypes.DoubleType));
        SortedMap<String, Double> ours = RegressionMetrics.of(predictions, targets);

        for (String metric : List.of("rmse", "mae", "r2")) {
            double theirs = new RegressionEvaluator().setMetricName(metric).evaluate(scored);
            assertThat(ours.get(metric)).as(metric).isCloseTo(theirs, within(ROUNDING));
        }
    }

    private static MulticlassClassificationEvaluator multiclass(String metric) {
        return new MulticlassClassificationEvaluator().setMetricName(metric);
    }

    private record Sample(int classes, float[] logits, double[] labels) {

        static Sample draw(int rows, int classes) {
            SplittableRandom random = new SplittableRandom(classes);
            float[] logits = new float[rows * classes];
            double[] labels = new double[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = random.nextInt(classes);
                for (int c = 0; c < classes; c++) {
                    // Halves, so that many rows share a score.
                    double logit = random.nextGaussian() + (c == labels[row] ? 1 : 0);
                    logits[row * classes + c] = Math.round(2 * logit) / 2f;
                }
            }
            return new Sample(classes, logits, labels);
        }

        SortedMap<String, Double> metrics() {
            return ClassificationMetrics.of(logits, labels.length, classes, labels, 1);
        }

        Dataset<Row> scored() {
            List<Row> rows = new ArrayList<>();
            for (int row = 0; row < labels.length; row++) {
                double[] raw = new double[classes];
                double[] probability = new double[classes];
                double sum = 0;
                int best = 0;
                for (int c = 0; c < classes; c++) {
                    raw[c] = logits[row * classes + c];
                    probability[c] = Math.exp(raw[c]);
                    sum += probability[c];
                    best = raw[c] > raw[best] ? c : best;
                }
                for (int c = 0; c < classes; c++) {
                    probability[c] /= sum;
                }
                double margin = raw[1] - raw[0];
                rows.add(RowFactory.create(Vectors.dense(classes == 2 ? new double[] {-margin, margin} : raw),
                        Vectors.dense(probability), (double) best, labels[row]));
            }
            return spark.createDataFrame(rows, new StructType()
                    .add("rawPrediction", SQLDataTypes.VectorType()).add("probability", SQLDataTypes.VectorType())
                    .add("prediction", DataTypes.DoubleType).add("label", DataTypes.DoubleType));
        }
    }
}
