package org.whittle.run;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.train.metric.ClassificationMetrics;
import org.whittle.train.metric.RegressionMetrics;
import org.whittle.work.Rows;
import org.whittle.work.Sums;
import org.whittle.work.TrainingData;

/**
 * What MLlib makes of a study's prepared rows with settings that are usual and not tuned: gradient-boosted trees where
 * it has them, for two classes or a number of tables; else a linear model, of images by their pixels. Fitted on the
 * training rows, measured on the validation rows, by the study's own metrics.
 *
 * <p>The rows pass through the memory of one task on their way to MLlib.
 */
enum Reference {

    TREES("gradient-boosted trees") {
        @Override
        Model<?> fit(Dataset<Row> rows, LearningTask task, boolean weighted, long seed) {
            if (task instanceof LearningTask.Classification) {
                GBTClassifier trees = new GBTClassifier().setMaxIter(ROUNDS).setMaxDepth(DEPTH).setStepSize(STEP)
                        .setSeed(seed);
                return (weighted ? trees.setWeightCol(WEIGHT) : trees).fit(rows);
            }
            GBTRegressor trees = new GBTRegressor().setMaxIter(ROUNDS).setMaxDepth(DEPTH).setStepSize(STEP)
                    .setSeed(seed);
            return (weighted ? trees.setWeightCol(WEIGHT) : trees).fit(rows);
        }
    },

    LINEAR("linear model") {
        @Override
        Model<?> fit(Dataset<Row> rows, LearningTask task, boolean weighted, long seed) {
            if (task instanceof LearningTask.Classification) {
                LogisticRegression model = new LogisticRegression().setRegParam(RIDGE);
                return (weighted ? model.setWeightCol(WEIGHT) : model).fit(rows);
            }
            LinearRegression model = new LinearRegression().setRegParam(RIDGE);
            return (weighted ? model.setWeightCol(WEIGHT) : model).fit(rows);
        }
    };

    /** As many trees as MLlib would, each a Spark job a level: so it takes seconds; longer steps make up for few. */
    private static final int ROUNDS = 20;
    private static final int DEPTH = 5;
    private static final double STEP = 0.3;
    /** Of standardized features: as good as none, but weights of separable classes stay finite. */
    private static final double RIDGE = 1e-3;
    private static final int ROWS_OF_A_PARTITION = 20_000;
    private static final String WEIGHT = "weight";
    private static final StructType SCHEMA = new StructType().add("label", DataTypes.DoubleType)
            .add(WEIGHT, DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());

    private final String title;

    Reference(String title) {
        this.title = title;
    }

    /** For people. */
    String title() {
        return title;
    }

    abstract Model<?> fit(Dataset<Row> rows, LearningTask task, boolean weighted, long seed);

    /** Which one suits the rows. */
    static Reference of(TrainingData data) {
        boolean trees = data.input() instanceof InputShape.Vector && data.task().outputs() <= 2;
        return trees ? TREES : LINEAR;
    }

    /** The means over folds of what {@link #measure(SparkSession, TrainingData, int, long)} finds on each. */
    SortedMap<String, Double> measure(SparkSession spark, List<TrainingData> folds, int topK, long seed) {
        List<SortedMap<String, Double>> all =
                folds.stream().map(fold -> measure(spark, fold, topK, seed)).toList();
        SortedMap<String, Double> means = new TreeMap<>(all.get(0));
        means.keySet().removeIf(metric -> all.stream().anyMatch(of -> !of.containsKey(metric)));
        means.replaceAll((metric, first) -> Sums.mean(all.stream().mapToDouble(of -> of.get(metric))));
        return means;
    }

    /**
     * Fits and measures.
     *
     * @param topK k of top-k accuracy
     * @return metrics on validation rows, by name
     */
    SortedMap<String, Double> measure(SparkSession spark, TrainingData data, int topK, long seed) {
        Dataset<Row> training = table(spark, data, true).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Model<?> model = fit(training, data.task(), weighted(data), seed);
            boolean classifies = data.task() instanceof LearningTask.Classification;
            List<Row> predicted = model.transform(table(spark, data, false).coalesce(1))
                    .select("label", WEIGHT, classifies ? "probability" : "prediction").collectAsList();
            double[] targets = predicted.stream().mapToDouble(row -> row.getDouble(0)).toArray();
            double[] weights =
                    weighted(data) ? predicted.stream().mapToDouble(row -> row.getDouble(1)).toArray() : null;
            return classifies
                    ? ClassificationMetrics.of(logits(predicted, data.task().outputs()), targets.length,
                            data.task().outputs(), targets, weights, topK)
                    : RegressionMetrics.of(predicted.stream().mapToDouble(row -> row.getDouble(2)).toArray(), targets,
                            weights);
        } finally {
            training.unpersist(true);
        }
    }

    private static boolean weighted(TrainingData data) {
        return data.validation().weights() != null;
    }

    private static float[] logits(List<Row> predicted, int classes) {
        float[] logits = new float[predicted.size() * classes];
        for (int row = 0; row < predicted.size(); row++) {
            Vector probabilities = predicted.get(row).getAs(2);
            for (int c = 0; c < classes; c++) {
                // MLlib leaves out classes that no training row is of.
                double probability = c < probabilities.size() ? probabilities.apply(c) : 0;
                logits[row * classes + c] = (float) Math.log(Math.max(probability, Float.MIN_NORMAL));
            }
        }
        return logits;
    }

    private static Dataset<Row> table(SparkSession spark, TrainingData data, boolean training) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        JavaRDD<Row> rows = context.parallelize(List.of(training), 1)
                .flatMap(ofTraining -> rows(ofTraining ? data.training() : data.validation()).iterator());
        // The study's rows decide on it, not the cluster.
        int partitions = training ? Math.toIntExact(1 + rows.count() / ROWS_OF_A_PARTITION) : 1;
        return spark.createDataFrame(partitions == 1 ? rows : rows.repartition(partitions), SCHEMA);
    }

    private static List<Row> rows(Rows split) {
        List<Row> rows = new ArrayList<>(split.count());
        split.blocks().read(block -> {
            while (block.hasRemaining()) {
                double[] features = new double[split.width()];
                for (int i = 0; i < features.length; i++) {
                    features[i] = block.get();
                }
                rows.add(RowFactory.create(split.targets()[rows.size()],
                        split.weights() == null ? 1.0 : split.weights()[rows.size()], Vectors.dense(features)));
            }
        });
        return rows;
    }
}
