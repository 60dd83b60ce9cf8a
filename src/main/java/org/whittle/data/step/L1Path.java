package org.whittle.data.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How early a linear model (logistic for classes) takes up each feature, as the penalty on the sum of its weights'
 * sizes is halved, again and again, from the least one that leaves no weight (Tibshirani 1996). MLlib fits the models,
 * on one partition, so that nothing hangs on the cluster.
 */
final class L1Path {

    private static final int HALVINGS = 8;
    private static final int MOST_ROWS = 5000;
    /** Each is a job of Spark; who has entered is known long before weights are. */
    private static final int STEPS = 50;
    private static final double TOLERANCE = 1e-5;
    /** Of a weight that is none but for rounding. */
    private static final double NOTHING = 1e-9;

    private L1Path() {
    }

    /**
     * A score in [0, 1) for each feature: where it is first taken up at 2⁻ⁱ of the largest penalty, from 2⁻ⁱ up by its
     * weight's share of the largest; 0 if it never is.
     */
    static double[] entries(TrainingSample whole) {
        TrainingSample sample = whole.first(MOST_ROWS);
        double[][] columns = new double[sample.width()][];
        Arrays.setAll(columns, sample::standardized);
        double[] targets = sample.classes() > 0 ? sample.targets() : TrainingSample.standardized(sample.targets());
        double penalty = largest(columns, targets, sample.classes());
        double[] entries = new double[columns.length];
        if (!(penalty > 0)) {
            return entries;
        }
        Dataset<Row> rows = table(columns, targets).cache();
        try {
            for (int i = 1; i <= HALVINGS && Arrays.stream(entries).anyMatch(entry -> entry == 0); i++) {
                double share = Math.scalb(1.0, -i);
                double[] weights = weights(rows, penalty * share, sample.classes());
                double most = Arrays.stream(weights).max().orElse(0);
                for (int feature = 0; feature < entries.length; feature++) {
                    if (entries[feature] == 0 && weights[feature] > NOTHING) {
                        // Below what was taken up before, even where it is the largest.
                        entries[feature] = share * (1 + weights[feature] / most * (1 - TOLERANCE));
                    }
                }
            }
        } finally {
            rows.unpersist(true);
        }
        return entries;
    }

    private static Dataset<Row> table(double[][] columns, double[] targets) {
        List<Row> rows = new ArrayList<>(targets.length);
        for (int row = 0; row < targets.length; row++) {
            double[] values = new double[columns.length];
            for (int feature = 0; feature < values.length; feature++) {
                values[feature] = columns[feature][row];
            }
            rows.add(RowFactory.create(targets[row], Vectors.dense(values)));
        }
        StructType schema = new StructType().add("label", DataTypes.DoubleType, false)
                .add("features", SQLDataTypes.VectorType(), false);
        return SparkSession.builder().getOrCreate().createDataFrame(rows, schema).coalesce(1);
    }

    /** The least penalty that leaves no weight: the steepest slope of the loss where there are none. */
    private static double largest(double[][] columns, double[] targets, int classes) {
        double largest = 0;
        for (int k = 0; k < Math.max(1, classes); k++) {
            double[] rest = new double[targets.length];
            double mean = 0;
            for (int row = 0; row < rest.length; row++) {
                rest[row] = classes == 0 ? targets[row] : targets[row] == k ? 1 : 0;
                mean += rest[row] / rest.length;
            }
            for (double[] column : columns) {
                double slope = 0;
                for (int row = 0; row < rest.length; row++) {
                    slope += column[row] * (rest[row] - mean) / rest.length;
                }
                largest = Math.max(largest, Math.abs(slope));
            }
        }
        return largest;
    }

    /** The size of each feature's largest weight. */
    private static double[] weights(Dataset<Row> rows, double penalty, int classes) {
        if (classes == 0) {
            double[] weights = new LinearRegression().setElasticNetParam(1).setRegParam(penalty).setMaxIter(STEPS)
                    .setTol(TOLERANCE).setStandardization(false).fit(rows).coefficients().toArray();
            return Arrays.stream(weights).map(Math::abs).toArray();
        }
        LogisticRegressionModel model = new LogisticRegression().setElasticNetParam(1).setRegParam(penalty)
                .setMaxIter(STEPS).setTol(TOLERANCE).setStandardization(false).fit(rows);
        Matrix all = model.coefficientMatrix();
        double[] weights = new double[all.numCols()];
        for (int k = 0; k < all.numRows(); k++) {
            for (int feature = 0; feature < weights.length; feature++) {
                weights[feature] = Math.max(weights[feature], Math.abs(all.apply(k, feature)));
            }
        }
        return weights;
    }
}
